import type { Group, User } from '../state.ts';
import type { Ago } from './ago.ts';
import { guid } from './guid.ts';
import { sandboxGroups, sandboxSkus } from './ids.ts';
import { domain, marketing } from './staff.ts';

export interface GroupRow {
  readonly key: keyof typeof sandboxGroups;
  readonly name: string;
  readonly owners: readonly string[];
  readonly members: readonly string[];
  readonly unified?: boolean;
  readonly changes?: Partial<Group>;
}

export const groupRows: readonly GroupRow[] = [
  { key: 'approvers', name: 'Farewell approvers', owners: ['itDirector'], members: ['approver', 'group/onCall'] },
  { key: 'onCall', name: 'IT on-call', owners: ['approver'], members: ['secondApprover'] },
  { key: 'hr', name: 'HR advisers', owners: ['hrDirector'], members: ['hr', 'hrDirector'] },
  { key: 'protected', name: 'Protected accounts', owners: ['itDirector'], members: ['breakGlass', 'vip'] },
  {
    key: 'marketing',
    name: 'Marketing',
    owners: ['manager', 'teamLead'],
    members: marketing.map((row) => row.key),
    unified: true,
  },
  {
    key: 'lastOwner',
    name: 'Campaign Phoenix',
    owners: ['leaver'],
    members: ['leaver', 'firstDaan', 'accented', 'indirect'],
    unified: true,
  },
  {
    key: 'brand',
    name: 'Brand assets',
    owners: ['leaver', 'accented'],
    members: ['leaver', 'accented', 'firstDaan'],
    unified: true,
  },
  {
    key: 'dynamic',
    name: 'Everybody at Contoso',
    owners: ['hrDirector'],
    members: [],
    changes: {
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.assignedPlans -any true)',
      membershipRuleProcessingState: 'On',
    },
  },
  {
    key: 'distribution',
    name: 'News Utrecht',
    owners: ['manager'],
    members: ['leaver', 'firstDaan', 'manager'],
    changes: { mailEnabled: true, securityEnabled: false, mail: `news.utrecht@${domain}` },
  },
  {
    key: 'synced',
    name: 'AD Printers Utrecht',
    owners: [],
    members: ['leaver', 'synced'],
    changes: { onPremisesSyncEnabled: true },
  },
  {
    key: 'roleAssignable',
    name: 'Tier 1 helpdesk',
    owners: ['roleGroupOwner'],
    members: ['roleGroupMember'],
    changes: { isAssignableToRole: true },
  },
  {
    key: 'licences',
    name: 'Licence Project Plan 3',
    owners: ['approver'],
    members: ['licensedByGroup', 'accented'],
    changes: { assignedLicenses: [{ skuId: sandboxSkus.project, disabledPlans: [] }] },
  },
  {
    key: 'storeOpenings',
    name: 'Store openings',
    owners: ['regional'],
    members: ['regional', 'storeLead'],
    unified: true,
  },
  {
    key: 'franchise',
    name: 'Franchise partners',
    owners: ['regional', 'blocked'],
    members: ['regional', 'storeLead', 'blocked'],
    unified: true,
  },
  {
    key: 'dynamicRetail',
    name: 'Everybody in Retail',
    owners: ['regional'],
    members: ['regional', 'storeLead', 'storeSynced'],
    changes: {
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.department -eq "Retail")',
      membershipRuleProcessingState: 'On',
    },
  },
  {
    key: 'mailSecurity',
    name: 'Retail budget holders',
    owners: ['regional'],
    members: ['regional', 'sales'],
    changes: { mailEnabled: true, securityEnabled: true, mail: `retail.budget@${domain}` },
  },
  {
    key: 'syncedRetail',
    name: 'AD Retail file share',
    owners: [],
    members: ['regional', 'storeSynced'],
    changes: { onPremisesSyncEnabled: true },
  },
  {
    key: 'licencesRetail',
    name: 'Licence E5 Retail',
    owners: ['approver'],
    members: ['regional', 'storeLead', 'storeSynced'],
    changes: { assignedLicenses: [{ skuId: sandboxSkus.e5, disabledPlans: [] }] },
  },
];

export function groupFrom(row: GroupRow, ago: Ago): Group {
  const nickname = row.name.toLowerCase().replaceAll(' ', '.');
  const unified = row.unified === true;
  return {
    id: sandboxGroups[row.key],
    displayName: row.name,
    description: row.name,
    createdDateTime: ago(700),
    groupTypes: unified ? ['Unified'] : [],
    mail: unified ? `${nickname}@${domain}` : null,
    mailEnabled: unified,
    mailNickname: nickname,
    securityEnabled: !unified,
    membershipRule: null,
    membershipRuleProcessingState: null,
    isAssignableToRole: null,
    onPremisesSyncEnabled: null,
    resourceProvisioningOptions: unified ? ['Team'] : [],
    visibility: unified ? 'Private' : null,
    assignedLicenses: [],
    ...row.changes,
  };
}

export function membersFrom(row: GroupRow, licensed: readonly User[]): string[] {
  return row.key === 'dynamic' ? licensed.map((user) => user.id) : row.members.map(guid);
}
