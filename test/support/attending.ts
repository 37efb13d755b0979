import assert from 'node:assert/strict';
import { fromKysely, fromPglite, PgBoss } from 'pg-boss';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Database } from '../../src/storage/db.ts';
import { createStore, type JobsOn } from '../../src/storage/store.ts';
import { depsOf } from './proposing.ts';
import type { World } from './world.ts';

/** The use cases beside a world, whose jobs the world's own queue carries out. */
export interface Beside {
  readonly deps: Deps;
  /** Moves the clock to the moment for which the request is planned, and lets the queue know. */
  comesTime(requestId: string): Promise<void>;
  stop(): Promise<void>;
}

/** The world stands on this database; the policy is what it was set to. */
export async function beside(world: World, database: Database, policy?: Policy): Promise<Beside> {
  const quiet = { supervise: false, schedule: false, migrate: false, registerInstance: false };
  const boss = new PgBoss(
    database.kind === 'pglite'
      ? { ...quiet, backend: 'pglite', db: fromPglite(database.pglite) }
      : { ...quiet, backend: 'postgres', ...database.connection, max: 2 },
  );
  await boss.start();
  const store = createStore(database, sendWith(boss));
  return {
    deps: { ...depsOf(world, database, policy), store },
    comesTime: async (requestId) => {
      const { runAt } = (await store.requests.find(requestId)) ?? {};
      assert.ok(runAt instanceof Date, 'it is planned for later');
      world.clock.advance(runAt.getTime() - world.clock.now().getTime());
      await store.jobs.run(requestId, null);
    },
    stop: () => boss.stop({ graceful: false }),
  };
}

function sendWith(boss: PgBoss): JobsOn {
  return (executor) => {
    const on = executor === undefined ? {} : { db: fromKysely(executor) };
    return {
      run: async (requestId, at) => {
        await boss.send('run', { requestId }, { ...on, ...(at === null ? {} : { startAfter: at }) });
      },
      refreshCards: async (requestId) => {
        await boss.send('cards', { requestId }, { ...on, singletonKey: requestId });
      },
    };
  };
}
