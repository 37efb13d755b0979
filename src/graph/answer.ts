import { z } from 'zod';
import { parseKeepable } from '../offboarding/json.ts';

/** What one attempt at a call brought: an answer of whatever status, or none. */
export type Attempt = Answer | Lost;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON that it held; undefined where it held none (204, an HTML page of a proxy). */
  readonly body: unknown;
}

export interface Lost {
  /** Only what failed before a connection stood is known not to have been executed. */
  readonly lost: 'not-sent' | 'no-answer';
  readonly cause: unknown;
}

const graphError = z.object({
  error: z.object({
    code: z.string().catch(''),
    message: z.string().catch(''),
  }),
});

/** Reads a response to its end; throws what the connection throws, also after the headers came. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

/** Tells an answer of 2xx from others. */
export function succeeded({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Graph's own error of a body, where it is one (Graph reference: errors). */
export function graphErrorOf(body: unknown): { code: string; message: string } | undefined {
  return graphError.safeParse(body).data?.error;
}

const notSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What is known of a call whose connection failed with `cause`. */
export function lostBy(cause: unknown): Lost {
  return { lost: codesOf(cause).some((code) => notSentCodes.has(code)) ? 'not-sent' : 'no-answer', cause };
}

/** fetch wraps the socket's error, whose code is the telling one, in a TypeError. */
function codesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const own = 'code' in thrown && typeof thrown.code === 'string' ? [thrown.code] : [];
  return [...own, ...codesOf(thrown.cause)];
}

function parsed(text: string): unknown {
  try {
    return parseKeepable(text);
  } catch {
    return undefined;
  }
}
