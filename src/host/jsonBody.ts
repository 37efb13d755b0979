import type { IncomingMessage } from 'node:http';
import { parseKeepable } from '../offboarding/json.ts';
import type { Refusal } from './refusal.ts';

/** An activity is a few kB; a card's answer never comes near this. */
const mostBytes = 256 * 1024;

/**
 * Reads a JSON body. restify's reader takes a compressed one apart without a limit, and dies of one that is broken: none is
 * taken here, and Teams sends none.
 */
export async function readJson(request: IncomingMessage): Promise<{ readonly value: unknown } | Refusal> {
  const { 'content-type': type = '', 'content-encoding': encoding, 'content-length': length } = request.headers;
  if (!/^application\/json\s*(;|$)/iu.test(type)) return { refused: 'content-type', status: 415 };
  if (encoding !== undefined) return { refused: 'content-encoding', status: 415 };
  if (Number(length) > mostBytes) return { refused: 'body-too-large', status: 413 };
  const body = await read(request);
  if (body === undefined) return { refused: 'body-too-large', status: 413 };
  try {
    return { value: parseKeepable(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch {
    // Not JSON, or not UTF-8: why is of no interest to anybody but the sender, who sent it.
    return { refused: 'malformed-json', status: 400 };
  }
}

/** undefined: more than an activity ever is. What is left of it is not kept. Rejects when the client goes away. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A stream that is destroyed would take the answer with it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
