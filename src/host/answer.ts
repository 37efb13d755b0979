import type { Response } from 'restify';
import type { Refusal } from './refusal.ts';

const words: Readonly<Record<number, string>> = {
  400: 'bad request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  413: 'too large',
  415: 'unsupported media type',
  429: 'too many requests',
  500: 'failed',
  503: 'unavailable',
};

/** Answers a request that did not come to its end: a status and a word, and nothing of what we know or are made of. */
export function answerError(response: Response, status: number): void {
  if (!response.headersSent) response.send(status, { error: words[status] ?? 'refused' });
}

/** Answers a request that was not let in. */
export function answerRefusal(response: Response, { status, retryAfterSeconds }: Refusal): void {
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  answerError(response, status);
}
