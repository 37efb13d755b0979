import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { readGauges } from '../../src/host/gauges.ts';
import { createLog } from '../../src/log.ts';
import type { Database } from '../../src/storage/db.ts';
import type { Reading } from '../../src/telemetry/telemetry.ts';
import { createQueue, type JobQueue } from '../../src/workflow/queue.ts';
import { approve, later, newRequest, storeOn } from '../storage/samples.ts';
import { eachDatabase } from '../support/databases.ts';
import { stillClock } from '../support/stillClock.ts';

eachDatabase('gauges', (open) => {
  let database: Database;
  let queue: JobQueue;

  beforeEach(async () => {
    database = await open();
    // Nobody takes up what is due.
    queue = createQueue({ database, log: createLog('silent'), runConcurrency: 0, cardsConcurrency: 0 });
    await queue.start({ run: () => Promise.resolve(), refreshCards: () => Promise.resolve() });
  });
  afterEach(() => queue.stop());

  async function read(): Promise<Record<string, number>> {
    const ambient = stillClock(later(60_000));
    const readings = await readGauges({ kysely: database.kysely, queue, ambient });
    return Object.fromEntries(readings.map((reading) => [nameOf(reading), Math.floor(reading.value)]));
  }

  const nameOf = ({ gauge, labels = {} }: Reading) =>
    [gauge, ...Object.values(labels)].join(' ').replace('farewell.', '');
  const nothing = { 'queue.age run': 0, 'queue.age cards': 0, 'approvals.waiting': 0, 'approvals.age': 0 };

  it('are nought where nothing waits', async () => {
    assert.deepEqual(await read(), nothing);
  });

  it('tell how long the oldest job is due, not one whose time is still to come', async () => {
    const jobs = queue.jobs();
    for (const [seconds, at] of [
      [90, null],
      [30, null],
      [4000, new Date(Date.now() + 3_600_000)],
    ] as const) {
      const id = randomUUID();
      await jobs.run(id, at);
      await sql`update pgboss.job set created_on = created_on - ${seconds} * interval '1 second',
        start_after = start_after - ${at === null ? seconds : 0} * interval '1 second'
        where data->>'requestId' = ${id}`.execute(database.kysely);
    }
    const { 'queue.age run': age = 0, ...others } = await read();
    assert.ok(age >= 90 && age < 120, `${age} s`);
    assert.equal(others['queue.age cards'], 0);
  });

  it('count what a run that was taken up again by a look waits from when it was sent', async () => {
    await queue.jobs().run(randomUUID(), new Date(0));
    const { 'queue.age run': age = -1 } = await read();
    assert.ok(age >= 0 && age < 60, `${age} s`);
  });

  it('count the requests that wait, and how long the oldest does', async () => {
    const { requests } = storeOn(database);
    await requests.create(newRequest());
    await requests.create(newRequest({ createdAt: later(30_000) }));
    const decided = await requests.create(newRequest({ createdAt: later(-90_000) }));
    assert.equal((await read())['approvals.age'], 150);
    await requests.change(approve(decided.id));
    const { 'approvals.waiting': waiting, 'approvals.age': age } = await read();
    assert.deepEqual([waiting, age], [2, 60]);
  });

  it('are not read once the queue has ended', async () => {
    await queue.stop();
    assert.deepEqual(await read(), {});
  });
});
