import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { asFarewellError, FarewellError } from '../errors.ts';
import { inLogContext, type Log } from '../log.ts';
import { workOptions, type QueueName } from './queueSettings.ts';

const jobData = z.object({ requestId: z.string().min(1) });

interface Duty {
  readonly name: QueueName;
  readonly handle: (requestId: string) => Promise<void>;
  readonly log: Log;
}

interface Work extends Duty {
  readonly workers: number;
  readonly pollingSeconds: number;
}

/**
 * Each worker is its own and not one of pg-boss's `localConcurrency`: only so can it be told by its id to fetch again at
 * once after a job. Left alone it would rest out its polling time between two jobs of a backlog.
 */
export async function startWorkers(boss: PgBoss, { workers, pollingSeconds, ...duty }: Work): Promise<void> {
  for (let count = 0; count < workers; count += 1) {
    const self = { id: '' };
    self.id = await boss.work<unknown>(duty.name, workOptions(duty.name, pollingSeconds), async (jobs) => {
      try {
        for (const job of jobs) await perform(job.data, duty);
      } finally {
        boss.notifyWorker(self.id);
      }
    });
  }
}

/** What it throws is stored with the job: the code only, since a cause may quote Graph and with it a person. */
async function perform(data: unknown, { name, handle, log }: Duty): Promise<void> {
  const job = jobData.safeParse(data);
  if (!job.success) {
    // Trying again would not mend it.
    log.error({ queue: name }, 'job without a request dropped');
    return;
  }
  try {
    const { requestId } = job.data;
    await inLogContext({ requestId }, () => handle(requestId));
  } catch (error) {
    log.error({ queue: name, requestId: job.data.requestId, err: error }, 'job failed');
    throw new FarewellError(asFarewellError(error).code, 'The job failed; the log has the cause');
  }
}
