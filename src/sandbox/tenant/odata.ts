import { badRequest, GraphFailure, unsupportedQuery } from './errors.ts';

export interface Expand {
  readonly name: string;
  readonly levelsMax: boolean;
  readonly select: readonly string[] | undefined;
}

/** The system query options of one request, and whether it asked for eventual consistency. */
export interface Query {
  readonly select: readonly string[] | undefined;
  readonly expand: readonly Expand[];
  readonly filter: string | undefined;
  readonly search: string | undefined;
  readonly orderby: string | undefined;
  readonly top: number | undefined;
  readonly skip: number;
  /** `$skip`, which Outlook's collections take and the directory's refuse. */
  readonly offset: number | undefined;
  readonly count: boolean;
  /** `ConsistencyLevel: eventual` was sent. */
  readonly eventual: boolean;
  readonly raw: string;
}

const options = new Set([
  '$select',
  '$expand',
  '$filter',
  '$search',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$skiptoken',
  '$format',
]);

/** Takes the query apart; refuses options that the directory does not know and page sizes that it does not give. */
export function parseQuery(raw: string, consistencyLevel: string | undefined): Query {
  const params = new URLSearchParams(raw);
  for (const name of params.keys()) if (name.startsWith('$') && !options.has(name)) throw unsupportedOption(name);
  return {
    select: names(params.get('$select')),
    expand: parseExpand(params.get('$expand') ?? ''),
    filter: params.get('$filter') ?? undefined,
    search: params.get('$search') ?? undefined,
    orderby: params.get('$orderby') ?? undefined,
    top: pageSize(params.get('$top')),
    skip: offsetOf(params.get('$skiptoken')),
    offset: skipped(params.get('$skip')),
    count: params.get('$count') === 'true',
    eventual: consistencyLevel?.toLowerCase() === 'eventual',
    raw,
  };
}

/** Refuses what the directory answers only with `ConsistencyLevel: eventual` and `$count=true` (aad-advanced-queries). */
export function requireAdvanced(query: Query): void {
  if (query.eventual && query.count) return;
  throw unsupportedQuery(
    'This query requires the ConsistencyLevel header set to eventual and the $count query parameter set to true.',
  );
}

/** Refuses `$skip`: the directory's pages are reached by their links only. */
export function refuseSkip(query: Query): void {
  if (query.offset !== undefined) throw badRequest("'$skip' is not supported by the service.");
}

/** The query of the page that starts at `offset`: by a token, or by `$skip` as Outlook writes it. */
export function nextQuery(query: Query, offset: number, by: '$skiptoken' | '$skip' = '$skiptoken'): string {
  const params = new URLSearchParams(query.raw);
  params.set(by, by === '$skip' ? String(offset) : Buffer.from(`offset=${offset}`).toString('base64url'));
  // `$` and spaces as Graph writes them, which clients take apart by hand.
  return params
    .toString()
    .replaceAll('+', '%20')
    .replace(/(^|&)%24/g, '$1$');
}

function unsupportedOption(name: string): GraphFailure {
  return new GraphFailure(400, 'BadRequest', `The query parameter '${name}' is not supported.`);
}

function names(list: string | null): string[] | undefined {
  const found = list
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return found === undefined || found.length === 0 ? undefined : found;
}

function pageSize(text: string | null): number | undefined {
  if (text === null) return undefined;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 999) return size;
  throw badRequest(`Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`);
}

function skipped(text: string | null): number | undefined {
  if (text === null) return undefined;
  const offset = Number(text);
  if (Number.isInteger(offset) && offset >= 0) return offset;
  throw new GraphFailure(400, 'BadRequest', `Invalid value '${text}' for $skip query option found.`);
}

function offsetOf(token: string | null): number {
  if (token === null) return 0;
  const offset = /^offset=(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset === undefined) throw new GraphFailure(400, 'Directory_ExpiredPageToken', 'Page token is not valid.');
  return Number(offset);
}

/** Reads `manager($levels=max;$select=id,displayName),…`. */
function parseExpand(text: string): Expand[] {
  const clauses = text.match(/[^,()]+(\([^()]*\))?/g) ?? [];
  return clauses.map((clause) => {
    const [, name = '', inner = ''] = /^([^(]+)(?:\((.*)\))?$/.exec(clause.trim()) ?? [];
    const params = new URLSearchParams(inner.replaceAll(';', '&'));
    return { name, levelsMax: params.get('$levels') === 'max', select: names(params.get('$select')) };
  });
}
