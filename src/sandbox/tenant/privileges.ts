import { transitiveMemberOf, ownedGroups } from './directory.ts';
import { requestDenied } from './errors.ts';
import type { Device, TenantState, User } from './state.ts';

/** Properties that Graph guards like deletion (learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions). */
export const sensitiveProperties: readonly string[] = [
  'accountEnabled',
  'businessPhones',
  'mobilePhone',
  'onPremisesImmutableId',
  'otherMails',
  'passwordProfile',
  'userPrincipalName',
];

/**
 * Refuses a sensitive action on a privileged target, since the application holds no Entra role (graph.md §0.1, §0.2).
 * Throws Graph's 403.
 */
export function requireOrdinary(state: TenantState, user: User): void {
  if (user.isManagementRestricted === true) throw requestDenied(restricted);
  if (holdsRole(state, user) || touchesRoleAssignable(state, user)) throw requestDenied();
}

/** Refuses to change the device of a privileged person. Throws Graph's 403. */
export function requireOrdinaryDevice(state: TenantState, { id }: Device): void {
  const users = Object.values(state.users).filter((user) => state.registeredDevices[user.id]?.includes(id));
  if (users.some((user) => holdsRole(state, user) || touchesRoleAssignable(state, user))) throw requestDenied();
}

const restricted =
  'Insufficient privileges to complete the operation. Target object is a member of a restricted management administrative unit ' +
  'and can only be modified by administrators scoped to that administrative unit.';

// Any scope counts: Microsoft guards users who administer a single unit as well.
function holdsRole(state: TenantState, user: User): boolean {
  return state.roleAssignments.some((grant) => grant.principalId === user.id);
}

function touchesRoleAssignable(state: TenantState, user: User): boolean {
  const groups = [...transitiveMemberOf(state, user.id), ...ownedGroups(state, user.id)];
  return groups.some((entity) => entity.bag['isAssignableToRole'] === true);
}
