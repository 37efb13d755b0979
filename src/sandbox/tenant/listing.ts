import type { Answer, Call } from './call.ts';
import { managersAbove } from './directory.ts';
import { GraphFailure, unsupportedQuery } from './errors.ts';
import { invalidFilter, parseFilter, valueAt } from './filter.ts';
import { nextQuery, refuseSkip, requireAdvanced, type Query } from './odata.ts';
import { defaultProperties, propertyOf, unsetValue } from './schema.ts';
import { mayRead } from './permissions.ts';
import { parseSearch } from './search.ts';
import { textIn, type Bag, type Entity, type Kind, type User } from './state.ts';

const defaultPageSize = 100;

/** Where a collection is and of which kind; without a kind it is one of mixed directory objects. */
export interface Collection {
  readonly path: string;
  readonly kind?: Kind;
}

/** Answers a collection: filtered, searched, ordered, counted, one page of it, each object reduced to what was selected. */
export function answerList(call: Call, found: readonly Entity[], collection: Collection): Answer {
  const { query, base } = call;
  refuseSkip(query);
  const chosen = ordered(searched(filtered(found, query, collection.kind), query), query);
  const end = query.skip + (query.top ?? defaultPageSize);
  const value = chosen.slice(query.skip, end).map((entity) => shown(call, entity, collection.kind));
  const more = end < chosen.length ? { '@odata.nextLink': `${base}${collection.path}?${nextQuery(query, end)}` } : {};
  const count = query.count && query.eventual ? { '@odata.count': chosen.length } : {};
  const context = { '@odata.context': `${base}/$metadata#${collection.kind ?? 'directoryObject'}s` };
  return { status: 200, body: { ...context, ...count, ...more, value } };
}

/** Answers a single object. */
export function answerOne(call: Call, entity: Entity, alsoByDefault: readonly string[] = []): Answer {
  const context = { '@odata.context': `${call.base}/$metadata#${entity.kind}s/$entity` };
  const select = selection(call.query.select, entity.kind) ?? [...defaultProperties(entity.kind), ...alsoByDefault];
  const body = { ...context, ...project(entity, select), ...expanded(call, entity) };
  return { status: 200, body };
}

/** Answers a single object where Graph's declared type is directoryObject, so that the real one is told. */
export function answerDirectoryObject(call: Call, entity: Entity, alsoByDefault: readonly string[] = []): Answer {
  const { status, body } = answerOne(call, entity, alsoByDefault);
  return { status, body: { '@odata.type': `#microsoft.graph.${entity.kind}`, ...(body as Bag) } };
}

/** Where a collection of plain values is, and how it goes from page to page. */
interface PlainCollection {
  readonly path: string;
  readonly size: number;
  readonly by: '$skiptoken' | '$skip';
}

/** Answers one page of plain values that are no directory objects, `$filter`, `$orderby` and `$select` included. */
export function answerPlain(call: Call, path: string, bags: readonly Bag[]): Answer {
  refuseSkip(call.query);
  return answerPage(call, { path, size: defaultPageSize, by: '$skiptoken' }, bags);
}

/** The same as Outlook does it: ten to a page, and the next by `$skip` (learn.microsoft.com/graph/paging). */
export function answerOutlook(call: Call, path: string, bags: readonly Bag[]): Answer {
  return answerPage(call, { path, size: 10, by: '$skip' }, bags);
}

function answerPage(call: Call, { path, size, by }: PlainCollection, bags: readonly Bag[]): Answer {
  const { query, base } = call;
  const filter = query.filter === undefined ? undefined : parseFilter(query.filter);
  const chosen = sorted(
    bags.filter((bag) => filter?.test(bag) ?? true),
    query.orderby,
  );
  const start = query.offset ?? query.skip;
  const end = start + (query.top ?? size);
  const value = chosen.slice(start, end).map((bag) => narrowed(bag, query.select));
  const more = end < chosen.length ? { '@odata.nextLink': `${base}${path}?${nextQuery(query, end, by)}` } : {};
  const count = query.count ? { '@odata.count': chosen.length } : {};
  return { status: 200, body: { '@odata.context': `${base}/$metadata#${path.slice(1)}`, ...count, ...more, value } };
}

/** Answers one plain value that is no directory object. */
export function answerPlainOne(call: Call, name: string, bag: Bag): Answer {
  const context = { '@odata.context': `${call.base}/$metadata#${name}/$entity` };
  return { status: 200, body: { ...context, ...narrowed(bag, call.query.select) } };
}

