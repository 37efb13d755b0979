import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { groupPlacePath } from './paths.ts';
import { isNotFound } from './told.ts';
import type { GroupTie } from './tying.ts';

/**
 * Takes a user out of a group; who is no member any more is as good as removed. Throws `graph-forbidden` for a group that follows a
 * rule, `graph-bad-request` for one that AD or Exchange keeps, and other `graph-…`, `graph-outcome-unknown` among them.
 * Graph reference: group delete members.
 */
export function removeMember(client: GraphClient, { groupId, userId }: GroupTie, mark: WriteMark): Promise<void> {
  return removePlace(client, groupPlacePath(groupId, 'members', userId), mark);
}

/**
 * Takes the ownership of a group from a user; who is no owner any more is as good as removed. Throws `graph-bad-request` for the last
 * one, and other `graph-…`, `graph-outcome-unknown` among them. Graph reference: group delete owners.
 */
export function removeOwner(client: GraphClient, { groupId, userId }: GroupTie, mark: WriteMark): Promise<void> {
  return removePlace(client, groupPlacePath(groupId, 'owners', userId), mark);
}

async function removePlace(client: GraphClient, path: string, { clientRequestId }: WriteMark): Promise<void> {
  try {
    await client.call({ method: 'DELETE', path, kind: 'write', clientRequestId });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
