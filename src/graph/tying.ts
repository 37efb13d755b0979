import { hasCode } from '../errors.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { sentenceOf } from './errors.ts';
import { groupLinkPath, managerLinkPath, referenceTo, userPath } from './paths.ts';

/** Who is to be in which group. */
export interface GroupTie {
  readonly groupId: string;
  readonly userId: string;
}

/**
 * Makes a user a member, which one who is a member already stays. Throws `graph-forbidden` for a group that follows a rule,
 * `graph-bad-request` for one that AD or Exchange keeps, and other `graph-…`, `graph-outcome-unknown` among them.
 * Graph reference: group post members.
 */
export function addMember(client: GraphClient, { groupId, userId }: GroupTie, mark: WriteMark): Promise<void> {
  return addLink(client, { path: groupLinkPath(groupId, 'members'), userId }, mark);
}

/**
 * Makes a user an owner, which one who is an owner already stays. Throws as addMember, and not for a group that follows a rule.
 * Graph reference: group post owners.
 */
export function addOwner(client: GraphClient, { groupId, userId }: GroupTie, mark: WriteMark): Promise<void> {
  return addLink(client, { path: groupLinkPath(groupId, 'owners'), userId }, mark);
}

interface Link {
  readonly path: string;
  readonly userId: string;
}

async function addLink(client: GraphClient, { path, userId }: Link, { clientRequestId }: WriteMark): Promise<void> {
  const body = userReference(client, userId);
  try {
    await client.call({ method: 'POST', path, kind: 'write', body, clientRequestId });
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
}

/** Graph has no code of its own for it: the sentence's beginning is all that tells it from other bad requests. */
function isThereAlready(error: unknown): boolean {
  return (
    hasCode(error, 'graph-bad-request') && /^One or more added object references already exist/i.test(sentenceOf(error))
  );
}

/**
 * Gives the user this manager, in the place of any other. Throws `graph-bad-request` for a user whom Active Directory masters,
 * `graph-not-found` where either is gone, and other `graph-…`, `graph-outcome-unknown` among them.
 * Graph reference: user post manager.
 */
export async function setManager(
  client: GraphClient,
  { userId, managerId }: { readonly userId: string; readonly managerId: string },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const body = userReference(client, managerId);
  await client.call({ method: 'PUT', path: managerLinkPath(userId), kind: 'write', body, clientRequestId });
}

function userReference({ baseUrl }: GraphClient, userId: string) {
  return { '@odata.id': referenceTo(baseUrl, userPath(userId)) };
}
