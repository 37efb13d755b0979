import { graphErrorOf, type Attempt } from './answer.ts';
import { retryAfterSeconds } from './retryAfter.ts';

/** A write must not be repeated where it may have had its effect; what may be repeated at no harm is sent as a read. */
export type CallKind = 'read' | 'write';

type Reason = 'throttled' | 'passing' | 'conflict' | 'token';

/** Repeats for each reason; what is throttled is bounded by patience, not by a count. */
const most: Readonly<Record<Reason, number>> = { throttled: Infinity, passing: 2, conflict: 4, token: 1 };

const passingStatuses = [408, 500, 502, 503, 504];
const longestBackoffSeconds = 60;

/**
 * Decides, attempt by attempt, whether one call goes on: the answer is the seconds to wait first, or undefined for "that was it".
 * Graph reference: throttling, best practices; errors.
 */
export function createRepeats(kind: CallKind, now: () => Date): (attempt: Attempt) => number | undefined {
  const counts = new Map<Reason, number>();
  return (attempt) => {
    const reason = reasonToRepeat(attempt, kind);
    const count = reason === undefined ? Infinity : (counts.get(reason) ?? 0);
    if (reason === undefined || count >= most[reason]) return undefined;
    counts.set(reason, count + 1);
    return reason === 'token' ? 0 : secondsToWait(attempt, count, now());
  };
}

/** A Retry-After of 0 is not taken at its word: it would make a loop without a pause. */
function secondsToWait(attempt: Attempt, count: number, now: Date): number {
  const asked = 'status' in attempt ? retryAfterSeconds(attempt.headers, now) : undefined;
  return asked === undefined || asked === 0 ? Math.min(2 ** count, longestBackoffSeconds) : asked;
}

function reasonToRepeat(attempt: Attempt, kind: CallKind): Reason | undefined {
  if ('lost' in attempt) return kind === 'read' || attempt.lost === 'not-sent' ? 'passing' : undefined;
  const { status, headers, body } = attempt;
  if (isTurnedAway(status, headers)) return 'throttled';
  if (status === 401) return 'token';
  if (status === 409 && graphErrorOf(body)?.code === 'Directory_ConcurrencyViolation') return 'conflict';
  return kind === 'read' && passingStatuses.includes(status) ? 'passing' : undefined;
}

/** Turned away at the door: certainly not executed. A bare 503 may also come from a gateway behind which it was. */
export function isTurnedAway(status: number, headers: Headers): boolean {
  return status === 429 || (status === 503 && headers.has('retry-after'));
}
