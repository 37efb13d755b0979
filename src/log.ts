import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/** What every line of a piece of work carries, so that its lines can be found together: ids and codes. */
export type LogContext = Readonly<Record<string, string>>;

const contexts = new AsyncLocalStorage<LogContext>();

/** Does the work; the lines that are logged meanwhile carry `more` too, beside what they carried already. */
export function inLogContext<T>(more: LogContext, work: () => T): T {
  return contexts.run({ ...contexts.getStore(), ...more }, work);
}

/**
 * Secrets, and what names a person: both are never passed to the log; were one to hang on something that a library hands over,
 * it is cut out here.
 */
const secrets = [
  'authorization',
  'cookie',
  'headers',
  'config',
  'request',
  'response',
  'body',
  'password',
  'secret',
  'token',
  'accessToken',
  'connectionString',
];
const personal = ['activity', 'displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'text', 'comment'];

/** At the top of a line and one level down; what an error tells is chosen by `describeError`. */
const redacted = [...secrets, ...personal].flatMap((name) => [name, `*.${name}`]);

/** Makes the structured log; it carries ids only, so names, mail addresses and texts are never passed to it. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    // pino writes into what this answers.
    mixin: () => ({ ...contexts.getStore() }),
    redact: { paths: redacted, remove: true },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

interface CodedError extends Error {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly details?: { readonly status?: unknown; readonly graphCode?: unknown; readonly clientRequestId?: unknown };
}

/** Most of several errors that are described: those of one job are mostly alike. */
const mostErrors = 3;

/** What the log tells of an error: type, codes and stack, never a message, which may quote Graph or an activity. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, code, statusCode, details, cause }: CodedError = error;
  return {
    type: codeOnly(name),
    code: codeOnly(code),
    status: codeOnly(details?.status ?? statusCode),
    graphCode: codeOnly(details?.graphCode),
    clientRequestId: codeOnly(details?.clientRequestId),
    at: framesOf(error),
    errors: error instanceof AggregateError ? error.errors.slice(0, mostErrors).map(describeError) : undefined,
    cause: cause === undefined ? undefined : describeError(cause),
  };
}

/** A stand-in or a proxy may answer with anything where a code belongs. */
function codeOnly(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value) ? value : undefined;
}

/** The stack begins with the message, which may have several lines. */
function framesOf({ message, stack = '' }: Error): string[] {
  const start = stack.indexOf(message);
  const frames = start < 0 ? stack : stack.slice(start + message.length);
  return frames
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*(:\d+:\d+|<anonymous>)\)?$/.test(line))
    .slice(0, 5);
}
