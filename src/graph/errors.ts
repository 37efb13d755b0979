import { FarewellError, type ErrorCode, type ErrorDetails } from '../errors.ts';
import { graphErrorOf, type Answer, type Attempt } from './answer.ts';
import { isTurnedAway, type CallKind } from './repeating.ts';
import { retryAfterSeconds } from './retryAfter.ts';

export interface CallContext {
  readonly kind: CallKind;
  readonly clientRequestId: string;
  readonly now: Date;
}

/** The coded error of an attempt that did not succeed (Graph reference: errors). */
export function errorOf(attempt: Attempt, context: CallContext): FarewellError {
  const { clientRequestId } = context;
  if ('lost' in attempt) {
    const unknown = context.kind === 'write' && attempt.lost === 'no-answer';
    const code = unknown ? 'graph-outcome-unknown' : 'graph-unavailable';
    return new FarewellError(code, `Graph gave no answer (${attempt.lost})`, { cause: attempt.cause, clientRequestId });
  }
  const graph = graphErrorOf(attempt.body);
  const message = `Graph answered ${attempt.status} ${graph?.code ?? 'without an error object'}`;
  return new FarewellError(codeOf(attempt, context.kind), message, detailsOf(attempt, context));
}

/** Graph's sentence of a refusal: of those that share a code, it alone tells which one it is (Graph reference: errors). */
export function sentenceOf(error: FarewellError): string {
  return error.cause instanceof Error ? error.cause.message : '';
}

/** For an answer of 2xx that isn't what the reference describes. */
export function unexpectedAnswer(what: string, cause: unknown): FarewellError {
  return new FarewellError('graph-unexpected-answer', `Graph's answer is not as expected: ${what}`, { cause });
}

const codes: Readonly<Record<number, ErrorCode>> = {
  401: 'graph-unauthorized',
  403: 'graph-forbidden',
  404: 'graph-not-found',
  409: 'graph-conflict',
  410: 'graph-not-found',
  412: 'graph-conflict',
  423: 'graph-conflict',
};

function codeOf({ status, headers }: Answer, kind: CallKind): ErrorCode {
  if (isTurnedAway(status, headers)) return 'graph-throttled';
  if (status >= 500 || status === 408) return kind === 'write' ? 'graph-outcome-unknown' : 'graph-unavailable';
  if (status < 400) return 'graph-unexpected-answer';
  return codes[status] ?? 'graph-bad-request';
}

function detailsOf({ status, headers, body }: Answer, { clientRequestId, now }: CallContext): ErrorDetails {
  const graph = graphErrorOf(body);
  const seconds = retryAfterSeconds(headers, now);
  return {
    status,
    clientRequestId,
    ...(graph !== undefined && { graphCode: graph.code, cause: graphAnswer(graph) }),
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
}

/** Keeps Graph's sentence for whoever debugs it; the log leaves messages out. */
function graphAnswer({ code, message }: { code: string; message: string }): Error {
  const error = new Error(message);
  error.name = code;
  return error;
}
