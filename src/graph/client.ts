import { Client, ResponseType, type GraphRequest } from '@microsoft/microsoft-graph-client';
import type { TokenCredential } from '@azure/identity';
import { FarewellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { noTelemetry, type End, type Operation, type Telemetry } from '../telemetry/telemetry.ts';
import { lostBy, readAnswer, succeeded, type Answer, type Attempt } from './answer.ts';
import { claimsDemanded } from './claims.ts';
import { graphScope } from './clouds.ts';
import { errorOf } from './errors.ts';
import { createMiddleware, Errand, tokenFor } from './middleware.ts';
import { pathPattern } from './paths.ts';
import { createPatience, type Patience } from './patience.ts';
import { createRepeats, type CallKind } from './repeating.ts';

export interface GraphClientOptions {
  /** Scheme and host, with or without the version. */
  readonly baseUrl: string;
  /** None in the sandbox. */
  readonly credential?: TokenCredential | undefined;
  readonly scope?: string;
  /** Of each attempt. */
  readonly timeoutSeconds?: number;
  /** Most waiting that one call may come to, all its repeats together. */
  readonly patienceSeconds?: number;
  readonly log: Log;
  /** Left out: no call is measured. */
  readonly telemetry?: Telemetry;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From paths.ts only: the SDK encodes nothing. */
  readonly path: string;
  readonly kind: CallKind;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly clientRequestId?: string;
}

export interface GraphClient {
  /** The answer of a call that succeeded. Throws FarewellError with a `graph-…` code. */
  call(call: GraphCall): Promise<Answer & { readonly clientRequestId: string }>;
  /** The app's own token, of the credential that keeps it as long as it holds; undefined: no call goes with one. Throws `graph-…`. */
  accessToken(): Promise<string | undefined>;
  /** A fresh measure of patience, for a caller that repeats by itself. */
  patience(): Patience;
  /** Scheme and host without the version, for what a body names by its whole address. */
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly log: Log;
}

type MarkedCall = GraphCall & { readonly clientRequestId: string };

interface Parts extends GraphClientOptions {
  readonly sdk: Client;
  readonly telemetry: Telemetry;
  /** Of Graph, without scheme and port. */
  readonly host: string;
}

/** A client of Graph v1.0 that repeats only what is safe to repeat. Graph reference: throttling; best practices. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, '').replace(/\/v1\.0$/, '');
  const { credential, scope = graphScope(baseUrl), timeoutSeconds = 20, patienceSeconds = 300 } = options;
  const wire = { baseUrl, credential, scope, timeoutSeconds };
  const middleware = createMiddleware(wire);
  const sdk = Client.initWithMiddleware({ baseUrl: `${baseUrl}/`, defaultVersion: 'v1.0', middleware });
  const { now, log, telemetry = noTelemetry } = options;
  const patience = () => createPatience(options.pause, { seconds: patienceSeconds, waited: telemetry.waited });
  const parts = { ...options, sdk, telemetry, host: new URL(baseUrl).hostname };
  return {
    call: (call) => callUntilDone(parts, call, patience()),
    accessToken: () => tokenFor(wire, new URL(baseUrl), { signal: AbortSignal.timeout(timeoutSeconds * 1000) }),
    patience,
    baseUrl,
    now,
    log,
  };
}

async function callUntilDone(parts: Parts, call: GraphCall, patience: Patience) {
  const clientRequestId = call.clientRequestId ?? parts.newId();
  const secondsToWait = createRepeats(call.kind, parts.now);
  let claims: string | undefined;
  for (;;) {
    const attempt = await measured(parts, { ...call, clientRequestId }, claims);
    if ('status' in attempt && succeeded(attempt)) return { ...attempt, clientRequestId };
    const seconds = secondsToWait(attempt);
    const goesOn = seconds !== undefined && (await patience.wait(seconds));
    if (!goesOn) throw errorOf(attempt, { kind: call.kind, clientRequestId, now: parts.now() });
    claims = claimsDemanded(attempt);
  }
}

function measured(parts: Parts, call: MarkedCall, claims: string | undefined): Promise<Attempt> {
  return parts.telemetry.measure(operationOf(parts, call), async (tell) => {
    const attempt = await tryOnce(parts, call, claims);
    tell(endOf(attempt));
    return attempt;
  });
}

/** Named by OpenTelemetry's conventions for HTTP, but without the address itself: its query may hold a name. */
function operationOf({ host }: Parts, { method, path, clientRequestId }: MarkedCall): Operation {
  return {
    kind: 'graph-call',
    labels: { 'http.request.method': method },
    ids: {
      'server.address': host,
      'url.template': pathPattern(path),
      'farewell.client_request_id': clientRequestId,
    },
  };
}

function endOf(attempt: Attempt): End {
  if ('lost' in attempt) return { labels: { 'farewell.graph.status': 'lost' }, error: attempt.lost };
  const { status } = attempt;
  // A class of its own: nothing is wrong but the pace.
  const statusClass = status === 429 ? '429' : `${String(status)[0]}xx`;
  const ids = { 'http.response.status_code': status };
  const labels = { 'farewell.graph.status': statusClass };
  return succeeded(attempt) ? { labels, ids } : { labels, ids, error: String(status) };
}

/** One attempt, logged without its body or anybody's name. Throws when no token is to be had: Graph was not asked. */
async function tryOnce(parts: Parts, call: MarkedCall, claims: string | undefined): Promise<Attempt> {
  const startedAt = parts.now().getTime();
  const errand = new Errand(claims);
  const attempt = await send(requestOf(parts.sdk, call).middlewareOptions([errand]), call, errand);
  const outcome = 'lost' in attempt ? { lost: attempt.lost } : { status: attempt.status };
  const ms = parts.now().getTime() - startedAt;
  const { method, clientRequestId } = call;
  parts.log.info({ method, path: pathPattern(call.path), ...outcome, ms, clientRequestId }, 'graph call');
  return attempt;
}

async function send(request: GraphRequest, { method, body }: GraphCall, errand: Errand): Promise<Attempt> {
  const response = await sendBy(request, method, body);
  if (errand.failure instanceof FarewellError) throw errand.failure;
  if (response === undefined) return lostBy(errand.failure);
  return readAnswer(response).catch((error: unknown) => lostBy(error));
}

/** Raw: the SDK throws away the body of an error that isn't JSON. */
function sendBy(request: GraphRequest, method: GraphCall['method'], body: unknown): Promise<Response | undefined> {
  if (method === 'GET') return request.get() as Promise<Response | undefined>;
  if (method === 'DELETE') return request.delete() as Promise<Response | undefined>;
  const sent = { POST: () => request.post(body), PUT: () => request.put(body), PATCH: () => request.patch(body) };
  return sent[method]() as Promise<Response | undefined>;
}

function requestOf(sdk: Client, call: MarkedCall): GraphRequest {
  const headers = { ...call.headers, 'client-request-id': call.clientRequestId, 'x-ms-throttle-priority': 'High' };
  return sdk.api(call.path).headers(headers).responseType(ResponseType.RAW);
}
