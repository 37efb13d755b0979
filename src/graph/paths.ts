import { FarewellError } from '../errors.ts';

/*
 * The one place where Graph's URLs are built. The SDK encodes nothing, cuts a path at & and lets a # swallow the rest, so every
 * value that goes in is encoded here.
 */

/** Query options by their name without the $, in the order given. */
export type Query = Readonly<Record<string, string | number | boolean>>;

/** A path with a query. */
export function withQuery(path: string, query: Query): string {
  const options = Object.entries(query).map(([name, value]) => `$${name}=${encoded(String(value))}`);
  return `${path}?${options.join('&')}`;
}

/** A user by id or UPN; one that starts with $ would be read as an option (Graph reference: user get). Throws `internal`. */
export function userPath(idOrUpn: string): string {
  return idOrUpn.startsWith('$') ? `/users(${encoded(quoted(idOrUpn))})` : `/users/${segment(idOrUpn)}`;
}

/** A group by id. Throws `internal`. */
export function groupPath(id: string): string {
  return `/groups/${segment(id)}`;
}

/** A deleted object by id. Throws `internal`. */
export function deletedItemPath(id: string): string {
  return `/directory/deletedItems/${segment(id)}`;
}

/** A string in $filter, where a quote is doubled (Graph reference: query parameters). */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * A $search in which each of these properties may hold the text (Graph reference: search query parameter). An & makes Graph fail
 * unless it is encoded twice (known issue), which other implementations don't undo; as Graph only looks for words, it is left out.
 */
export function searchFor(text: string, properties: readonly string[]): string {
  const escaped = text.replaceAll('&', ' ').replace(/["\\]/g, '\\$&');
  return properties.map((property) => `"${property}:${escaped}"`).join(' OR ');
}

/** The path of a nextLink; it is sent to our own host, whatever host the link names. Throws `graph-unexpected-answer`. */
export function pathOfLink(link: string): string {
  const path = /^https?:\/\/[^/]+(?:\/[^?]*?)?\/v1\.0(\/.*)$/.exec(link)?.[1];
  if (path === undefined) throw new FarewellError('graph-unexpected-answer', 'a nextLink that is no v1.0 address');
  return path;
}

/** The path for the log: without its query and without the key of what it is about. */
export function pathPattern(path: string): string {
  const [beforeQuery = ''] = path.split('?');
  return beforeQuery.replace(/^(.*?\/(?:users|groups|deletedItems))(?:\/[^/]+|\(.*\))/, '$1/{id}');
}

/** An empty one would make /users/ of it, the list; a dot would be taken for a folder. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value)) throw new FarewellError('internal', 'an id that is empty or dots');
  return encoded(value);
}

/** encodeURIComponent throws on half a surrogate pair. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}