/** What was selected of it, or all. */
export function narrowed(bag: Bag, names: readonly string[] | undefined): Bag {
  return names === undefined ? bag : Object.fromEntries(names.map((name) => [name, bag[name] ?? null]));
}

function filtered(found: readonly Entity[], query: Query, kind: Kind | undefined): readonly Entity[] {
  if (query.filter === undefined) return found;
  const filter = parseFilter(query.filter);
  if (filter.advanced || query.orderby !== undefined) requireAdvanced(query);
  if (kind !== undefined) requireKnown(filter.properties, kind);
  return found.filter((entity) => filter.test(entity.bag));
}

function requireKnown(names: readonly string[], kind: Kind): void {
  const stray = names.find((name) => propertyOf(kind, name.split('/')[0] ?? '') === undefined);
  if (stray !== undefined) throw invalidFilter(unknownProperty(stray, kind));
}

function searched(found: readonly Entity[], query: Query): readonly Entity[] {
  if (query.search === undefined) return found;
  if (!query.eventual) {
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const test = parseSearch(query.search);
  return found.filter((entity) => test(entity.bag));
}

function ordered(found: readonly Entity[], { orderby }: Query): readonly Entity[] {
  if (orderby === undefined) return found;
  const places = new Map(found.map((entity) => [entity.bag, entity]));
  return sorted([...places.keys()], orderby).flatMap((bag) => places.get(bag) ?? []);
}

function sorted(bags: readonly Bag[], orderby: string | undefined): readonly Bag[] {
  if (orderby === undefined) return bags;
  const [path = '', direction] = orderby.split(/\s+/);
  const sign = direction === 'desc' ? -1 : 1;
  const key = (bag: Bag) => textAt(bag, path);
  return bags.toSorted((one, other) => sign * key(one).localeCompare(key(other)));
}

function textAt(bag: Bag, path: string): string {
  const value = valueAt(bag, path);
  return typeof value === 'string' ? value : '';
}

function shown(call: Call, entity: Entity, kind: Kind | undefined): Bag {
  // Mixed collections do not check the names: each object gives of them what its kind has.
  if (kind !== undefined) {
    const select = selection(call.query.select, kind) ?? defaultProperties(kind);
    return { ...project(entity, select), ...expanded(call, entity) };
  }
  const names = call.query.select?.map((name) => propertyOf(entity.kind, name)).filter((name) => name !== undefined);
  const readable = mayRead(call.state, entity.kind) ? entity : { kind: entity.kind, bag: { id: entity.bag['id'] } };
  return {
    '@odata.type': `#microsoft.graph.${entity.kind}`,
    ...project(readable, names ?? defaultProperties(entity.kind)),
  };
}

function project(entity: Entity, names: readonly string[]): Bag {
  return Object.fromEntries(names.map((name) => [name, entity.bag[name] ?? unsetValue(name)]));
}

function selection(names: readonly string[] | undefined, kind: Kind): string[] | undefined {
  return names?.map((name) => {
    const property = propertyOf(kind, name);
    if (property !== undefined) return property;
    throw new GraphFailure(400, 'BadRequest', `Parsing OData Select and Expand failed: ${unknownProperty(name, kind)}`);
  });
}

function unknownProperty(name: string, kind: Kind): string {
  return `Could not find a property named '${name}' on type 'microsoft.graph.${kind}'.`;
}

function expanded(call: Call, entity: Entity): Bag {
  for (const { name } of call.query.expand) {
    if (name !== 'manager' || entity.kind !== 'user') throw unsupportedQuery(`Expanding '${name}' is not supported.`);
  }
  const [expand] = call.query.expand;
  if (expand === undefined) return {};
  if (expand.levelsMax) requireAdvanced(call.query);
  const chain = managersAbove(call.state, textIn(entity.bag, 'id'));
  const names = selection(expand.select, 'user') ?? defaultProperties('user');
  return withManagers(expand.levelsMax ? chain : chain.slice(0, 1), names);
}

/** The top of the chain carries no `manager` key at all, as in Graph. */
function withManagers(managers: readonly User[], names: readonly string[]): Bag {
  const [nearest, ...above] = managers;
  if (nearest === undefined) return {};
  const own = project({ kind: 'user', bag: nearest }, names);
  return { manager: { '@odata.type': '#microsoft.graph.user', ...own, ...withManagers(above, names) } };
}
