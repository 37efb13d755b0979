import { z } from 'zod';
import type { FarewellError } from '../errors.ts';
import { succeeded, type Answer } from './answer.ts';
import type { GraphClient } from './client.ts';
import { errorOf, unexpectedAnswer } from './errors.ts';
import { pathPattern } from './paths.ts';
import { createRepeats } from './repeating.ts';

/** One read of a batch, and what its answer has to look like. */
export interface Read<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST, for the questions that Graph asks to be posted. */
  readonly body?: unknown;
}

export type Reads = Readonly<Record<string, Read<unknown>>>;

/** Each read's answer, or why there is none. */
export type Results<R extends Reads> = {
  readonly [K in keyof R]: R[K] extends Read<infer T> ? T | FarewellError : never;
};

const mostPerBatch = 20;

const envelope = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown(),
    }),
  ),
});

/**
 * Reads them in one round trip, batches of twenty side by side, and again only what was throttled; a read that fails leaves
 * the others alone.
 * The SDK's batch classes are unusable (its issue 1178). Throws `graph-…` when the batch itself fails.
 * Graph reference: json-batching.
 */
export async function readBatch<const R extends Reads>(client: GraphClient, reads: R): Promise<Results<R>> {
  const items = Object.entries(reads).map(([name, read]) => ({
    name,
    read,
    repeats: createRepeats('read', client.now),
  }));
  const starts = items.flatMap((_, index) => (index % mostPerBatch === 0 ? [index] : []));
  const parts = starts.map((start) => readSome(client, items.slice(start, start + mostPerBatch)));
  return Object.fromEntries((await Promise.all(parts)).flat()) as Results<R>;
}

interface Item {
  readonly name: string;
  readonly read: Read<unknown>;
  readonly repeats: ReturnType<typeof createRepeats>;
}

/** Repeats those that were turned away, alone, after the longest of the waits they ask for. */
async function readSome(client: GraphClient, items: readonly Item[]): Promise<[string, unknown][]> {
  const results = new Map<string, unknown>();
  const patience = client.patience();
  for (let pending = items; pending.length > 0;) {
    const { answers, clientRequestId } = await post(client, pending);
    const waits = new Map<Item, number>();
    for (const item of pending) {
      const answer = answers.get(item.name);
      results.set(item.name, resultOf(client, item.read, answer, clientRequestId));
      const seconds = answer === undefined ? undefined : item.repeats(answer);
      if (seconds !== undefined) waits.set(item, seconds);
    }
    const goesOn = waits.size > 0 && (await patience.wait(Math.max(...waits.values())));
    pending = goesOn ? [...waits.keys()] : [];
  }
  return [...results];
}

async function post(client: GraphClient, items: readonly Item[]) {
  const requests = items.map(requestOf);
  const call = { method: 'POST', path: '/$batch', kind: 'read', body: { requests } } as const;
  const { body, clientRequestId } = await client.call(call);
  const parsed = envelope.safeParse(body);
  if (!parsed.success) throw unexpectedAnswer('batch', parsed.error);
  return { clientRequestId, answers: new Map(parsed.data.responses.map((item) => [item.id, answerOf(item)])) };
}

function requestOf({ name: id, read: { path: url, headers, body } }: Item): object {
  if (body === undefined) return { id, method: 'GET', url, ...(headers !== undefined && { headers }) };
  return { id, method: 'POST', url, headers: { 'Content-Type': 'application/json', ...headers }, body };
}

function answerOf({ status, headers, body }: z.infer<typeof envelope>['responses'][number]): Answer {
  return { status, headers: new Headers(headers ?? {}), body };
}

// eslint-disable-next-line max-params -- what came of one item is told by these four
function resultOf(
  client: GraphClient,
  read: Read<unknown>,
  answer: Answer | undefined,
  clientRequestId: string,
): unknown {
  if (answer === undefined) return unexpectedAnswer('batch without one of its items', undefined);
  if (!succeeded(answer)) {
    // The batch itself was answered 200: without this line nobody would know.
    client.log.info(
      { path: pathPattern(read.path), status: answer.status, clientRequestId },
      'graph batch item refused',
    );
    return errorOf(answer, { kind: 'read', clientRequestId, now: client.now() });
  }
  const parsed = read.schema.safeParse(answer.body);
  return parsed.success ? parsed.data : unexpectedAnswer('batch item', parsed.error);
}
