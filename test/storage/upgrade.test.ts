import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { openExisting, type Database } from '../../src/storage/db.ts';
import { migrate, migrations } from '../../src/storage/migrations/migrate.ts';
import { createBotState } from '../../src/storage/botState.ts';
import { breaksOldReplicas } from '../support/additive.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { approve, claim, newRequest, now, receipt, storeOn } from './samples.ts';

/** Those up to here were written before anybody could have two releases side by side. */
const lastOfOld = '0004';

const refused: readonly string[] = [
  'alter table request drop column reason',
  'alter table request rename column reason to why',
  'alter table request add column why text not null',
  'alter table request alter column reason set not null',
  'alter table request alter column number type text',
  'alter table request add column why text, add column how text not null',
  'alter table request add constraint request_reason check (length(reason) < 10)',
  'drop table contact',
  'drop index request_by_state',
  'delete from contact',
];

const allowed: readonly string[] = [
  'alter table request add column why text, add column how text',
  "alter table request add column why text not null default ''",
  'alter table request alter column reason drop not null',
  "alter table step drop constraint step_outcome_check, add constraint step_outcome_check check (outcome in ('a', 'b'))",
  'drop index request_by_state`, `create index request_by_state on request (state)',
  '// drop table contact',
  'create table extra (id text not null)',
];

describe('a migration is one that replicas of the release before can live with', () => {
  for (const statement of refused) {
    it(`refuses: ${statement}`, () => assert.notDeepEqual(breaksOldReplicas(statement), []));
  }
  for (const statement of allowed) {
    it(`allows: ${statement}`, () => assert.deepEqual(breaksOldReplicas(statement), []));
  }

  it('holds for every migration since the first release', async () => {
    const folder = path.join(import.meta.dirname, '../../src/storage/migrations');
    const files: string[] = [];
    for await (const name of glob('[0-9]*.ts', { cwd: folder })) if (name > lastOfOld + '~') files.push(name);
    assert.ok(files.length > 0);
    for (const name of files) {
      assert.deepEqual(breaksOldReplicas(await readFile(path.join(folder, name), 'utf8')), [], name);
    }
  });
});

describe('the schema becomes the new one while a replica of the release before works on', () => {
  let url: string;
  let old: Database;
  let fresh: Database;

  beforeEach(async () => {
    url = await freshPostgresUrl({ migrated: false });
    old = await existing(url);
    fresh = await existing(url);
    await migrate(old.kysely, Object.fromEntries(Object.entries(migrations).slice(0, -1)));
  });
  afterEach(async () => {
    await fresh.close();
    await old.close();
  });

  it('none of its statements fails, before, meanwhile or afterwards', async () => {
    const replica = work(old);
    await replica.lives(3);
    await migrate(fresh.kysely);
    await replica.lives(3);
    const slowest = await replica.stop();
    assert.ok(slowest < 2_000, `${slowest} ms`);
    assert.equal((await storeOn(fresh).requests.inState('completed', 1000)).length, replica.count());
  });

  it('does not hold everybody up behind somebody who reads for long: it lets them through and tries again', async () => {
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    await reader.query('begin; select count(*) from request; select count(*) from contact');
    const replica = work(old);
    const state = { done: false };
    const migrated = migrate(fresh.kysely).then(() => (state.done = true));
    await replica.until(async () => (await waitingForLock(reader)) > 0);
    // Those behind it get on only because it gives way.
    await replica.lives(3);
    assert.equal(state.done, false);
    await reader.query('commit');
    await reader.end();
    await migrated;
    const slowest = await replica.stop();
    assert.ok(slowest < 5_000, `${slowest} ms`);
  });
});

/** A pool on a database as it is. */
async function existing(url: string): Promise<Database> {
  const database = await openExisting({ url, dataDir: undefined });
  assert.ok(database !== undefined);
  return database;
}

async function waitingForLock(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_locks where not granted and locktype = 'relation'`,
  );
  return rows[0]?.waiting ?? 0;
}

/**
 * What a replica does all day, one request's life after the other. It is today's code on the schema of before, as long as today's code
 * names nothing that the last migration brings; a release for which that is no longer so puts here the statements of the one before.
 */
function work(database: Database) {
  const state = { stopped: false, count: 0, slowest: 0 };
  const living = (async () => {
    while (!state.stopped) {
      const began = performance.now();
      await live(database);
      state.slowest = Math.max(state.slowest, performance.now() - began);
      state.count += 1;
    }
  })();
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    // A life that failed ends the wait.
    while (!(await Promise.race([living.then(() => true), isSo()])));
  };
  return {
    until,
    count: () => state.count,
    lives: (more: number) => {
      const wanted = state.count + more;
      return until(async () => {
        await live(database);
        state.count += 1;
        return state.count >= wanted;
      });
    },
    stop: async () => {
      state.stopped = true;
      await living;
      return state.slowest;
    },
  };
}

async function live(database: Database): Promise<void> {
  const store = storeOn(database);
  const request = newRequest();
  const { id } = request;
  await store.contacts.save({ userId: id, conversationId: id, locale: 'en', reference: {} });
  await createBotState(database.kysely).write({ [id]: { eTag: '*' } });
  await store.transaction(async (records) => {
    await records.requests.create(request);
    await records.sentCards.claim({
      id: randomUUID(),
      requestId: id,
      audience: 'approver',
      recipientId: 'approver-1',
      conversationId: 'c',
      announced: 0,
    });
    await records.audit.append({ at: now, actorId: null, action: 'request-made', requestId: id, details: {} });
  });
  await store.requests.change(approve(id));
  const running = await store.requests.claimRun(id, claim('a'));
  const line = { requestId: id, position: 0, stepId: 'block-sign-in', clientRequestId: 'x', at: now } as const;
  await store.journal.start({ ...line, snapshot: {} }, 'a');
  await store.journal.end({ ...line, outcome: 'done' }, 'a');
  const end = { requestId: id, version: running?.version ?? 0, from: ['running'], to: 'completed', receipt } as const;
  const ended = await store.requests.change({ ...end, at: now, nextNoticeAt: null });
  assert.equal(ended?.state, 'completed');
  await store.requests.dueForNotice(now, 10);
  await store.requests.unclaimedDue(now, 10);
  assert.equal((await store.requests.byRequester('requester-1', 10)).length > 0, true);
  assert.equal((await store.contacts.find(id))?.userId, id);
}
