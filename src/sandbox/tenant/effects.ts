import { badRequest, masteredOnPremises, requestDenied, resourceNotFound } from './errors.ts';
import { requireOrdinary, requireOrdinaryDevice, sensitiveProperties } from './privileges.ts';
import { propertyOf } from './schema.ts';
import { seconds, type Bag, type Device, type TenantState, type User } from './state.ts';

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

/** PATCH device. Throws Graph's 400, and its 403 for the device of somebody who has an admin role (graph.md §4). */
export function updateDevice(state: TenantState, device: Device, changes: Bag): void {
  checkChanges(changes, 'device');
  requireOrdinaryDevice(state, device);
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

/** PUT and DELETE manager/$ref. Throws 400 for a person whom Active Directory masters. */
export function setManager(state: TenantState, user: User, managerId: string | undefined): void {
  if (user.onPremisesSyncEnabled === true) throw masteredOnPremises();
  if (managerId !== undefined) state.managers[user.id] = managerId;
  else if (state.managers[user.id] === undefined) throw resourceNotFound('manager');
  else delete state.managers[user.id];
}
