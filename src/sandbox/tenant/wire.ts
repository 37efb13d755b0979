import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Answer, GraphRequest } from './call.ts';
import { GraphFailure } from './errors.ts';

/** What could not be read as JSON; it is refused only when a handler needs the request answered. */
export const unreadable = Symbol('unreadable body');

/** Reads a request from the wire; `prefix` is cut off its path. */
export async function readRequest(message: IncomingMessage, prefix: string): Promise<GraphRequest> {
  const [path = '', ...query] = (message.url ?? '/').split('?');
  return {
    method: message.method ?? 'GET',
    path: path.slice(prefix.length),
    query: query.join('?'),
    headers: headersOf(message),
    body: await readBody(message),
    base: `http://${message.headers.host ?? '127.0.0.1'}${prefix}`,
    batch: false,
  };
}

function headersOf(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value?.toString()]));
}

async function readBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unreadable;
  }
}

export function malformedJson(): GraphFailure {
  const message =
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.';
  return new GraphFailure(400, 'BadRequest', message);
}

const graphJson = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** Sends an answer; 204 goes without a body and without its type, as from Graph. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const text = answer.raw ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  const type = text === undefined ? {} : { 'content-type': graphJson };
  response.writeHead(answer.status, { 'cache-control': 'no-cache', ...type, ...answer.headers });
  response.end(text);
}
