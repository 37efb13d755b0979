import type { AssignedLicence, LicenceState, User } from '../state.ts';
import type { Ago } from './ago.ts';
import { groupRows } from './groups.ts';
import { personOf, sandboxGroups, sandboxSkus } from './ids.ts';
import { domain, type StaffRow } from './staff.ts';

export function userFrom(row: StaffRow, index: number, ago: Ago): User {
  const { id, displayName, mail } = personOf(row.key);
  const [givenName = null, ...surname] = displayName.split(' ');
  const synced = row.changes?.onPremisesSyncEnabled === true;
  return {
    id,
    displayName,
    givenName,
    surname: surname.join(' '),
    userPrincipalName: `${row.alias}@${domain}`,
    mail,
    mailNickname: row.alias,
    jobTitle: row.title,
    department: row.department,
    companyName: 'Contoso Nederland',
    officeLocation: row.office ?? 'Utrecht 3/301',
    usageLocation: row.country ?? 'NL',
    preferredLanguage: row.country === undefined ? 'nl-NL' : 'en-GB',
    mobilePhone: null,
    businessPhones: [`+31 30 555 01${String(index).padStart(2, '0')}`],
    proxyAddresses: [`SMTP:${mail}`],
    otherMails: [],
    userType: 'Member',
    accountEnabled: true,
    createdDateTime: ago(900 - index),
    deletedDateTime: null,
    employeeId: `C${1000 + index}`,
    employeeType: 'Employee',
    externalUserState: null,
    isManagementRestricted: null,
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: synced ? ago(0.01) : null,
    onPremisesImmutableId: synced ? 'q1W2e3R4t5Y6u7I8o9P0aA==' : null,
    signInSessionsValidFromDateTime: ago(900 - index),
    lastPasswordChangeDateTime: ago(200 - index),
    ...licencesFrom(row, ago(300)),
    ...row.changes,
  };
}

function licencesFrom(row: StaffRow, since: string): Pick<User, 'assignedLicenses' | 'licenseAssignmentStates'> {
  const direct = (row.licences ?? ['E3']).map((name) => (name === 'E3' ? sandboxSkus.e3 : sandboxSkus.project));
  const byGroup =
    groupRows.find((group) => group.key === 'licences')?.members.includes(row.key) === true
      ? [sandboxSkus.project]
      : [];
  const state = (skuId: string, assignedByGroup: string | null): LicenceState => ({
    skuId,
    assignedByGroup,
    state: 'Active',
    error: 'None',
    disabledPlans: [],
    lastUpdatedDateTime: since,
  });
  return {
    assignedLicenses: [...new Set<string>([...direct, ...byGroup])].map((skuId): AssignedLicence => ({
      skuId,
      disabledPlans: [],
    })),
    licenseAssignmentStates: [
      ...direct.map((id) => state(id, null)),
      ...byGroup.map((id) => state(id, sandboxGroups.licences)),
    ],
  };
}
