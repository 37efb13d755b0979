import { z } from 'zod';
import type { FarewellError } from '../errors.ts';
import type { Owner } from '../offboarding/belongings.ts';
import { readBatch, type Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { ofType } from './membership.ts';
import { groupPath, withQuery } from './paths.ts';
import { allOf, pageOf, pageSize, type Page } from './reading.ts';
import { orElse } from './result.ts';

const owner = z.object({ '@odata.type': z.string(), id: z.string(), accountEnabled: z.boolean().nullish() });

type OwnerPage = Page<z.infer<typeof owner>>;

/** What was read of the owners of a group, or why there is nothing. */
export type OwnersResult = OwnerPage | FarewellError;

/** By the ids of groups. */
export type OwnersOfEach = Readonly<Record<string, OwnersResult>>;

/** The owners of a group. Graph reference: group list owners. */
function ownersRead(groupId: string): Read<OwnerPage> {
  const path = withQuery(`${groupPath(groupId)}/owners`, { select: 'id,accountEnabled', top: pageSize });
  return { path, schema: pageOf(owner) };
}

/** For each of these groups, what a batch read of its owners; batches of twenty go side by side. Throws `graph-…`. */
export function readOwnersOfEach(client: GraphClient, groupIds: readonly string[]): Promise<OwnersOfEach> {
  const ids = [...new Set(groupIds)];
  return readBatch(client, Object.fromEntries(ids.map((id) => [id, ownersRead(id)])));
}

/** The people among the owners, from this page on: an app can own a group, but nobody can ask it. Throws `graph-…`. */
export async function ownersFrom(client: GraphClient, groupId: string, first: OwnerPage): Promise<Owner[]> {
  const owners = await allOf(client, ownersRead(groupId), first);
  return ofType(owners, '#microsoft.graph.user').map(({ id, accountEnabled }) => ({
    id,
    // Only a plain true means that they can act: taking an unknown for it could leave a group without anybody.
    accountEnabled: accountEnabled === true,
  }));
}

/** For each of these groups that is there, the people who own it. Throws `graph-…`. Graph reference: group list owners. */
export async function readOwners(
  client: GraphClient,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Owner[]>> {
  const results = Object.entries(await readOwnersOfEach(client, groupIds));
  const found = await Promise.all(
    results.map(async ([id, result]): Promise<[string, Owner[]][]> => {
      const page = orElse(result, ['graph-not-found'], undefined);
      return page === undefined ? [] : [[id, await ownersFrom(client, id, page)]];
    }),
  );
  return new Map(found.flat());
}
