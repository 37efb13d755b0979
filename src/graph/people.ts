import { z } from 'zod';
import type { Person } from '../offboarding/people.ts';
import { readBatch, type Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { chainFrom, chainQuery, managed } from './managers.ts';
import { quoted, searchFor, userPath, withQuery } from './paths.ts';
import { personOf, userSelect, userShape } from './person.ts';
import { eventual, pageOf } from './reading.ts';
import { must, orElse } from './result.ts';

const searched = ['displayName', 'mail', 'userPrincipalName'];

/** Nobody's name is longer; what is pasted by mistake is not made into a URL. */
const longestText = 120;

const found = pageOf(z.object({ id: z.string() }));

const person = userShape
  .extend({ manager: managed.nullish() })
  .transform(({ manager, ...user }): Person => personOf(user, chainFrom(manager)));

/**
 * Finds people by name, mail or UPN in two round trips, the exact match of an address first: a search cannot expand managers.
 * Throws `graph-…`. Graph reference: user list, $search.
 */
export async function searchPeople(client: GraphClient, text: string, limit: number): Promise<Person[]> {
  const wanted = text.trim().slice(0, longestText);
  // Without a word in it Graph would refuse the search.
  if (!/[\p{L}\p{N}]/u.test(wanted)) return [];
  const exact = wanted.includes('@') ? { exact: exactRead(wanted) } : {};
  const pages = await readBatch(client, { ...exact, search: searchRead(wanted, limit) });
  const hits = [...(pages.exact === undefined ? [] : must(pages.exact).value), ...must(pages.search).value];
  const ids = [...new Set(hits.map(({ id }) => id))].slice(0, limit);
  const people = await readBatch(client, Object.fromEntries(ids.map((id) => [id, personRead(id)])));
  // The search's index lags: who has been deleted since is left out.
  return ids.flatMap((id) => orElse(people[id], ['graph-not-found'], undefined) ?? []);
}

function searchRead(text: string, limit: number) {
  const query = { search: searchFor(text, searched), count: true, top: limit, select: 'id' };
  return { path: withQuery('/users', query), schema: found, headers: eventual };
}

/** Read from the directory itself, not from the search's index: an address just given is found too. */
function exactRead(address: string) {
  const filter = [
    `mail eq ${quoted(address)}`,
    `userPrincipalName eq ${quoted(address)}`,
    `proxyAddresses/any(p:p eq ${quoted(`smtp:${address}`)})`,
  ].join(' or ');
  return { path: withQuery('/users', { filter, select: 'id' }), schema: found };
}

function personRead(id: string): Read<Person> {
  const path = withQuery(userPath(id), { select: userSelect, ...chainQuery });
  return { path, schema: person, headers: eventual };
}
