import { z } from 'zod';
import type { NamedPerson } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { groupSelect, groupShape, readable } from './groups.ts';
import { groupPath, userPath, withQuery } from './paths.ts';
import { pageOf, pageSize, readAll, readIfThere, type Page } from './reading.ts';

const membership = groupShape.extend({ '@odata.type': z.string() });
const linked = z.object({ '@odata.type': z.string(), id: z.string(), displayName: z.string().nullish() });

export type Membership = z.infer<typeof membership>;
export type Linked = z.infer<typeof linked>;

/** The groups and roles that a user is in, nested ones included, straight from the directory. Graph reference: transitiveMemberOf. */
export function membershipsRead(userId: string): Read<Page<Membership>> {
  const path = withQuery(`${userPath(userId)}/transitiveMemberOf`, { select: groupSelect, top: pageSize });
  return { path, schema: pageOf(membership) };
}

/** What a user is in themselves, not through a group. Graph reference: user list memberOf. */
export function directMembershipsRead(userId: string): Read<Page<Linked>> {
  const path = withQuery(`${userPath(userId)}/memberOf`, { select: 'id', top: pageSize });
  return { path, schema: pageOf(linked) };
}

/** Of these memberships, the names of the directory roles. Throws `graph-forbidden` as groupFacts. */
export function rolesOf(all: readonly Membership[]): string[] {
  return ofType(all, '#microsoft.graph.directoryRole').map(({ displayName }) => readable(displayName));
}

/** Which of at most twenty groups a user is in, nested ones included. Graph reference: checkMemberObjects. */
export function memberOfRead(userId: string, groupIds: readonly string[]): Read<string[]> {
  const schema = z.object({ value: z.array(z.string()) }).transform(({ value }) => value);
  return { path: `${userPath(userId)}/checkMemberObjects`, schema, body: { ids: groupIds } };
}

/** As memberOfRead, on its own; asking for none asks nothing, and who is gone is in none. Throws other `graph-…`. */
export async function memberOf(client: GraphClient, userId: string, groupIds: readonly string[]): Promise<string[]> {
  return groupIds.length === 0 ? [] : ((await readIfThere(client, memberOfRead(userId, groupIds))) ?? []);
}

/**
 * The people in a group, nested ones included, level by level: /members answers straight from the directory, where a cast or a
 * transitive read may come from an index that lags behind. Throws `graph-…`. Graph reference: group list members.
 */
export async function groupPeople(client: GraphClient, groupId: string): Promise<NamedPerson[]> {
  const people = new Map<string, NamedPerson>();
  const seen = new Set([groupId]);
  for (let level = [groupId]; level.length > 0;) {
    const members = (await Promise.all(level.map((id) => membersOf(client, id)))).flat();
    for (const { id, displayName } of ofType(members, '#microsoft.graph.user')) {
      people.set(id, { id, displayName: displayName ?? '' });
    }
    level = [...new Set(ofType(members, '#microsoft.graph.group').map(({ id }) => id))].filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
  return [...people.values()];
}

async function membersOf(client: GraphClient, groupId: string): Promise<Linked[]> {
  const path = withQuery(`${groupPath(groupId)}/members`, { select: 'id,displayName', top: pageSize });
  return readAll(client, { path, schema: pageOf(linked) });
}

/** Of these objects, those of one of Graph's types. */
export function ofType<T extends { readonly '@odata.type': string }>(all: readonly T[], type: string): T[] {
  return all.filter((one) => one['@odata.type'] === type);
}
