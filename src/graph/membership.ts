import { z } from 'zod';
import { FarewellError } from '../errors.ts';
import type { GroupFacts, NamedPerson } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { groupPath, quoted, userPath, withQuery } from './paths.ts';
import { allOf, eventual, pageOf, pageSize, readIfThere, readOne, type Page } from './reading.ts';

const groupSelect = 'id,displayName,isAssignableToRole';

const group = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  isAssignableToRole: z.boolean().nullish(),
});

const membership = group.extend({ '@odata.type': z.string() });
const member = membership.omit({ isAssignableToRole: true });

export type Group = z.infer<typeof group>;
export type Membership = z.infer<typeof membership>;

/** The groups and roles that a user is in, nested ones included, straight from the directory. Graph reference: transitiveMemberOf. */
export function membershipsRead(userId: string): Read<Page<Membership>> {
  const path = withQuery(`${userPath(userId)}/transitiveMemberOf`, { select: groupSelect, top: pageSize });
  return { path, schema: pageOf(membership) };
}

/** The groups that a user owns. Graph reference: user list ownedObjects. */
export function ownedGroupsRead(userId: string): Read<Page<Group>> {
  const path = `${userPath(userId)}/ownedObjects/microsoft.graph.group`;
  const query = { select: groupSelect, count: true, top: pageSize };
  return { path: withQuery(path, query), schema: pageOf(group), headers: eventual };
}

const roleAssignments = z.object({
  value: z.array(z.object({ roleDefinition: z.object({ displayName: z.string().nullish() }).nullish() })),
});

/**
 * The names of the roles given to the user directly: of the roles in use, transitiveMemberOf leaves out the custom ones and those
 * of one administrative unit. Graph reference: roleManagement/directory/roleAssignments.
 */
export function roleAssignmentsRead(userId: string): Read<string[]> {
  const query = { filter: `principalId eq ${quoted(userId)}`, expand: 'roleDefinition($select=displayName)' };
  const schema = roleAssignments.transform(({ value }) => value.map((one) => one.roleDefinition?.displayName ?? ''));
  return { path: withQuery('/roleManagement/directory/roleAssignments', query), schema };
}

/** Of these memberships, the groups. Throws `graph-forbidden` as groupFacts. */
export function groupsOf(all: readonly Membership[]): GroupFacts[] {
  return ofType(all, '#microsoft.graph.group').map(groupFacts);
}

/** What matters of a group. Throws `graph-forbidden` where the app may see that it is there and no more. */
export function groupFacts({ id, displayName, isAssignableToRole }: Group): GroupFacts {
  return { id, displayName: readable(displayName), roleAssignable: isAssignableToRole === true };
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

async function membersOf(client: GraphClient, groupId: string): Promise<z.infer<typeof member>[]> {
  const path = withQuery(`${groupPath(groupId)}/members`, { select: 'id,displayName', top: pageSize });
  const read = { path, schema: pageOf(member) };
  return allOf(client, read, await readOne(client, read));
}

/** Of these objects, those of one of Graph's types. */
export function ofType<T extends { readonly '@odata.type': string }>(all: readonly T[], type: string): T[] {
  return all.filter((one) => one['@odata.type'] === type);
}

/**
 * The name of a group or role. Graph lists what the app may not read with all its properties null, and such a group would pass for
 * one without roles: therefore throws `graph-forbidden`.
 */
export function readable(displayName: string | null | undefined): string {
  if (typeof displayName === 'string') return displayName;
  throw new FarewellError(
    'graph-forbidden',
    "a group's or role's properties are withheld: Directory.Read.All is missing",
  );
}
