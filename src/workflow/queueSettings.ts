import type { Queue, WorkOptions } from 'pg-boss';

export type QueueName = 'run' | 'cards';

interface QueueSettings {
  readonly queue: Omit<Queue, 'name' | 'policy' | 'partition' | 'deadLetter'>;
  /** Fixed when the queue is made; a later change needs a new queue. */
  readonly policy: string;
  readonly heartbeatRefreshSeconds: number;
}

/** A killed replica's job must not come back before its claim has lapsed (claim.ts, 30 s): it would find the run taken. */
const longerThanAClaim = { heartbeatSeconds: 35, heartbeatRefreshSeconds: 5 };

export const queueSettings: Readonly<Record<QueueName, QueueSettings>> = {
  run: {
    policy: 'standard',
    heartbeatRefreshSeconds: longerThanAClaim.heartbeatRefreshSeconds,
    queue: {
      notify: true,
      heartbeatSeconds: longerThanAClaim.heartbeatSeconds,
      expireInSeconds: 3_600,
      retryLimit: 100,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      deleteAfterSeconds: 86_400,
    },
  },
  cards: {
    // One at a time for one request, any number waiting: dropping one that seems a double could drop the last change.
    policy: 'singleton',
    heartbeatRefreshSeconds: 3,
    queue: {
      notify: true,
      heartbeatSeconds: 10,
      expireInSeconds: 120,
      retryLimit: 20,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      deleteAfterSeconds: 3_600,
    },
  },
};

/** How each worker looks for jobs. */
export function workOptions(name: QueueName, pollingSeconds: number): WorkOptions {
  return {
    heartbeatRefreshSeconds: queueSettings[name].heartbeatRefreshSeconds,
    // A job for now is announced; this finds the deferred ones, whose time nobody announces.
    pollingIntervalSeconds: pollingSeconds,
    notifyPollingIntervalSeconds: pollingSeconds,
  };
}
