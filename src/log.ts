import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * Makes the structured log; it carries ids only, so names, mail addresses and texts are never passed to it.
 * Secrets that a library might hang on an error or a request are cut out by path.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: {
      paths: ['*.authorization', '*.password', '*.headers', '*.config', '*.request', '*.response', 'err.cause.config'],
      remove: true,
    },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** What the log tells of an error: type, code and stack of our own frames, never a Graph body or an activity. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const coded = error as Error & {
    code?: unknown;
    details?: { status?: unknown; graphCode?: unknown; clientRequestId?: unknown };
  };
  return {
    type: error.name,
    code: coded.code,
    status: coded.details?.status,
    graphCode: coded.details?.graphCode,
    clientRequestId: coded.details?.clientRequestId,
    at: error.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}
