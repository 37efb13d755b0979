import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import * as firstRelease from '../../src/storage/migrations/0001_start.ts';
import { migrate } from '../../src/storage/migrations/migrate.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { eachDatabase, freshPostgresUrl, type OpenDatabase } from '../support/databases.ts';
import { approval, claim, later, newRequest, now, receipt, storedRequest, storeOn } from './samples.ts';

eachDatabase('migrations', (open) => {
  it('may run again, also twice at once', async () => {
    const { kysely } = await open();
    await Promise.all([migrate(kysely), migrate(kysely)]);
    assert.equal((await kysely.selectFrom('request').selectAll().execute()).length, 0);
  });
});

describe('migrations on a new PostgreSQL', () => {
  it('run once when three replicas start at the same time', async () => {
    const url = await freshPostgresUrl({ migrated: false });
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase({ url, dataDir: undefined })));
    for (const database of databases) await database.close();
  });
});

interface Old {
  readonly state: RequestState;
  readonly version: number;
  readonly runAt?: Date;
  readonly decision?: OffboardingRequest['decision'];
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly receipt?: typeof receipt;
}

const { verdict: _verdict, found, ...approver } = approval;
const approvals = [{ ...approver, basisHash: '' }];
const decided = { version: 2, decision: approval } as const;
const rejection = { ...approver, verdict: 'rejected', comment: 'No' } as const;
const withdrawal = { ...approver, verdict: 'cancelled' } as const;

/** Requests as the first release left them, and what is more of each under this one. */
const cases: readonly { readonly old: Old; readonly now: Partial<OffboardingRequest> }[] = [
  { old: { state: 'awaiting', version: 1 }, now: { stateVersion: 1, nextNoticeAt: now } },
  {
    old: { ...decided, state: 'approved', runAt: later(86_400_000) },
    now: { stateVersion: 2, approvals },
  },
  {
    old: { ...decided, state: 'running', version: 3, startedAt: later(5_000) },
    now: { stateVersion: 3, approvals },
  },
  {
    old: { ...decided, state: 'completed', version: 4, startedAt: later(5_000), finishedAt: later(9_000), receipt },
    now: { stateVersion: 4, approvals },
  },
  { old: { state: 'rejected', version: 2, decision: rejection }, now: { stateVersion: 2 } },
  { old: { state: 'cancelled', version: 3, decision: withdrawal }, now: { stateVersion: 3 } },
];

eachDatabase('what the first release stored', (open) => {
  it('a request in any state is the same request, and says what is new of it', async () => {
    const database = await openFirstRelease(open);
    const stored: OffboardingRequest[] = [];
    for (const [index, { old }] of cases.entries()) stored.push(await insertOld(database, old, index + 1));
    await migrate(database.kysely);
    const { requests } = storeOn(database);
    for (const [index, { now: more }] of cases.entries()) {
      const { leaver, ...rest } = stored[index] ?? storedRequest();
      const expected = { ...rest, ...more, leaver: { ...leaver, managerId: null } };
      assert.deepEqual(await requests.find(rest.id), expected);
      assert.deepEqual(await requests.findByNumber(index + 1), expected);
    }
  });

  it('who waited before waits on: for the notices, for a decision, for the run', async () => {
    const database = await openFirstRelease(open);
    const waiting = await insertOld(database, { state: 'awaiting', version: 1 });
    const planned = await insertOld(database, { ...decided, state: 'approved', runAt: later(60_000) });
    const running = await insertOld(database, { ...decided, state: 'running', version: 3, startedAt: now });
    await migrate(database.kysely);
    const { requests } = storeOn(database);
    assert.deepEqual(
      (await requests.dueForNotice(now, 10)).map(({ id }) => id),
      [waiting.id],
    );
    assert.deepEqual(await requests.unclaimedDue(now, 10), [running.id]);
    assert.equal((await requests.claimRun(planned.id, claim('a', later(60_000))))?.state, 'running');
    const again = newRequest({ leaver: waiting.leaver });
    await assert.rejects(requests.create(again), { code: 'leaver-has-open-request' });
    const end = { requestId: waiting.id, version: 1, from: ['awaiting'], to: 'expired', at: later(1) } as const;
    assert.equal((await requests.change({ ...end, nextNoticeAt: null }))?.state, 'expired');
  });

  it('cards and steps are kept, and a channel can be chosen', async () => {
    const database = await openFirstRelease(open);
    const { id: requestId } = await insertOld(database, { ...decided, state: 'running', version: 3, startedAt: now });
    const cardId = randomUUID();
    await run(
      database,
      sql`insert into sent_card (id, request_id, audience, recipient_id, conversation_id, activity_id)
      values (${cardId}, ${requestId}, 'approver', 'u1', 'c1', 'a1')`,
    );
    await run(
      database,
      sql`insert into step (request_id, position, step_id, snapshot, attempts, client_request_id,
      started_at, outcome, finished_at) values (${requestId}, 0, 'block-sign-in', ${JSON.stringify(found)}, 1, 'x',
      ${now}, 'done', ${now})`,
    );
    await run(database, sql`insert into approval values (${requestId}, 'approver-1', 'approved', '', ${now})`);
    await migrate(database.kysely);
    const { sentCards, journal, approvalsChannel } = storeOn(database);
    const [card] = await sentCards.ofRequest(requestId);
    assert.deepEqual([card?.id, card?.activityId, card?.announced], [cardId, 'a1', 0]);
    assert.equal((await journal.entries(requestId))[0]?.outcome, 'done');
    assert.equal(await approvalsChannel.find(), undefined);
  });
});

/** The database as the first release made it. */
async function openFirstRelease(open: OpenDatabase): Promise<Database> {
  const database = await open();
  await run(database, sql`drop schema public cascade`);
  await run(database, sql`create schema public`);
  const provider = { getMigrations: () => Promise.resolve({ '0001_start': firstRelease }) };
  const { error } = await new Migrator({ db: database.kysely, provider }).migrateToLatest();
  assert.equal(error, undefined);
  return database;
}

/** Stores it by the SQL of that time; answers what it knew of the request. */
async function insertOld(database: Database, old: Old, number = 1): Promise<OffboardingRequest> {
  const { leaver, ...rest } = storedRequest({ basisHash: '', nextNoticeAt: null, number, ...old });
  const { managerId: _managerId, ...oldLeaver } = leaver;
  const { id, requester, reason, runAt, timeZone, plan, findings, decision, startedAt, finishedAt } = rest;
  await run(
    database,
    sql`insert into request (id, version, state, path, leaver_id, leaver, requester_id, requester, reason, run_at,
      time_zone, plan, findings, created_at, decision, started_at, finished_at, receipt) values (${id}, ${old.version},
      ${old.state}, 'keep', ${leaver.id}, ${JSON.stringify(oldLeaver)}, ${requester.id}, ${JSON.stringify(requester)},
      ${reason}, ${runAt}, ${timeZone}, ${JSON.stringify(plan)}, ${JSON.stringify(findings)}, ${now},
      ${decision && JSON.stringify(decision)}, ${startedAt}, ${finishedAt}, ${old.receipt && JSON.stringify(receipt)})`,
  );
  return { ...rest, leaver };
}

async function run({ kysely }: Database, statement: RawBuilder<unknown>): Promise<void> {
  await statement.execute(kysely);
}
