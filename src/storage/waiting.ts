import type { Executor } from './db.ts';

export interface Waiting {
  readonly count: number;
  /** null: none waits. */
  readonly oldestSince: Date | null;
}

/** How many requests wait for a decision, and since when the oldest does. */
export async function readWaiting(db: Executor): Promise<Waiting> {
  const row = await db
    .selectFrom('request')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('created_at').as('oldestSince')])
    .where('state', '=', 'awaiting')
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), oldestSince: row.oldestSince };
}
