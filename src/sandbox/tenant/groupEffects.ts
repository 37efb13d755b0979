import { entityOf } from './directory.ts';
import { badRequest, masteredOnPremises, requestDenied, resourceNotFound } from './errors.ts';
import { assignment, setAssignments } from './licenceEffects.ts';
import type { Group, TenantState } from './state.ts';

export type Link = 'members' | 'owners';

/** One object to be linked to a group, or unlinked. */
export interface LinkChange {
  readonly link: Link;
  readonly group: Group;
  readonly id: string;
}

/** POST members/$ref and owners/$ref. Throws Graph's refusal when the group cannot be changed or has the object already. */
export function addLink(state: TenantState, { link, group, id }: LinkChange): void {
  requireChangeable(group, link);
  const ids = (state[link][group.id] ??= []);
  if (ids.includes(id)) {
    throw badRequest(
      `One or more added object references already exist for the following modified properties: '${link}'.`,
    );
  }
  ids.push(id);
  if (link === 'members') grantLicences(state, group, id);
}

/** DELETE members/{id}/$ref and owners/{id}/$ref. Throws 404 when it is gone already, 400 for the last owner. */
export function removeLink(state: TenantState, { link, group, id }: LinkChange): void {
  requireChangeable(group, link);
  const ids = state[link][group.id] ?? [];
  if (!ids.includes(id)) throw resourceNotFound(id);
  if (link === 'owners' && ids.every((each) => each === id || entityOf(state, each) === undefined)) {
    throw badRequest('The group must have at least one owner, hence this owner cannot be removed.');
  }
  if (link === 'members') removeMember(state, group, id);
  else state.owners[group.id] = ids.filter((each) => each !== id);
}

/** Takes somebody out of a group, and with it the licences that it gave them. */
export function removeMember(state: TenantState, group: Group, id: string): void {
  state.members[group.id] = state.members[group.id]?.filter((each) => each !== id) ?? [];
  withdrawLicences(state, group, id);
}

/** The refusals that the field knows (graph.md §5): the message names the wrong reason for dynamic groups, as Graph's does. */
function requireChangeable(group: Group, link: Link): void {
  if (group.onPremisesSyncEnabled === true) throw masteredOnPremises();
  if (group.isAssignableToRole === true) throw requestDenied();
  if (group.mailEnabled && !group.groupTypes.includes('Unified')) {
    throw badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  }
  if (link === 'members' && group.groupTypes.includes('DynamicMembership')) throw requestDenied();
}

function grantLicences(state: TenantState, group: Group, userId: string): void {
  const user = state.users[userId];
  if (user === undefined) return;
  const granted = group.assignedLicenses.map((licence) => assignment(licence, group.id, user.createdDateTime));
  setAssignments(user, [...user.licenseAssignmentStates, ...granted]);
}

/** Leaving a licensing group takes its licences, unless the user holds the same one by another way. */
function withdrawLicences(state: TenantState, group: Group, userId: string): void {
  const user = state.users[userId];
  if (user === undefined) return;
  const kept = user.licenseAssignmentStates.filter((each) => each.assignedByGroup !== group.id);
  setAssignments(user, kept);
}
