import type { Log } from '../log.ts';
import type { Store } from '../offboarding/ports/store.ts';
import type { JobQueue } from '../workflow/queue.ts';

/** What a replica can't work without. */
export interface Needed {
  readonly store: Store;
  readonly queue: Pick<JobQueue, 'isWorking'>;
  /** Gives the bot's token for Graph; undefined in a sandbox without a BOT_ID. */
  readonly graphToken: (() => Promise<unknown>) | undefined;
  readonly log: Log;
}

type Reason = 'database' | 'queue' | 'token';

/**
 * What isn't ready, in words alone: the probe is open to all. Not whether Graph answers: it would be away for every replica at
 * once, and with all of them out of the balancer nobody could even be told so.
 */
export async function notReady({ store, queue, graphToken, log }: Needed): Promise<Reason[]> {
  const missing = async (reason: Reason, look: () => Promise<unknown>): Promise<Reason[]> => {
    try {
      await look();
      return [];
    } catch (error) {
      log.warn({ reason, err: error }, 'not ready');
      return [reason];
    }
  };
  const [database, token] = await Promise.all([
    missing('database', () => store.requests.inState('awaiting', 1)),
    graphToken === undefined ? [] : missing('token', graphToken),
  ]);
  return [...database, ...(queue.isWorking() ? [] : (['queue'] as const)), ...token];
}

/** For so long an answer is good: a balancer asks every few seconds, and strangers may ask as often as they like. */
const goodForMs = 2000;

/** Asks at most once in that time, and never twice at once, however many want to know. Rejects where `look` does. */
export function shared<T>(look: () => Promise<T>, now: () => Date): () => Promise<T> {
  const last: { answer?: Promise<T>; endedAt?: number } = {};
  const isGood = () => last.endedAt === undefined || Math.abs(now().getTime() - last.endedAt) < goodForMs;
  return () => {
    if (last.answer !== undefined && isGood()) return last.answer;
    delete last.endedAt;
    last.answer = look().finally(() => {
      last.endedAt = now().getTime();
    });
    return last.answer;
  };
}
