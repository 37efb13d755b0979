import type { Answer, GraphRequest } from './call.ts';
import { GraphFailure, failureOf } from './errors.ts';
import { serve } from './serve.ts';
import type { Tenant } from './tenant.ts';

interface Item {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly dependsOn?: readonly string[];
}

interface ItemAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Step {
  readonly tenant: Tenant;
  readonly envelope: GraphRequest;
  readonly item: Item;
  readonly before: readonly Promise<ItemAnswer>[];
}

/**
 * Answers `POST /$batch` (learn.microsoft.com/graph/json-batching): items side by side, each after those it depends on.
 * Throws 400 for a malformed envelope; the failures of items are their own.
 */
export async function answerBatch(tenant: Tenant, envelope: GraphRequest): Promise<Answer> {
  const items = itemsOf(envelope.body);
  const answers = new Map<string, Promise<ItemAnswer>>();
  for (const item of items)
    answers.set(item.id, answerItem({ tenant, envelope, item, before: awaited(item, answers) }));
  const responses = await Promise.all(answers.values());
  // Graph answers in any order, so a client that relies on the order asked in must fail here.
  return { status: 200, body: { responses: responses.toReversed() } };
}

function itemsOf(body: unknown): Item[] {
  const items = (body as { requests?: unknown } | undefined)?.requests;
  if (!Array.isArray(items) || items.length === 0) throw malformed('Invalid batch payload format.');
  if (items.length > 20) throw malformed('Number of batch request steps exceeds the maximum value of 20.');
  const ids = new Set<string>();
  for (const item of items as Item[]) checkItem(item, ids);
  return items as Item[];
}

function checkItem(item: Item, ids: Set<string>): void {
  const { id, method, url } = item;
  if (![id, method, url].every((each) => typeof each === 'string' && each !== ''))
    throw malformed('Invalid batch payload format.');
  if (ids.has(id.toLowerCase())) throw malformed(`Request Id : ${id} is not unique.`);
  const headers = lowerCase(item.headers);
  if (item.body !== undefined && headers['content-type'] === undefined) {
    throw malformed(`Write request id : ${id} does not contain Content-Type header or body.`);
  }
  const stray = item.dependsOn?.find((each) => !ids.has(each.toLowerCase()));
  if (stray !== undefined) throw malformed(`Request Id : ${id} depends on '${stray}', which does not precede it.`);
  ids.add(id.toLowerCase());
}

function awaited(item: Item, answers: Map<string, Promise<ItemAnswer>>): Promise<ItemAnswer>[] {
  return (item.dependsOn ?? []).map((id) => answers.get(id)).filter((answer) => answer !== undefined);
}

async function answerItem({ tenant, envelope, item, before }: Step): Promise<ItemAnswer> {
  const earlier = await Promise.all(before);
  const failed = earlier.some((answer) => answer.status >= 300);
  const request = requestOf(envelope, item);
  const answer = await (failed ? serve(tenant, request, refuseDependant) : serve(tenant, request));
  const headers = {
    ...(answer.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...itemHeaders(answer),
  };
  const body = answer.body ?? answer.raw;
  return { id: item.id, status: answer.status, headers, ...(body === undefined ? {} : { body }) };
}

function refuseDependant(): never {
  throw failureOf(424);
}

function requestOf(envelope: GraphRequest, item: Item): GraphRequest {
  const [path = '', ...query] = item.url.split('?');
  return {
    method: item.method.toUpperCase(),
    path: path.startsWith('/') ? path : `/${path}`,
    query: query.join('?'),
    // An item stands alone: ConsistencyLevel of the envelope does not reach it, the client's id for the call does.
    headers: { 'client-request-id': envelope.headers['client-request-id'], ...lowerCase(item.headers) },
    body: item.body,
    base: envelope.base,
    batch: true,
  };
}

function itemHeaders(answer: Answer): Record<string, string> {
  const retryAfter = answer.headers?.['retry-after'];
  const type = answer.body === undefined ? answer.headers?.['content-type'] : undefined;
  return {
    ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    ...(type === undefined ? {} : { 'Content-Type': type }),
  };
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function malformed(message: string): GraphFailure {
  return new GraphFailure(400, 'BadRequest', message);
}
