import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once, EventEmitter } from 'node:events';
import { sql } from 'kysely';
import { fromPglite, PgBoss } from 'pg-boss';
import { createLog } from '../../src/log.ts';
import type { Database } from '../../src/storage/db.ts';
import { createStore } from '../../src/storage/store.ts';
import { createQueue, type Handlers, type JobQueue, type QueueOptions } from '../../src/workflow/queue.ts';
import { newRequest } from '../storage/samples.ts';
import { eachDatabase } from '../support/databases.ts';

const log = createLog('silent');

/** Handlers that tell, by an event named after the request, when they were called. */
function tellingHandlers(): Handlers & { called: EventEmitter; runs: string[] } {
  const called = new EventEmitter();
  const runs: string[] = [];
  const tell = (requestId: string): Promise<void> => {
    runs.push(requestId);
    called.emit(requestId);
    return Promise.resolve();
  };
  return { called, runs, run: tell, refreshCards: tell };
}

function gate(): { opened: Promise<unknown>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  return { opened: promise, open: () => resolve(undefined) };
}

eachDatabase('queue', (open) => {
  const started: JobQueue[] = [];

  async function startQueue(
    database: Database,
    handlers: Handlers,
    options: Partial<QueueOptions> = {},
  ): Promise<JobQueue> {
    const queue = createQueue({ database, log, pollingSeconds: 0.5, ...options });
    started.push(queue);
    await queue.start(handlers);
    return queue;
  }

  afterEach(async () => {
    for (const queue of started.splice(0)) await queue.stop();
  });

  it('starts a job of a transaction after its commit, within a fraction of the polling time', async () => {
    const database = await open();
    const handlers = tellingHandlers();
    const queue = await startQueue(database, handlers, { pollingSeconds: 30 });
    const store = createStore(database, queue.jobs);
    const request = newRequest();
    const called = once(handlers.called, request.id);
    const sent = performance.now();
    await store.transaction(async ({ requests, jobs }) => {
      await requests.create(request);
      await jobs.run(request.id, null);
    });
    await called;
    assert.ok(performance.now() - sent < 1_000, `${performance.now() - sent} ms`);
    assert.ok(queue.isWorking());
  });

  it('takes a job back with the rollback', async () => {
    const database = await open();
    const handlers = tellingHandlers();
    const queue = await startQueue(database, handlers);
    const store = createStore(database, queue.jobs);
    const [lost, kept] = [randomUUID(), randomUUID()];
    const broken = store.transaction(async ({ jobs }) => {
      await jobs.run(lost, null);
      await jobs.refreshCards(lost);
      throw new Error('undo');
    });
    await assert.rejects(broken, /undo/);
    const called = once(handlers.called, kept);
    await queue.jobs().run(kept, null);
    await called;
    const { rows } = await sql<{ id: string }>`select data->>'requestId' as id from pgboss.job`.execute(
      database.kysely,
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      [kept],
    );
  });

  it('lets a statement of its own wait for an open transaction on PGlite, and never join it', async () => {
    const database = await open();
    const queue = await startQueue(database, tellingHandlers());
    const outside = randomUUID();
    const sends: Promise<void>[] = [];
    const broken = database.kysely.transaction().execute(async (trx) => {
      sends.push(queue.jobs().run(outside, null));
      await queue.jobs(trx).run(randomUUID(), null);
      throw new Error('undo');
    });
    await assert.rejects(broken, /undo/);
    await Promise.all(sends);
    const { rows } = await sql<{ id: string }>`select data->>'requestId' as id from pgboss.job`.execute(
      database.kysely,
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      [outside],
    );
  });

  it('starts a deferred job soon after its time, not before', async () => {
    const database = await open();
    const handlers = tellingHandlers();
    const queue = await startQueue(database, handlers);
    const id = randomUUID();
    const called = once(handlers.called, id);
    const at = new Date(Date.now() + 700);
    await queue.jobs().run(id, at);
    await called;
    const late = Date.now() - at.getTime();
    assert.ok(late >= 0 && late < 3_000, `${late} ms`);
  });

  it('works a backlog off without pausing between jobs', async () => {
    const database = await open();
    const handlers = tellingHandlers();
    const queue = await startQueue(database, handlers, { runConcurrency: 1, pollingSeconds: 30 });
    const ids = Array.from({ length: 20 }, () => randomUUID());
    const last = once(handlers.called, ids.at(-1) ?? '');
    const sent = performance.now();
    await database.kysely.transaction().execute(async (trx) => {
      for (const id of ids) await queue.jobs(trx).run(id, null);
    });
    await last;
    assert.ok(performance.now() - sent < 2_000, `${performance.now() - sent} ms`);
    assert.deepEqual([...handlers.runs].sort(), [...ids].sort());
  });

  it('refreshes the cards of one request one at a time and others meanwhile, and loses no refresh', async () => {
    const database = await open();
    const [busy, other] = [randomUUID(), randomUUID()];
    const [entered, may, done] = [gate(), gate(), gate()];
    const seen: string[] = [];
    const queue = await startQueue(database, {
      run: () => Promise.resolve(),
      refreshCards: async (id) => {
        seen.push(id);
        entered.open();
        if (id === other) return may.open();
        await may.opened;
        if (seen.filter((one) => one === busy).length === 2) done.open();
      },
    });
    await queue.jobs().refreshCards(busy);
    await entered.opened;
    await queue.jobs().refreshCards(busy);
    await queue.jobs().refreshCards(other);
    await done.opened;
    assert.deepEqual(seen, [busy, other, busy]);
  });

  it('tries a failed job again and keeps only the code of its error', async () => {
    const database = await open();
    const id = randomUUID();
    const [second, outputs] = [gate(), [] as string[]];
    const queue = await startQueue(database, {
      run: async () => {
        const { rows } = await sql<{ output: string | null }>`select output::text from pgboss.job`.execute(
          database.kysely,
        );
        outputs.push(rows[0]?.output ?? '');
        if (outputs.length === 1) throw new Error('Alex Wilber could not be blocked');
        second.open();
      },
      refreshCards: () => Promise.resolve(),
    });
    await queue.jobs().run(id, null);
    await second.opened;
    assert.match(outputs[1] ?? '', /internal/);
    assert.doesNotMatch(outputs[1] ?? '', /Alex/);
  });

  it('takes over the job of a worker that was killed', async () => {
    const database = await open();
    const first = await startQueue(database, tellingHandlers(), { runConcurrency: 0 });
    const id = randomUUID();
    await first.jobs().run(id, null);
    // A worker that fetches a job and is never heard of again.
    const killed = new PgBoss(
      database.kind === 'postgres'
        ? { ...database.connection, supervise: false, schedule: false }
        : { db: fromPglite(database.pglite), backend: 'pglite', supervise: false, schedule: false },
    );
    await killed.start();
    assert.equal((await killed.fetch('run')).length, 1);
    await killed.stop({ graceful: false });
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 minute'`.execute(database.kysely);
    const handlers = tellingHandlers();
    const called = once(handlers.called, id);
    await startQueue(database, handlers, { superviseSeconds: 1 });
    await called;
  });

  it('lets active jobs end before it stops, and takes up no more', async () => {
    const database = await open();
    const [entered, may] = [gate(), gate()];
    const ended: string[] = [];
    const queue = await startQueue(
      database,
      {
        run: async (id) => {
          entered.open();
          await may.opened;
          ended.push(id);
        },
        refreshCards: () => Promise.resolve(),
      },
      { runConcurrency: 1 },
    );
    const [active, waiting] = [randomUUID(), randomUUID()];
    await queue.jobs().run(active, null);
    await entered.opened;
    await queue.jobs().run(waiting, null);
    const stopped = queue.stop();
    assert.equal(queue.isWorking(), false);
    may.open();
    await stopped;
    assert.deepEqual(ended, [active]);
  });
});
