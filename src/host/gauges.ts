import type { Ambient } from '../offboarding/ports/ambient.ts';
import type { Executor } from '../storage/db.ts';
import { readWaiting } from '../storage/waiting.ts';
import type { Reading } from '../telemetry/telemetry.ts';
import type { JobQueue } from '../workflow/queue.ts';

export interface Gauged {
  readonly kysely: Executor;
  readonly queue: JobQueue;
  readonly ambient: Ambient;
}

/** Reads what is measured at each export: of the queue and of the requests that wait. Rejects with what the database threw. */
export async function readGauges({ kysely, queue, ambient }: Gauged): Promise<Reading[]> {
  // Not before the queue has begun or after its end, when the database may be closed too.
  if (!queue.isWorking()) return [];
  const [ages, { count, oldestSince }] = await Promise.all([queue.ages(), readWaiting(kysely)]);
  const age = oldestSince === null ? 0 : (ambient.now().getTime() - oldestSince.getTime()) / 1000;
  return [
    ...ages.map(({ name, seconds }) => ({
      gauge: 'farewell.queue.age' as const,
      value: seconds,
      labels: { 'farewell.queue': name },
    })),
    { gauge: 'farewell.approvals.waiting', value: count },
    { gauge: 'farewell.approvals.age', value: age },
  ];
}
