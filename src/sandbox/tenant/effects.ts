import { badRequest, masteredOnPremises, requestDenied, resourceNotFound, GraphFailure } from './errors.ts';
import { requireOrdinary, sensitiveProperties } from './privileges.ts';
import { propertyOf } from './schema.ts';
import type { Bag, Device, TenantState, User } from './state.ts';

const readOnly = new Set([
  'id',
  'deletedDateTime',
  'createdDateTime',
  'assignedLicenses',
  'licenseAssignmentStates',
  'proxyAddresses',
  'signInSessionsValidFromDateTime',
]);

/** PATCH user: all of the changes or none. Throws Graph's 400 and 403. */
export function updateUser(state: TenantState, user: User, changes: Bag): void {
  checkChanges(changes, 'user');
  if ('passwordProfile' in changes) throw requestDenied(); // the application holds no role (graph.md §4)
  const names = Object.keys(changes);
  if (names.some((name) => sensitiveProperties.includes(name))) requireOrdinary(state, user);
  // A block of a synced account is taken, and undone by the next sync; everything else is refused (graph.md §12).
  if (user.onPremisesSyncEnabled === true && names.some((name) => name !== 'accountEnabled'))
    throw masteredOnPremises();
  Object.assign(user, changes);
}

export function updateDevice(device: Device, changes: Bag): void {
  checkChanges(changes, 'device');
  if (device.trustType === 'ServerAd') throw masteredOnPremises();
  Object.assign(device, changes);
}

function checkChanges(changes: Bag, kind: 'user' | 'device'): void {
  for (const [name, value] of Object.entries(changes)) {
    if (propertyOf(kind, name) !== name) {
      throw badRequest(`Property '${name}' does not exist as a declared property or extension property.`);
    }
    if (readOnly.has(name)) throw badRequest(`Property '${name}' is read-only and cannot be set.`);
    if (name === 'accountEnabled' && typeof value !== 'boolean') {
      const resource = kind === 'user' ? 'User' : 'Device';
      throw badRequest(`Invalid value specified for property '${name}' of resource '${resource}'.`);
    }
  }
}

/** Ends the sessions of a member; a guest's sessions are their home tenant's, so there Graph says true and nothing happens. */
export function revokeSessions(user: User, now: Date): void {
  if (user.userType === 'Member') user.signInSessionsValidFromDateTime = seconds(now);
}

/** Moves the user to the deleted items; the seat is free from then on, and the name for somebody else. */
export function deleteUser(state: TenantState, user: User, now: Date): void {
  requireOrdinary(state, user);
  delete state.users[user.id];
  const userPrincipalName = `${prefixOf(user)}${user.userPrincipalName}`;
  state.deletedUsers[user.id] = { ...user, userPrincipalName, deletedDateTime: seconds(now) };
}

/** Brings a deleted user back as they were, licences included even without a free seat (graph.md §10). */
export function restoreUser(state: TenantState, deleted: User): User {
  requireOrdinary(state, deleted);
  const userPrincipalName = deleted.userPrincipalName.replace(prefixOf(deleted), '');
  const taken = Object.values(state.users).some((user) => user.userPrincipalName === userPrincipalName);
  if (taken) throw nameTaken();
  const user = { ...deleted, userPrincipalName, deletedDateTime: null };
  delete state.deletedUsers[deleted.id];
  state.users[user.id] = user;
  return user;
}

/** PUT and DELETE manager/$ref. Throws 400 for a person whom Active Directory masters. */
export function setManager(state: TenantState, user: User, managerId: string | undefined): void {
  if (user.onPremisesSyncEnabled === true) throw masteredOnPremises();
  if (managerId !== undefined) state.managers[user.id] = managerId;
  else if (state.managers[user.id] === undefined) throw resourceNotFound('manager');
  else delete state.managers[user.id];
}

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

/** The directory keeps whole seconds. */
function seconds(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
