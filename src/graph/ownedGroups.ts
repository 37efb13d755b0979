import type { OwnedGroup } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { groupFacts, groupSelect, groupShape, type Group } from './groups.ts';
import { ownersFrom, readOwnersOfEach, type OwnersOfEach, type OwnersResult } from './owners.ts';
import { userPath, withQuery } from './paths.ts';
import { eventual, pageOf, pageSize, type Page } from './reading.ts';
import { isNotFound, told, toldOr, type Told } from './told.ts';

/** The groups that a user owns. Graph reference: user list ownedObjects. */
export function ownedGroupsRead(userId: string): Read<Page<Group>> {
  const path = `${userPath(userId)}/ownedObjects/microsoft.graph.group`;
  const query = { select: groupSelect, count: true, top: pageSize };
  return { path: withQuery(path, query), schema: pageOf(groupShape), headers: eventual };
}

/** Whose groups they are, which of them they are in themselves, and what was read of the owners already. */
export interface Ownership {
  readonly userId: string;
  readonly directIds: ReadonlySet<string>;
  readonly known: OwnersOfEach;
}

/** These groups, each with whether it has another owner, for which those not known yet are read in one more round trip. Throws `graph-…`. */
export async function withOwners(
  client: GraphClient,
  groups: readonly Group[],
  { userId, directIds, known }: Ownership,
): Promise<Told<OwnedGroup[]>> {
  const asked = groups.map(({ id }) => id).filter((id) => known[id] === undefined);
  const results = { ...known, ...(await readOwnersOfEach(client, asked)) };
  const each = await Promise.all(
    groups.map(async (group) => {
      const { value: lastOwner, unread } = await isLastOwner(client, { userId, groupId: group.id }, results[group.id]);
      return { unread, group: { ...groupFacts(group, directIds), lastOwner } };
    }),
  );
  return { value: each.map(({ group }) => group), unread: [...new Set(each.flatMap(({ unread }) => unread))] };
}

interface Owned {
  readonly userId: string;
  readonly groupId: string;
}

/** null: not known, as of a group that was deleted meanwhile. */
async function isLastOwner(
  client: GraphClient,
  { userId, groupId }: Owned,
  result: OwnersResult | undefined,
): Promise<Told<boolean | null>> {
  if (result === undefined) return told(null);
  const page = toldOr(result, { fact: 'owners', otherwise: null, isAbsent: isNotFound });
  if (page.value === null) return { value: null, unread: page.unread };
  const owners = await ownersFrom(client, groupId, page.value);
  return told(!owners.some(({ id, accountEnabled }) => id !== userId && accountEnabled));
}
