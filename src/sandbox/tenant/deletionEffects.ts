import { GraphFailure } from './errors.ts';
import { removeMember } from './groupEffects.ts';
import { setAssignments } from './licenceEffects.ts';
import { requireOrdinary } from './privileges.ts';
import { seconds, type Forgettable, type TenantState, type User } from './state.ts';

/** Moves the user to the deleted items; the seat is free from then on, and the name for somebody else. */
export function deleteUser(state: TenantState, user: User, now: Date): void {
  requireOrdinary(state, user);
  delete state.users[user.id];
  const userPrincipalName = `${prefixOf(user)}${user.userPrincipalName}`;
  state.deletedUsers[user.id] = { ...user, userPrincipalName, deletedDateTime: seconds(now) };
}

/** Brings a deleted user back, licences included even without a free seat, less what the state forgets (graph.md §10). */
export function restoreUser(state: TenantState, deleted: User): User {
  requireOrdinary(state, deleted);
  const userPrincipalName = deleted.userPrincipalName.replace(prefixOf(deleted), '');
  const taken = Object.values(state.users).some((user) => user.userPrincipalName === userPrincipalName);
  if (taken) throw nameTaken();
  const user = { ...deleted, userPrincipalName, deletedDateTime: null };
  delete state.deletedUsers[deleted.id];
  state.users[user.id] = user;
  for (const what of new Set(state.restoreForgets)) forget[what](state, user);
  return user;
}

const forget: Readonly<Record<Forgettable, (state: TenantState, user: User) => void>> = {
  manager: (state, { id }) => {
    delete state.managers[id];
  },
  reports: (state, { id }) => {
    state.managers = Object.fromEntries(Object.entries(state.managers).filter(([, manager]) => manager !== id));
  },
  owners: (state, { id }) => {
    for (const [groupId, owners] of Object.entries(state.owners)) {
      state.owners[groupId] = owners.filter((owner) => owner !== id);
    }
  },
  groups: (state, { id }) => {
    // A rule takes its members back in by itself.
    const assigned = Object.values(state.groups).filter(({ groupTypes }) => !groupTypes.includes('DynamicMembership'));
    for (const group of assigned) removeMember(state, group, id);
  },
  licences: (_, user) => {
    const byGroup = user.licenseAssignmentStates.filter(({ assignedByGroup }) => assignedByGroup !== null);
    setAssignments(user, byGroup);
  },
};

function nameTaken(): GraphFailure {
  return new GraphFailure(
    400,
    'Request_MultipleObjectsWithSameKeyValue',
    'Another object with the same value for property userPrincipalName already exists.',
  );
}

/** A deleted user's name starts with the object id's 32 digits, which frees the plain name. */
function prefixOf(user: User): string {
  return user.id.replaceAll('-', '');
}
