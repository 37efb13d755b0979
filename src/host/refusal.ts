import type { Log } from '../log.ts';
import { createRateLimit } from './rateLimit.ts';

/** Why a request is not let in; whoever sent it is told the status alone. */
export type RefusalCode =
  | 'not-loopback'
  | 'no-token'
  | 'malformed-token'
  | 'algorithm'
  | 'unknown-key'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-claims'
  | 'keys-unavailable'
  | 'content-type'
  | 'content-encoding'
  | 'body-too-large'
  | 'malformed-json'
  | 'not-an-activity'
  | 'wrong-channel'
  | 'key-not-endorsed'
  | 'wrong-service-url'
  | 'no-tenant'
  | 'other-tenant'
  | 'too-many';

export interface Refusal {
  readonly refused: RefusalCode;
  readonly status: 400 | 401 | 403 | 413 | 415 | 429 | 503;
  /** For 429: when it is worth another try, in whole seconds. */
  readonly retryAfterSeconds?: number;
  /** What went wrong on our side; for the log. */
  readonly cause?: unknown;
}

/** Tells a refusal from what would have been let in. */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'refused' in outcome;
}

/** Ids of a refused activity, as far as the token that came with it makes them worth noting. */
export interface RefusedIds {
  readonly conversationId?: string;
  readonly activityId?: string | undefined;
}

export type NoteRefusal = (refusal: Refusal, ids?: RefusedIds) => void;

/** So many lines of one kind at once, then one in so many seconds: a stranger who knocks without end must not fill the log. */
const linesAtOnce = 20;
const secondsPerLine = 3;

/** Logs refusals, by code and ids; those that are left out are counted in the next line of their kind. */
export function createRefusalLog(log: Log, now: () => Date): NoteRefusal {
  const lines = createRateLimit({ burst: linesAtOnce, perSecond: 1 / secondsPerLine, now });
  const leftOut = new Map<RefusalCode, number>();
  return ({ refused, status, cause }, ids = {}) => {
    const before = leftOut.get(refused) ?? 0;
    if (lines.take(refused) > 0) {
      leftOut.set(refused, before + 1);
      return;
    }
    leftOut.delete(refused);
    const more = before === 0 ? {} : { leftOut: before };
    log.warn({ refused, status, ...ids, ...more, ...(cause === undefined ? {} : { err: cause }) }, 'request refused');
  };
}
