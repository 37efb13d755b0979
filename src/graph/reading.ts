import { z } from 'zod';
import { hasCode } from '../errors.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { unexpectedAnswer } from './errors.ts';
import { pathOfLink, pathPattern } from './paths.ts';

/** Counting, searching and casting are only answered with it (Graph reference: advanced queries on directory objects). */
export const eventual = { ConsistencyLevel: 'eventual' };

/** The largest page that Graph gives of directory objects. */
export const pageSize = 999;

/** One page of a collection. */
export interface Page<T> {
  readonly value: T[];
  readonly '@odata.nextLink'?: string | undefined;
}

/** The schema of one page of these. */
export function pageOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  return z.object({ value: z.array(item), '@odata.nextLink': z.string().optional() });
}

/** One read on its own. Throws `graph-…`. */
export async function readOne<T>(client: GraphClient, { path, schema, headers, body }: Read<T>): Promise<T> {
  const sent = body === undefined ? ({ method: 'GET' } as const) : ({ method: 'POST', body } as const);
  const answer = await client.call({ ...sent, path, kind: 'read', ...(headers !== undefined && { headers }) });
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) throw unexpectedAnswer(pathPattern(path), parsed.error);
  return parsed.data;
}

/** As readOne; undefined where there is no such thing. Throws `graph-…`. */
export async function readIfThere<T>(client: GraphClient, read: Read<T>): Promise<T | undefined> {
  try {
    return await readOne(client, read);
  } catch (error) {
    if (hasCode(error, 'graph-not-found')) return undefined;
    throw error;
  }
}

/** All items from this page on. Throws `graph-…`. */
export async function allOf<T>(client: GraphClient, read: Read<Page<T>>, first: Page<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pagesFrom(client, read, first)) items.push(...page.value);
  return items;
}

/** This page and its followers, which need the headers that it was asked for with. Throws `graph-…`. */
export async function* pagesFrom<T>(client: GraphClient, read: Read<Page<T>>, first: Page<T>): AsyncGenerator<Page<T>> {
  yield first;
  for (let link = first['@odata.nextLink']; link !== undefined;) {
    const page: Page<T> = await readOne(client, { ...read, path: pathOfLink(link) });
    yield page;
    link = page['@odata.nextLink'];
  }
}

/** All items of a collection. Throws `graph-…`. */
export async function readAll<T>(client: GraphClient, read: Read<Page<T>>): Promise<T[]> {
  return allOf(client, read, await readOne(client, read));
}
