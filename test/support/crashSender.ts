import { fromKysely, PgBoss } from 'pg-boss';
import type { JobsOn } from '../../src/storage/store.ts';

/** Sends jobs that other processes carry out. */
export interface QueueSender {
  readonly jobs: JobsOn;
  stop(): Promise<void>;
}

/** On a PostgreSQL where a bot has been started: it made the queues. */
export async function createQueueSender(url: string): Promise<QueueSender> {
  const quiet = { supervise: false, schedule: false, migrate: false, registerInstance: false };
  const boss = new PgBoss({ ...quiet, backend: 'postgres', connectionString: url, useListenNotify: true, max: 2 });
  await boss.start();
  return {
    jobs: (executor) => {
      const on = executor === undefined ? {} : { db: fromKysely(executor) };
      return {
        run: async (requestId) => void (await boss.send('run', { requestId }, on)),
        refreshCards: async (requestId) =>
          void (await boss.send('cards', { requestId }, { ...on, singletonKey: requestId })),
      };
    },
    stop: () => boss.stop({ graceful: false }),
  };
}
