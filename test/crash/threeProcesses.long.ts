import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import { openDatabase } from '../../src/storage/db.ts';
import { createStore } from '../../src/storage/store.ts';
import { createQueueSender, type QueueSender } from '../support/crashSender.ts';
import { auditRows } from '../support/auditRows.ts';
import { addLeaver, addSeats } from '../support/crashLeaver.ts';
import { approve, ask, lifeOn, type Life } from '../support/crashLife.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { startSandboxProcess, type SandboxProcess } from '../support/process.ts';

const count = 200;

interface Asked {
  readonly requestId: string;
  readonly leaverId: string;
  readonly path: 'keep' | 'delete';
}

describe(`three processes on one PostgreSQL, and ${count} requests`, function () {
  this.timeout(240_000);
  let tenant: RunningTenant;
  let life: Life;
  let sender: QueueSender;
  let processes: SandboxProcess[];
  let ended: Ended;
  const stops: (() => Promise<void>)[] = [];

  before(async () => {
    const url = await freshPostgresUrl();
    tenant = await startTenant({});
    addSeats(tenant.state);
    const environment = { DATABASE_URL: url, GRAPH_BASE_URL: tenant.url, REQUESTS_PER_DAY: '1000' };
    stops.push(() => tenant.close());
    processes = await Promise.all([1, 2, 3].map(() => startSandboxProcess(environment)));
    for (const each of processes) stops.push(async () => void (await each.kill('SIGTERM')));
    sender = await createQueueSender(url);
    stops.push(() => sender.stop());
    const database = await openDatabase({ url, dataDir: undefined });
    const own = await lifeOn(database, { tenantUrl: tenant.url, teamsUrl: '', aheadMs: 0 });
    life = { ...own, deps: { ...own.deps, store: createStore(database, sender.jobs) } };
    ended = await listenForEnds(url);
    stops.push(
      () => ended.stop(),
      () => database.close(),
    );
  });
  after(async () => {
    // The last one started ends first: processes before the tenant that they call.
    for (const stop of stops.toReversed()) await stop();
  });

  it('one is killed in the middle and one is stopped: nothing is lost, and nothing happens twice', async () => {
    const asked: Asked[] = [];
    for (let n = 0; n < count; n += 1) {
      const one = { requestId: randomUUID(), leaverId: addLeaver(tenant.state).id, path: pathOf(n) };
      await ask(life, { ...one, options: {} });
      asked.push(one);
    }
    // Graph takes its time, so that every process has calls under way when it ends.
    for (const method of ['PATCH', 'DELETE']) tenant.fault({ method, path: '', times: -1, answer: { delayMs: 1_000 } });
    const [killed, stopped] = processes;
    assert.ok(killed !== undefined && stopped !== undefined);
    const atEnd = { killed: 0, stopped: 0 };
    const endings: Promise<void>[] = [];
    for (const [n, { requestId }] of asked.entries()) {
      await approve(life, requestId);
      if (n === count / 4) endings.push(killed.kill('SIGKILL').then(() => void (atEnd.killed = ended.count())));
      if (n === count / 2) endings.push(stopped.kill('SIGTERM').then(() => void (atEnd.stopped = ended.count())));
    }
    await Promise.all(endings);
    await ended.all(count);
    await check(asked);
    console.log(
      `three processes: ${count} requests, one killed when ${atEnd.killed} had ended, one stopped at ${atEnd.stopped}`,
    );
  });

  async function check(asked: readonly Asked[]): Promise<void> {
    assert.equal((await verifyAudit(life.database.kysely)).fault, undefined);
    const rows = await auditRows(life.database);
    const ends = rows.filter(({ action }) => action === 'step-ended' || action === 'run-ended');
    const takenUp = rows.filter(({ action, details }) => action === 'run-started' && details['first'] === false);
    assert.ok(takenUp.length > 0, 'the killed one had runs under way');
    for (const one of asked) {
      const request = await life.deps.store.requests.find(one.requestId);
      assert.deepEqual([request?.state, request?.receipt?.headline], ['completed', 'done']);
      const expected = one.path === 'keep' ? ['PATCH', 'POST'] : ['PATCH', 'POST', 'DELETE'];
      assert.deepEqual(effects(one), expected);
      assert.equal(ends.filter(({ requestId }) => requestId === one.requestId).length, expected.length + 1);
    }
  }

  /** What was carried out about this leaver. */
  function effects({ leaverId }: Asked): string[] {
    return tenant.calls
      .filter(({ method, path, status }) => {
        const isWrite = method !== 'GET' && path.startsWith(`/users/${leaverId}`) && !path.includes('checkMember');
        return isWrite && status >= 200 && status < 300;
      })
      .map(({ method }) => method);
  }
});

function pathOf(n: number): Asked['path'] {
  return n % 2 === 0 ? 'keep' : 'delete';
}

/** Told by the database itself, so that nothing has to be asked again and again. */
interface Ended {
  count(): number;
  /** Resolves when so many runs have ended. */
  all(count: number): Promise<void>;
  stop(): Promise<void>;
}

async function listenForEnds(url: string): Promise<Ended> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create function tell_end() returns trigger language plpgsql as $$
      begin perform pg_notify('run_ended', new.id::text); return new; end $$;
    create trigger run_ended after update on request for each row
      when (new.finished_at is not null and old.finished_at is null) execute function tell_end();
    listen run_ended`);
  const ids = new Set<string>();
  client.on('notification', ({ payload = '' }) => void ids.add(payload));
  return {
    count: () => ids.size,
    all: async (wanted) => {
      while (ids.size < wanted) await once(client, 'notification');
    },
    stop: () => client.end(),
  };
}
