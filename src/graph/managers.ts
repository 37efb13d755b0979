import { z } from 'zod';
import type { NamedPerson, Report } from '../offboarding/people.ts';
import { readBatch, type Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { userPath, withQuery } from './paths.ts';
import { report, reportSelect } from './person.ts';
import { eventual, pageOf, pageSize, type Page } from './reading.ts';
import { orElse } from './result.ts';

interface Managed {
  readonly id: string;
  readonly displayName?: string | null | undefined;
  readonly manager?: Managed | null | undefined;
}

/** Somebody with the people above them; the top carries no manager at all. */
export const managed: z.ZodType<Managed> = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  get manager() {
    return managed.nullish();
  },
});

/** Expands everyone above a user in one read, which only `eventual` and $count allow. Graph reference: user list manager. */
export const chainQuery = { expand: 'manager($levels=max;$select=id,displayName)', count: true };

/** Everyone above a user, nearest first. */
export function managerChainRead(userId: string): Read<NamedPerson[]> {
  const path = withQuery(userPath(userId), { select: 'id,displayName', ...chainQuery });
  return { path, schema: managed.transform(({ manager }) => chainFrom(manager)), headers: eventual };
}

/** The people who report to a user directly. Graph reference: user list directReports. */
export function reportsRead(userId: string): Read<Page<Report>> {
  const path = withQuery(`${userPath(userId)}/directReports`, { select: reportSelect, top: pageSize });
  return { path, schema: pageOf(report) };
}

/** For each of these people who is in the directory, the ids above them. Throws `graph-…`. Graph reference: user list manager. */
export async function managerChains(
  client: GraphClient,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = [...new Set(userIds)];
  const results = await readBatch(client, Object.fromEntries(ids.map((id) => [id, managerChainRead(id)])));
  const chains = new Map<string, readonly string[]>();
  for (const id of ids) {
    const above = orElse(results[id], ['graph-not-found'], undefined);
    if (above !== undefined) chains.set(id, idsOf(above));
  }
  return chains;
}

/** The ids of a chain's people. */
export function idsOf(chain: readonly NamedPerson[]): string[] {
  return chain.map(({ id }) => id);
}

/** The chain that begins with this manager. */
export function chainFrom(manager: Managed | null | undefined): NamedPerson[] {
  if (manager === undefined || manager === null) return [];
  return [{ id: manager.id, displayName: manager.displayName ?? '' }, ...chainFrom(manager.manager)];
}
