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

/**
 * Where a group gets members or owners by reference. Throws `internal`. Without the /$ref at its end such a path is the people
 * themselves, not their places in the group (Graph reference: group delete members).
 */
export function groupLinkPath(groupId: string, link: 'members' | 'owners'): string {
  return `${groupPath(groupId)}/${link}/$ref`;
}

/**
 * Somebody's place as member or owner of a group, which a DELETE takes from them. Throws `internal`. Without the /$ref at its end
 * it would be the person: the DELETE would delete the USER (Graph reference: group delete members, caution).
 */
export function groupPlacePath(groupId: string, link: 'members' | 'owners', userId: string): string {
  return `${groupPath(groupId)}/${link}/${segment(userId)}/$ref`;
}

/** Where a user gets a manager by reference. Throws `internal`. */
export function managerLinkPath(userId: string): string {
  return `${userPath(userId)}/manager/$ref`;
}

/** A device by its object id, which is not its device id. Throws `internal`. */
export function devicePath(id: string): string {
  return `/devices/${segment(id)}`;
}

/** The rules of a user's inbox. Throws `internal`. */
export function inboxRulesPath(userId: string): string {
  return `${userPath(userId)}/mailFolders/inbox/messageRules`;
}

/** One rule of a user's inbox. Throws `internal`. */
export function inboxRulePath(userId: string, ruleId: string): string {
  return `${inboxRulesPath(userId)}/${segment(ruleId)}`;
}

/** Where a meeting or a whole series is cancelled. Throws `internal`. */
export function cancelPath(userId: string, meetingId: string): string {
  return `${userPath(userId)}/events/${segment(meetingId)}/cancel`;
}

/** A stretch of time. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What takes place in a user's calendar in this time, series taken apart. Throws `internal`. */
export function calendarViewPath(userId: string, { from, to }: Period, query: Query): string {
  const period = `startDateTime=${encoded(from.toISOString())}&endDateTime=${encoded(to.toISOString())}`;
  return `${withQuery(`${userPath(userId)}/calendarView`, query)}&${period}`;
}

/** The root folder of a drive. Throws `internal`. */
export function driveRootPath(driveId: string): string {
  return `/drives/${segment(driveId)}/root`;
}

/** An item of a drive. Throws `internal`. */
export function driveItemPath(driveId: string, itemId: string): string {
  return `/drives/${segment(driveId)}/items/${segment(itemId)}`;
}

/** A permission on an item of a drive. Throws `internal`. */
export function permissionPath(itemPath: string, permissionId: string): string {
  return `${itemPath}/permissions/${segment(permissionId)}`;
}

/** A deleted object by id. Throws `internal`. */
export function deletedItemPath(id: string): string {
  return `/directory/deletedItems/${segment(id)}`;
}

/** An app of the tenant's Teams catalogue, by its id there, which is not the one in its manifest. Throws `internal`. */
export function catalogueAppPath(id: string): string {
  return `/appCatalogs/teamsApps/${segment(id)}`;
}

/** The Teams apps in a user's personal scope. Throws `internal`. */
export function installedAppsPath(userId: string): string {
  return `${userPath(userId)}/teamwork/installedApps`;
}

/** The chat of a user with one of these apps. Throws `internal`. */
export function installedChatPath(userId: string, installationId: string): string {
  return `${installedAppsPath(userId)}/${segment(installationId)}/chat`;
}

/** What a body names by its whole address (@odata.bind, @odata.id); the host must be the cloud's own (Graph reference: deployments). */
export function referenceTo(baseUrl: string, path: string): string {
  return `${baseUrl}/v1.0${path}`;
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

/** Collections in whose paths the key of one thing follows; an installation's holds the user's id, a permission's their name. */
const keyed = new Set([
  'users',
  'groups',
  'deletedItems',
  'members',
  'owners',
  'devices',
  'drives',
  'items',
  'permissions',
  'messageRules',
  'events',
  'installedApps',
]);

/** The path for the log: without its query and without the keys of what it is about. */
export function pathPattern(path: string): string {
  const [beforeQuery = ''] = path.split('?');
  const pattern: string[] = [];
  let keyFollows = false;
  for (const part of beforeQuery.split('/')) {
    const [name = '', inBrackets] = part.split('(');
    // What starts with $ is Graph's own word, $ref say: in a key it would be encoded.
    const isKey: boolean = keyFollows && !part.startsWith('$');
    if (isKey) pattern.push('{id}');
    else pattern.push(name, ...(inBrackets === undefined ? [] : ['{id}']));
    keyFollows = !isKey && inBrackets === undefined && keyed.has(name);
  }
  return pattern.join('/');
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
