/** Every code that Farewell's own errors carry; callers branch on these, never on a message. */
export type ErrorCode =
  | 'settings-invalid'
  | 'graph-not-found'
  | 'graph-forbidden'
  | 'graph-unauthorized'
  | 'graph-bad-request'
  | 'graph-conflict'
  | 'graph-throttled'
  | 'graph-unavailable'
  | 'graph-outcome-unknown'
  | 'graph-unexpected-answer'
  | 'leaver-has-open-request'
  | 'request-not-found'
  | 'run-taken-over'
  | 'plan-mismatch'
  | 'changed-since'
  | 'audit-broken'
  | 'text-missing'
  | 'card-incomplete'
  | 'cards-behind'
  | 'actor-unknown'
  | 'playground-failed'
  | 'data-folder-in-use'
  | 'bot-state-conflict'
  | 'channel-keys-unavailable'
  | 'stopped-unfinished'
  | 'token-unavailable'
  | 'internal';

export interface ErrorDetails {
  readonly cause?: unknown;
  /** HTTP status of the answer that caused it, where there was one. */
  readonly status?: number;
  /** Graph's own `error.code`, stable according to Microsoft's error reference. */
  readonly graphCode?: string;
  /** Our GUID for the call; Entra's audit log shows it as correlation id. */
  readonly clientRequestId?: string;
  /** For throttling: how long the service asked us to stay away. */
  readonly retryAfterSeconds?: number;
}

/** The one error class of the project: a stable code, a message for the log, and the cause. */
export class FarewellError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'FarewellError';
    this.code = code;
    this.details = details;
  }
}

/** Tells whether `error` is one of ours with one of these codes. */
export function hasCode(error: unknown, ...codes: ErrorCode[]): error is FarewellError {
  return error instanceof FarewellError && codes.includes(error.code);
}

/** Turns anything that was thrown into a coded error, keeping it as the cause. */
export function asFarewellError(thrown: unknown): FarewellError {
  if (thrown instanceof FarewellError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FarewellError('internal', message, { cause: thrown });
}
