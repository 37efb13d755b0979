import { agoFrom, type Ago } from './tenant/seed/ago.ts';
import { deviceFrom, deviceLinks, deviceRows, isInIntune, managedDeviceFrom } from './tenant/seed/devices.ts';
import { groupFrom, groupRows, membersFrom } from './tenant/seed/groups.ts';
import { guid } from './tenant/seed/guid.ts';
import { personOf, sandboxGroups, sandboxTenantId } from './tenant/seed/ids.ts';
import { driveFrom, mailboxFrom } from './tenant/seed/mailAndFiles.ts';
import { calendarsFrom } from './tenant/seed/meetings.ts';
import { roleState } from './tenant/seed/roles.ts';
import { skus } from './tenant/seed/skus.ts';
import { domain, staff } from './tenant/seed/staff.ts';
import { teamsAppState } from './tenant/seed/teamsApps.ts';
import { unitState } from './tenant/seed/units.ts';
import { userFrom } from './tenant/seed/users.ts';
import type { Bag, TenantState } from './tenant/state.ts';

export { sandboxGroups, sandboxSkus, sandboxTeamsApp, sandboxTenantId, type SandboxPerson } from './tenant/seed/ids.ts';

/** The settings that name what of the tenant Farewell goes by. */
export const sandboxEnvironment = {
  BOT_TENANT_ID: sandboxTenantId,
  APPROVER_GROUP_ID: sandboxGroups.approvers,
  HR_GROUP_ID: sandboxGroups.hr,
  PROTECTED_GROUP_ID: sandboxGroups.protected,
} as const;

/** The people whom journeys and tests name, by what they are for. */
export const sandboxPeople = {
  /** Requester: 14 direct reports and 5 indirect ones. */
  manager: personOf('manager'),
  approver: personOf('approver'),
  /** In the approvers group through a nested group only. */
  secondApprover: personOf('secondApprover'),
  hr: personOf('hr'),
  /** Alex Wilber: nothing stands against offboarding him. */
  leaver: personOf('leaver'),
  ceo: personOf('ceo'),
  /** The manager's own manager. */
  director: personOf('director'),
  /** Two people of one name, in the manager's line. */
  firstDaan: personOf('firstDaan'),
  secondDaan: personOf('secondDaan'),
  /** Zoë D'Angelo-Müller. */
  accented: personOf('accented'),
  /** Direct report who has reports. */
  teamLead: personOf('teamLead'),
  /** Their mailbox keeps a time zone that nobody knows. */
  indirect: personOf('indirect'),
  /** On Tokyo's time, by its name in Windows. */
  licensedByGroup: personOf('licensedByGroup'),
  /** On New York's time, by its IANA name. */
  noDrive: personOf('noDrive'),
  /** Mastered in Active Directory. */
  synced: personOf('synced'),
  /** User Administrator. */
  admin: personOf('admin'),
  globalAdmin: personOf('globalAdmin'),
  /** Eligible for a role, not active in it. */
  eligible: personOf('eligible'),
  roleGroupMember: personOf('roleGroupMember'),
  roleGroupOwner: personOf('roleGroupOwner'),
  /** In a restricted management administrative unit. */
  restricted: personOf('restricted'),
  /** Protected, in the manager's line. */
  vip: personOf('vip'),
  breakGlass: personOf('breakGlass'),
  blocked: personOf('blocked'),
  shared: personOf('shared'),
  guest: personOf('guest'),
  noManager: personOf('noManager'),
  /** Somebody else's report. */
  outsider: personOf('outsider'),
  /** Farah Osman's manager. */
  sales: personOf('sales'),
  /** Farah Osman: the last owner, in groups of every kind, with hybrid and shared devices, series, and licences by two ways. */
  regional: personOf('regional'),
  /** E5 comes from a group; Teams Phone, which builds on it, does not. */
  storeLead: personOf('storeLead'),
  /** Mastered in Active Directory, and a report of Farah Osman. */
  storeSynced: personOf('storeSynced'),
  /** User Administrator in one administrative unit only. */
  unitAdmin: personOf('unitAdmin'),
  /** A resource account. */
  room: personOf('room'),
} as const;

/** The sandbox's tenant as it is at first; ids never change, dates lie before `now`. */
export function seedTenant(now: Date): TenantState {
  const ago = agoFrom(now);
  const users = staff.map((row, index) => userFrom(row, index, ago));
  const licensed = users.filter((user) => user.assignedLicenses.length > 0);
  const state: TenantState = {
    tenantId: sandboxTenantId,
    organization: organization(ago),
    users: byId(users),
    deletedUsers: {},
    managers: Object.fromEntries(
      staff.flatMap((row) => (row.reportsTo === undefined ? [] : [[guid(row.key), guid(row.reportsTo)]])),
    ),
    groups: byId(groupRows.map((row) => groupFrom(row, ago))),
    members: Object.fromEntries(groupRows.map((row) => [sandboxGroups[row.key], membersFrom(row, licensed)])),
    owners: Object.fromEntries(groupRows.map((row) => [sandboxGroups[row.key], row.owners.map(guid)])),
    devices: byId(deviceRows.map((row) => deviceFrom(row, ago))),
    registeredDevices: deviceLinks((row) => row.users),
    ownedDevices: deviceLinks((row) => row.users.slice(0, 1)),
    ...roleState(),
    skus,
    mailboxes: Object.fromEntries(
      staff.filter((row) => row.mailbox !== 'none').map((row) => [guid(row.key), mailboxFrom(row)]),
    ),
    drives: Object.fromEntries(
      staff.filter((row) => row.drive === undefined).map((row) => [guid(row.key), driveFrom(row)]),
    ),
    messageRules: {},
    events: calendarsFrom(now),
    drivePermissions: {},
    ...unitState(),
    managedDevices: byId(deviceRows.filter(isInIntune).map((row) => managedDeviceFrom(row, byId(users), ago))),
    sharingRefusal: null,
    hasIntune: true,
    hasEntraP2: true,
    withheldPermissions: [],
    ...teamsAppState(),
    restoreForgets: ['manager', 'reports', 'owners'],
    lagReads: 0,
  };
  // A copy, so that no two tenants share a list that one of them changes.
  return structuredClone(state);
}

function byId<T extends { id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

function organization(ago: Ago): Bag {
  return {
    id: sandboxTenantId,
    displayName: 'Contoso Nederland',
    countryLetterCode: 'NL',
    preferredLanguage: 'nl',
    createdDateTime: ago(2000),
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: ago(0.01),
    verifiedDomains: [
      {
        name: domain,
        type: 'Managed',
        isDefault: true,
        isInitial: false,
        capabilities: 'Email, OfficeCommunicationsOnline',
      },
    ],
  };
}
