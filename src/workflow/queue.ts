import { fromKysely, fromPglite, PgBoss, type ConstructorOptions, type KyselyTransactionLike } from 'pg-boss';
import type { Log } from '../log.ts';
import type { Jobs } from '../offboarding/ports/store.ts';
import type { Providers } from '../telemetry/telemetry.ts';
import { returnOrphans } from './orphans.ts';
import { queueAges, type QueueAge } from './queueAge.ts';
import { queueSettings, type QueueName } from './queueSettings.ts';
import { startWorkers } from './queueWorkers.ts';

type PostgresConnection = Pick<
  ConstructorOptions,
  'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'
>;

/** What the queue needs of the database; storage/db.ts opens one that fits. */
export type QueueDatabase =
  | { readonly kind: 'postgres'; readonly connection: PostgresConnection }
  | { readonly kind: 'pglite'; readonly pglite: Parameters<typeof fromPglite>[0] };

export interface QueueOptions {
  readonly database: QueueDatabase;
  readonly log: Log;
  /** What spans and metrics of its own are made with, and what ties a job to the trace that sent it. None: it makes none. */
  readonly providers?: Providers | undefined;
  /** Runs at the same time in this process. */
  readonly runConcurrency?: number;
  readonly cardsConcurrency?: number;
  /** How often jobs of killed replicas are looked for. */
  readonly superviseSeconds?: number;
  /** How often deferred jobs are looked for; a job for now is announced and does not wait for this. */
  readonly pollingSeconds?: number;
}

export interface Handlers {
  run(requestId: string): Promise<void>;
  refreshCards(requestId: string): Promise<void>;
}

export interface JobQueue {
  /** Sends on the queue's own connection, or on the executor of the caller's transaction; needs `start` to have ended. */
  jobs(executor?: KyselyTransactionLike): Jobs;
  /** Makes or brings up to date what the queue keeps in the database, then takes up jobs; rejects with what the database threw. */
  start(handlers: Handlers): Promise<void>;
  /** Takes up no more jobs and lets the active ones end; jobs can still be sent. false: some are active after `withinMs`. */
  drain(withinMs: number): Promise<boolean>;
  /** Drains, where that was not done, and ends. Jobs that are still active go back, to be tried again elsewhere. */
  stop(): Promise<void>;
  /** Between a start that succeeded and the stop. */
  isWorking(): boolean;
  /** How long what is due has not been taken up; rejects with what the database threw. */
  ages(): Promise<QueueAge[]>;
}

const drainWithinMs = 15_000;

const queueNames: readonly QueueName[] = ['run', 'cards'];

/** An approved person's run must not wait behind those that somebody planned for this hour. */
const urgent = 1;

/** Durable work over pg-boss, on the same database as the rest. */
export function createQueue(options: QueueOptions): JobQueue {
  const { log, runConcurrency = 8, cardsConcurrency = 4, pollingSeconds = 2 } = options;
  const boss = new PgBoss(bossOptions(options));
  const state: { working: boolean; drained?: Promise<boolean> } = { working: false };
  boss.on('error', (error) => log.error({ code: codeOf(error) }, 'queue error'));
  boss.on('warning', ({ data }) => log.warn({ type: 'type' in data ? data.type : undefined }, 'queue warning'));
  return {
    jobs: (executor) => jobsOn(boss, executor),
    start: async (handlers) => {
      await boss.start();
      for (const name of queueNames) await makeQueue(boss, name);
      if (options.database.kind === 'pglite') await returnOrphans(boss, queueNames);
      const common = { log, pollingSeconds };
      await startWorkers(boss, { ...common, name: 'run', workers: runConcurrency, handle: (id) => handlers.run(id) });
      await startWorkers(boss, {
        ...common,
        name: 'cards',
        workers: cardsConcurrency,
        handle: (id) => handlers.refreshCards(id),
      });
      state.working = true;
    },
    drain,
    stop: async () => {
      // Who is still at work then was waited for long enough.
      const graceful = await drain(drainWithinMs);
      await boss.stop({ graceful, timeout: 1_000 });
    },
    isWorking: () => state.working,
    ages: () => queueAges(boss, queueNames),
  };

  function drain(withinMs: number): Promise<boolean> {
    state.working = false;
    state.drained ??= within(withinMs, Promise.all(queueNames.map((name) => boss.offWork(name))));
    return state.drained;
  }
}

/** Whether it ended in that time. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: timeOut, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, milliseconds, false);
  try {
    return await Promise.race([work.then(() => true), timeOut]);
  } finally {
    clearTimeout(timer);
  }
}

function bossOptions({ database, providers, superviseSeconds = 5 }: QueueOptions): ConstructorOptions {
  const common: ConstructorOptions = {
    useListenNotify: true,
    // Nothing here runs by cron, and nothing reads the registry of instances.
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    openTelemetry: providers === undefined ? { enabled: false } : { ...providers, propagateContext: true },
  };
  return database.kind === 'postgres'
    ? { ...common, backend: 'postgres', ...database.connection, max: 5 }
    : { ...common, backend: 'pglite', db: fromPglite(database.pglite) };
}

function jobsOn(boss: PgBoss, executor: KyselyTransactionLike | undefined): Jobs {
  const on = executor === undefined ? {} : { db: fromKysely(executor) };
  return {
    run: async (requestId, at) => {
      await boss.send('run', { requestId }, { ...on, ...(at === null ? { priority: urgent } : { startAfter: at }) });
    },
    refreshCards: async (requestId) => {
      await boss.send('cards', { requestId }, { ...on, singletonKey: requestId });
    },
  };
}

/** Both calls, since the first leaves a queue of an older release as it is. */
async function makeQueue(boss: PgBoss, name: QueueName): Promise<void> {
  const { policy, queue } = queueSettings[name];
  await boss.createQueue(name, { ...queue, policy });
  await boss.updateQueue(name, queue);
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
