import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { dayInMs } from '../../src/offboarding/plan.ts';
import { withoutPersonalData } from '../../src/offboarding/purge.ts';
import type { EventKind, NewRequest, OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import type { Retention } from '../../src/offboarding/ports/retention.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import type { Database } from '../../src/storage/db.ts';
import { eachDatabase } from '../support/databases.ts';
import { approve, claim, later, newRequest, now, receipt, storeOn } from './samples.ts';

const endedAt = later(5_000);
/** The moment from which on the request that `ended` makes is due. */
const due = { endedBefore: later(5_001), now: later(dayInMs), limit: 10 };

const by = { id: 'approver-1', displayName: 'Isaiah Langer' };

function event(kind: EventKind, ms: number) {
  return { kind, at: later(ms), by } as const;
}

/** A request that ran to its end at `endedAt`. */
async function ended(store: Store, over: Partial<NewRequest> = {}): Promise<OffboardingRequest> {
  const { id } = await store.requests.create(newRequest(over));
  await store.requests.change({ ...approve(id), event: event('approved', 1_000), nextNoticeAt: null });
  const running = await store.requests.claimRun(id, claim('a'));
  const line = { requestId: id, position: 0, stepId: 'block-sign-in', clientRequestId: 'x', at: now } as const;
  await store.journal.start({ ...line, snapshot: { accountEnabled: true } }, 'a');
  const leftovers = [{ kind: 'group', id: 'g-1', name: 'Alex and friends', why: 'graph-not-found' }] as const;
  await store.journal.end({ ...line, outcome: 'done', leftovers, at: endedAt }, 'a');
  const end = { requestId: id, version: running?.version ?? 0, from: ['running'], to: 'completed', receipt } as const;
  return changed(await store.requests.change({ ...end, at: endedAt, event: event('ended', 5_000) }));
}

function changed(request: OffboardingRequest | undefined): OffboardingRequest {
  assert.ok(request !== undefined, 'the change was made');
  return request;
}

/** What happens to an ended request, and whether it may be purged then. */
const cases: readonly {
  readonly title: string;
  readonly isDue: boolean;
  readonly then?: (store: Store, request: OffboardingRequest) => Promise<unknown>;
}[] = [
  { title: 'one that ended before then', isDue: true },
  {
    title: 'one that is to be asked about again',
    isDue: false,
    then: (store, request) => tellAbout(store, request, { nextNoticeAt: later(1) }),
  },
  {
    title: 'one whose review nobody has answered',
    isDue: false,
    then: (store, request) => tellAbout(store, request, { event: event('review-due', 5_000) }),
  },
  {
    title: 'one whose review was answered',
    isDue: true,
    then: async (store, request) => {
      const asked = await tellAbout(store, request, { event: event('review-due', 5_000) });
      await tellAbout(store, asked, { event: event('review-kept', 5_000) });
    },
  },
  {
    title: 'one that was undone instead of reviewed',
    isDue: true,
    then: async (store, request) => {
      const asked = await tellAbout(store, request, { event: event('review-due', 5_000) });
      await tellAbout(store, asked, { event: event('undo-started', 5_000) });
    },
  },
  {
    title: 'one with which something happened since',
    isDue: false,
    then: (store, request) => tellAbout(store, request, { event: event('undone', 5_002) }),
  },
  {
    title: 'one whose leaver has an open request, which may be the undo of it',
    isDue: false,
    then: (store, { leaver }) => store.requests.create(newRequest({ leaver })),
  },
  {
    title: 'one that goes on since an approver retried',
    isDue: false,
    then: (store, request) => tellAbout(store, request, { to: 'running', event: event('retried', 5_000) }),
  },
];

function tellAbout(
  store: Store,
  { id, version }: OffboardingRequest,
  what: { event?: ReturnType<typeof event>; nextNoticeAt?: Date; to?: RequestState },
): Promise<OffboardingRequest> {
  const change = { requestId: id, version, from: ['completed'], to: 'completed', at: endedAt, ...what } as const;
  return store.requests.change(change).then(changed);
}

eachDatabase('what is purged of requests', (open) => {
  let database: Database;
  let store: Store;
  beforeEach(async () => {
    database = await open();
    store = storeOn(database);
  });

  function retention<T>(work: (retention: Retention) => Promise<T>): Promise<T> {
    return store.transaction((records) => work(records.retention));
  }

  async function dueIds(selection = due): Promise<string[]> {
    return (await retention((each) => each.dueRequests(selection))).map(({ id }) => id);
  }

  for (const { title, isDue, then } of cases) {
    it(`${isDue ? 'takes' : 'leaves'} ${title}`, async () => {
      const request = await ended(store);
      await then?.(store, request);
      assert.deepEqual(await dueIds(), isDue ? [request.id] : []);
    });
  }

  it('leaves those that are open, however old', async () => {
    await store.requests.create(newRequest());
    const { id } = await store.requests.create(newRequest());
    await store.requests.change(approve(id));
    assert.deepEqual(await dueIds({ ...due, endedBefore: later(1_000 * dayInMs) }), []);
  });

  it('takes those that were rejected, and the oldest first', async () => {
    const first = await store.requests.create(newRequest({ createdAt: later(-2) }));
    const decision = { verdict: 'rejected', by, comment: 'Not her', at: later(-1) } as const;
    const rejection = { to: 'rejected', decision, nextNoticeAt: null, at: later(-1) } as const;
    await store.requests.change(approve(first.id, rejection));
    const second = await ended(store);
    assert.deepEqual(await dueIds(), [first.id, second.id]);
    assert.deepEqual(await dueIds({ ...due, limit: 1 }), [first.id]);
    assert.deepEqual(await dueIds({ ...due, endedBefore: later(0) }), [first.id]);
  });

  it('takes what was asked for sooner, when that time has come', async () => {
    const { id } = await ended(store);
    await sql`update request set purge_at = ${later(10_000)}`.execute(database.kysely);
    const young = { ...due, endedBefore: now };
    assert.deepEqual(await dueIds({ ...young, now: later(9_999) }), []);
    assert.deepEqual(await dueIds({ ...young, now: later(10_000) }), [id]);
  });

  it('keeps ids, states, times and numbers, and no name or text', async () => {
    const request = await ended(store, { reason: 'Contract of Alex ends' });
    await store.requests.noteReach(request.id, { asked: [by], unreached: [] });
    const card = { requestId: request.id, audience: 'approver', recipientId: by.id, conversationId: 'c' } as const;
    await store.sentCards.claim({ ...card, id: randomUUID(), announced: 0 });
    const purgedAt = later(dayInMs);
    await retention((each) => each.purgeRequest(withoutPersonalData(request, purgedAt)));
    const left = changed(await store.requests.find(request.id));
    const { number, state, startedAt, finishedAt, createdAt, path } = request;
    assert.deepEqual(
      [left.number, left.state, left.startedAt, left.finishedAt, left.createdAt, left.path, left.purgedAt],
      [number, state, startedAt, finishedAt, createdAt, path, purgedAt],
    );
    assert.deepEqual([left.leaver.id, left.requester.id], [request.leaver.id, request.requester.id]);
    assert.deepEqual(
      left.events.map(({ kind, at, by: who }) => [kind, at, who?.id]),
      request.events.map(({ kind, at, by: who }) => [kind, at, who?.id]),
    );
    const [entry] = await store.journal.entries(request.id);
    assert.deepEqual([entry?.outcome, entry?.snapshot, entry?.leftovers.length], ['done', {}, 1]);
    assert.deepEqual(await store.sentCards.ofRequest(request.id), []);
    for (const name of ['Alex', 'Megan', 'Isaiah', 'alex@', 'Marketing', 'friends']) {
      assert.deepEqual(await tablesWith(database, name), [], name);
    }
  });

  it('takes each once, and refuses whoever was about to go on with it', async () => {
    const request = await ended(store);
    await retention((each) => each.purgeRequest(withoutPersonalData(request, now)));
    assert.deepEqual(await dueIds(), []);
    const retry = { requestId: request.id, version: request.version, from: ['completed'], to: 'running' } as const;
    assert.equal(await store.requests.change({ ...retry, at: now }), undefined);
  });
});

eachDatabase('what is purged of chats', (open) => {
  const dialogs = { dialogStack: [{ state: { leaver: 'Alex Wilber' } }] };
  const old = later(-dayInMs);
  let database: Database;
  let store: Store;
  let retention: Retention;
  beforeEach(async () => {
    database = await open();
    store = storeOn(database);
    retention = store.retention;
    await chat('quiet', old);
    await chat('lively', now);
  });

  async function chat(name: string, at: Date): Promise<void> {
    const data = { profile: { language: 'nl', contactHash: 'h' }, chat: { lastTurnAt: 'x' }, dialogs };
    await sql`insert into bot_state (key, data, etag, updated_at)
      values (${`msteams/conversations/${name}/users/u`}, ${JSON.stringify(data)}, 'e', ${at})`.execute(
      database.kysely,
    );
    await store.contacts.save({ userId: name, conversationId: name, locale: 'nl', reference: {} });
    await sql`update contact set saved_at = ${at} where user_id = ${name}`.execute(database.kysely);
  }

  async function states(): Promise<[string, string][]> {
    const rows = await database.kysely.selectFrom('bot_state').selectAll().orderBy('key').execute();
    return rows.map(({ key, data }) => [key.split('/')[2] ?? '', Object.keys(data).sort().join(' ')]);
  }

  it('removes what was being prepared, and keeps the language', async () => {
    assert.equal(await retention.forgetDrafts(now, 10), 1);
    assert.deepEqual(await states(), [
      ['lively', 'chat dialogs profile'],
      ['quiet', 'profile'],
    ]);
    assert.equal(await retention.forgetDrafts(now, 10), 0);
  });

  it('removes whole chats, as many as it is told', async () => {
    await chat('silent', old);
    assert.equal(await retention.forgetChats(now, 1), 1);
    assert.equal(await retention.forgetChats(now, 10), 1);
    assert.deepEqual(await states(), [['lively', 'chat dialogs profile']]);
  });

  it('removes where nobody is to be reached any more; their next turn tells it anew', async () => {
    assert.equal(await retention.forgetContacts(now, 10), 1);
    assert.equal(await store.contacts.find('quiet'), undefined);
    assert.notEqual(await store.contacts.find('lively'), undefined);
    const quiet = await database.kysely.selectFrom('bot_state').selectAll().where('key', 'like', '%quiet%').execute();
    assert.deepEqual(quiet[0]?.data['profile'], { language: 'nl' });
  });

  it('keeps contacts with a card, with a request, or with a chat that goes on', async () => {
    const { id: requestId } = await store.requests.create(newRequest({ requester: { id: 'asks', displayName: 'A' } }));
    for (const name of ['asks', 'reads', 'talks']) await chat(name, old);
    const card = { id: randomUUID(), requestId, audience: 'approver', recipientId: 'reads' } as const;
    await store.sentCards.claim({ ...card, conversationId: 'reads', announced: 0 });
    await sql`update bot_state set updated_at = ${now} where key like '%talks%'`.execute(database.kysely);
    assert.equal(await retention.forgetContacts(now, 10), 1);
    for (const name of ['asks', 'reads', 'talks', 'lively']) {
      assert.notEqual(await store.contacts.find(name), undefined, name);
    }
  });
});

/** Tables, of those that hold what people said and were, in which this text stands. */
async function tablesWith({ kysely }: Database, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of ['request', 'step', 'sent_card', 'audit']) {
    const rows = sql<{ there: boolean }>`select exists (
      select 1 from ${sql.table(table)} as held where position(${text} in to_jsonb(held)::text) > 0) as there`;
    if ((await rows.execute(kysely)).rows[0]?.there === true) found.push(table);
  }
  return found;
}
