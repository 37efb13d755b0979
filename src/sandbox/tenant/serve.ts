import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { readablePath, type Answer, type GraphRequest, type RecordedCall } from './call.ts';
import { DroppedConnection, errorAnswer, failureOf, GraphFailure, type CallIds } from './errors.ts';
import type { FaultAnswer } from './faults.ts';
import { neighboursOf } from './directory.ts';
import { parseQuery } from './odata.ts';
import { referencedId } from './params.ts';
import { requirePermissions } from './permissions.ts';
import { matchRoute, type Match } from './router.ts';
import { routes } from './routes.ts';
import type { Tenant } from './tenant.ts';

/** A long silence must not keep a process alive that is otherwise done. */
const unreffed = { ref: false };

/** How a request that no fault hits is answered; the batch envelope has a way of its own. */
export type Work = (tenant: Tenant, request: GraphRequest) => Answer | Promise<Answer>;

/** One request on its way to its answer. */
interface Exchange {
  readonly tenant: Tenant;
  readonly request: GraphRequest;
  readonly ids: CallIds;
  readonly fault: FaultAnswer | undefined;
}

/** Answers one request as Graph would, or as the fault that hits it says. Throws DroppedConnection. */
export async function serve(tenant: Tenant, request: GraphRequest, work: Work = answerFromRoutes): Promise<Answer> {
  const path = readablePath(request);
  const record = recordCall(tenant, request, path);
  const exchange = { tenant, request, ids: idsOf(request), fault: tenant.faults.strike(request.method, path) };
  tenant.observer?.asked(request);
  const answer = await answerUnderFault(exchange, work);
  if (exchange.fault === undefined) tenant.observer?.answered(request, answer);
  record.status = answer.status;
  tenant.log({ event: 'graph call', ...record });
  const { requestId, clientRequestId } = exchange.ids;
  return { ...answer, headers: { 'request-id': requestId, 'client-request-id': clientRequestId, ...answer.headers } };
}

async function answerUnderFault(exchange: Exchange, work: Work): Promise<Answer> {
  const { fault } = exchange;
  if (fault === undefined) return attempt(exchange, work);
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, undefined, unreffed);
  if (fault.drop === 'before') throw new DroppedConnection();
  const replaced = fault.status !== undefined || fault.body !== undefined;
  if (replaced && fault.applied !== true && fault.drop === undefined) return faultAnswer(exchange, fault);
  const answer = await attempt(exchange, work);
  if (fault.silentMs !== undefined) await sleep(fault.silentMs, undefined, unreffed);
  if (fault.drop === 'after') throw new DroppedConnection();
  return replaced ? faultAnswer(exchange, fault) : answer;
}

function faultAnswer({ ids, tenant }: Exchange, fault: FaultAnswer): Answer {
  const status = fault.status ?? 502;
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  if (fault.body !== undefined) return { status, raw: fault.body, headers: { 'content-type': 'text/html', ...retry } };
  const { error } = fault;
  const failure = error === undefined ? failureOf(status) : new GraphFailure(status, error.code, error.message);
  return { ...errorAnswer(failure, ids, tenant.now()), headers: retry };
}

async function attempt({ tenant, request, ids }: Exchange, work: Work): Promise<Answer> {
  try {
    return await work(tenant, request);
  } catch (error) {
    if (error instanceof DroppedConnection) throw error;
    if (!(error instanceof GraphFailure)) tenant.log({ event: 'tenant failed', error });
    return errorAnswer(error instanceof GraphFailure ? error : failureOf(500), ids, tenant.now());
  }
}

function answerFromRoutes(tenant: Tenant, request: GraphRequest): Answer {
  const match = matchRoute(routes, request.method, request.path);
  requirePermissions(tenant.state, match.route, request);
  const touched = objectsOf(tenant, request, match);
  if (match.route.writes) tenant.lag.remember(tenant.state, [...touched, ...neighboursOf(tenant.state, touched)]);
  const state = match.route.writes ? tenant.state : tenant.lag.view(tenant.state, touched);
  const query = parseQuery(request.query, request.headers['consistencylevel']);
  const answer = match.route.handle({
    state,
    params: match.params,
    query,
    body: request.body,
    base: request.base,
    now: tenant.now(),
  });
  if (match.route.writes) tenant.save();
  return answer;
}

/** The ids in the path, a userPrincipalName turned into its id, and the one that the body refers to: a link has two ends. */
function objectsOf(tenant: Tenant, { body, base }: GraphRequest, match: Match): string[] {
  const inPath = Object.values(match.params).map((value) => {
    const key = value.toLowerCase();
    if (!key.includes('@')) return key;
    const named = Object.values(tenant.state.users).find((user) => user.userPrincipalName.toLowerCase() === key);
    return named?.id ?? key;
  });
  const referred = referencedId(body, base);
  return referred === undefined ? inPath : [...inPath, referred];
}

function idsOf(request: GraphRequest): CallIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: request.headers['client-request-id'] ?? requestId };
}

function recordCall(tenant: Tenant, request: GraphRequest, path: string): RecordedCall {
  const clientRequestId = request.headers['client-request-id'];
  const priority = request.headers['x-ms-throttle-priority'];
  const call: RecordedCall = {
    method: request.method,
    path,
    status: 0,
    at: tenant.now().toISOString(),
    ...(request.batch ? { batch: true } : {}),
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
    ...(priority === undefined ? {} : { priority }),
  };
  tenant.calls.push(call);
  tenant.log({ event: 'graph call came', method: call.method, path });
  return call;
}
