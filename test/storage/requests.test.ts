import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { hasCode } from '../../src/errors.ts';
import type { NamedPerson } from '../../src/offboarding/people.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import type { Approval } from '../../src/offboarding/request.ts';
import { eachDatabase } from '../support/databases.ts';
import {
  approval,
  approve,
  approved,
  claim,
  later,
  newRequest,
  now,
  receipt,
  storedRequest,
  storeOn,
} from './samples.ts';

eachDatabase('requests', (open) => {
  it('gives back what was stored, numbered, awaiting and of version 1', async () => {
    const { requests } = storeOn(await open());
    const asked = newRequest({ runAt: later(86_400_000) });
    const made = await requests.create(asked);
    assert.deepEqual(made, storedRequest(asked));
    assert.deepEqual(await requests.find(asked.id), made);
    assert.deepEqual(await requests.findByNumber(1), made);
    assert.deepEqual(await requests.openFor(asked.leaver.id), made);
  });

  it('finds nothing for ids and numbers that nobody gave out, well-formed or not', async () => {
    const { requests } = storeOn(await open());
    for (const id of [randomUUID(), 'x', '', "' or true --"]) assert.equal(await requests.find(id), undefined);
    for (const number of [1, -1, 1.5, Number.NaN, 2 ** 63])
      assert.equal(await requests.findByNumber(number), undefined);
    assert.equal(await requests.change(approve('forged')), undefined);
    assert.equal(await requests.claimRun('forged', claim('a')), undefined);
  });

  it('lets one of two simultaneous requests for one leaver through', async () => {
    const { requests } = storeOn(await open());
    const { leaver } = newRequest();
    const tries = await Promise.allSettled([1, 2].map(() => requests.create(newRequest({ leaver }))));
    assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const lost = tries.find((one) => one.status === 'rejected');
    assert.ok(hasCode(lost?.reason, 'leaver-has-open-request'));
  });

  it('leaves a transaction usable after a leaver turned out to be taken', async () => {
    const store = storeOn(await open());
    const first = await store.requests.create(newRequest());
    const other = newRequest();
    await store.transaction(async ({ requests }) => {
      await assert.rejects(requests.create(newRequest({ leaver: first.leaver })), { code: 'leaver-has-open-request' });
      await requests.create(other);
    });
    assert.equal((await store.requests.find(other.id))?.state, 'awaiting');
  });

  it('takes a leaver again once their request is closed', async () => {
    const { requests } = storeOn(await open());
    const first = await requests.create(newRequest());
    const decision = { ...approval, verdict: 'rejected', comment: 'no' } as const;
    await requests.change(approve(first.id, { to: 'rejected', decision }));
    assert.equal(await requests.openFor(first.leaver.id), undefined);
    await requests.create(newRequest({ leaver: first.leaver }));
  });

  it('lets one of twenty simultaneous changes win, with its approval and its event', async () => {
    const { requests } = storeOn(await open());
    const { id } = await requests.create(newRequest());
    const changes = Array.from({ length: 20 }, (_, n) => {
      const by = { id: `approver-${n}`, displayName: 'A' };
      const event = { kind: 'approved', at: now, by } as const;
      return requests.change(approve(id, { decision: { ...approval, by }, approvals: [approvedBy(by)], event }));
    });
    const won = (await Promise.all(changes)).filter((changed) => changed !== undefined);
    assert.equal(won.length, 1);
    const stored = await requests.find(id);
    assert.deepEqual(stored, won[0]);
    const winner = stored?.decision?.by;
    assert.deepEqual([stored?.version, stored?.stateVersion, stored?.state], [2, 2, 'approved']);
    assert.deepEqual([stored?.approvals[0]?.by, stored?.events.map(({ by }) => by)], [winner, [winner]]);
  });

  it('keeps the decision, approvals and events with their times, and what a change leaves out as it is', async () => {
    const { requests } = storeOn(await open());
    const { id } = await requests.create(newRequest());
    const [first, second] = [approvedBy({ id: 'a1', displayName: 'A' }), approvedBy({ id: 'a2', displayName: 'B' })];
    const inPart = { kind: 'approved-in-part', at: later(1), by: first.by } as const;
    const change = { requestId: id, from: ['awaiting'], at: later(1) } as const;
    const one = await requests.change({ ...change, version: 1, to: 'awaiting', approvals: [first], event: inPart });
    assert.deepEqual([one?.decision, one?.nextNoticeAt], [null, later(86_400_000)]);
    const whole = { kind: 'approved', at: later(2), by: second.by } as const;
    const decided = { decision: approval, approvals: [first, second], nextNoticeAt: null, event: whole };
    await requests.change({ ...change, version: 2, to: 'approved', ...decided });
    const stored = await requests.find(id);
    assert.deepEqual([stored?.decision, stored?.approvals], [approval, [first, second]]);
    assert.deepEqual([stored?.events, stored?.nextNoticeAt], [[inPart, whole], null]);
  });

  it('a change within a state leaves the version at which it began; another state is a new beginning', async () => {
    const { requests } = storeOn(await open());
    const { id } = await requests.create(newRequest());
    const within = { requestId: id, from: ['awaiting'], to: 'awaiting', at: now } as const;
    const versions = [
      await requests.change({ ...within, version: 1 }),
      await requests.change({ ...within, version: 2 }),
    ];
    versions.push(await requests.change({ ...within, version: 3, to: 'approved', decision: approval }));
    versions.push(await requests.claimRun(id, claim('a')), await requests.claimRun(id, claim('a')));
    assert.deepEqual(
      versions.map((request) => [request?.version, request?.stateVersion]),
      [
        [2, 1],
        [3, 1],
        [4, 4],
        [5, 5],
        [5, 5],
      ],
    );
  });

  it('starts over with what is so now: a new asking, no approvals, nobody’s run', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    const running = await store.requests.claimRun(id, claim('a'));
    const { leaver, plan } = newRequest({ leaver: { ...newRequest().leaver, id: running?.leaver.id ?? '' } });
    const anew = { leaver: { ...leaver, jobTitle: 'Head' }, plan, findings: [], basisHash: 'basis-2' };
    const changes = [{ what: 'title', from: 'Marketing', to: 'Head' }] as const;
    const event = { kind: 'asked-again', at: later(2), by: null, changes } as const;
    const asked = await store.requests.change({
      ...{ requestId: id, version: 3, from: ['running'], to: 'awaiting', at: later(2), event, anew },
      ...{ decision: null, approvals: [], nextNoticeAt: later(9) },
    });
    const { state, version, stateVersion, decision, approvals, startedAt, events, ...rest } = asked ?? assert.fail();
    assert.deepEqual({ state, version, stateVersion }, { state: 'awaiting', version: 4, stateVersion: 4 });
    assert.deepEqual([decision, approvals, startedAt, events], [null, [], null, [event]]);
    assert.deepEqual({ ...rest, ...anew, nextNoticeAt: later(9) }, rest);
    assert.equal(await store.requests.claimRun(id, claim('a')), undefined);
    await store.requests.change({ ...approve(id), version: 4 });
    assert.equal((await store.requests.claimRun(id, claim('b')))?.state, 'running', 'no claim was left on it');
  });

  it('a second asking within the same state is a new beginning too', async () => {
    const { requests } = storeOn(await open());
    const { id, leaver, plan, findings } = await requests.create(newRequest());
    const anew = { leaver, plan, findings, basisHash: 'basis-2' };
    const asked = await requests.change({ ...approve(id), to: 'awaiting', decision: null, anew });
    assert.deepEqual([asked?.version, asked?.stateVersion, asked?.basisHash], [2, 2, 'basis-2']);
  });

  it('lists whose notice is due, at its millisecond, the longest due first, and nobody who is decided on', async () => {
    const { requests } = storeOn(await open());
    const due = (ms: number) => requests.create(newRequest({ nextNoticeAt: later(ms) }));
    const [second, first, decided] = [await due(20), await due(10), await due(0)];
    await requests.create(newRequest({ nextNoticeAt: null }));
    await requests.change(approve(decided.id, { nextNoticeAt: null }));
    const idsAt = async (ms: number, limit = 10) => (await requests.dueForNotice(later(ms), limit)).map(({ id }) => id);
    assert.deepEqual(await idsAt(9), []);
    assert.deepEqual(await idsAt(10), [first.id]);
    assert.deepEqual(await idsAt(20), [first.id, second.id]);
    assert.deepEqual(await idsAt(20, 1), [first.id]);
  });

  it('keeps whom the question has reached, without a change of the request', async () => {
    const { requests } = storeOn(await open());
    const { id } = await requests.create(newRequest());
    const reach = { asked: [{ id: 'a1', displayName: 'Zoë' }], unreached: [{ id: 'a2', displayName: "O'Neil" }] };
    await requests.noteReach(id, reach);
    const stored = await requests.find(id);
    assert.deepEqual([stored?.reach, stored?.version], [reach, 1]);
  });

  it('refuses a change from a state it does not name, and of another version than it is', async () => {
    const { requests } = storeOn(await open());
    const { id } = await requests.create(newRequest());
    assert.equal(await requests.change(approve(id, { from: ['approved', 'running'] })), undefined);
    for (const version of [0, 2]) assert.equal(await requests.change(approve(id, { version })), undefined);
    assert.equal((await requests.find(id))?.version, 1);
  });

  it('ends a run with its receipt and gives the claim up', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    const running = await store.requests.claimRun(id, claim('a'));
    assert.equal(running?.state, 'running');
    assert.deepEqual(running.startedAt, now);
    const end = {
      requestId: id,
      version: running.version,
      from: ['running'],
      to: 'completed',
      receipt,
      at: later(9),
    } as const;
    const done = await store.requests.change(end);
    assert.deepEqual([done?.state, done?.receipt, done?.finishedAt], ['completed', receipt, later(9)]);
    assert.equal(await store.requests.claimRun(id, claim('a')), undefined);
  });

  it('lists what people still have to do something about, the one that ended first first', async () => {
    const store = storeOn(await open());
    const [second, first, over] = [await ended(store, 20, 3), await ended(store, 10, 1), await ended(store, 0, 0)];
    await store.requests.create(newRequest());
    const listed = async (limit = 10) => (await store.requests.withOpenLeftovers(limit)).map(({ id }) => id);
    assert.deepEqual(await listed(), [first, second]);
    assert.deepEqual(await listed(1), [first]);
    const { version = 0 } = (await store.requests.find(first)) ?? {};
    const ticked = { requestId: first, version, from: ['completed'], to: 'completed', at: later(30) } as const;
    const changed = await store.requests.change({ ...ticked, openLeftovers: 0 });
    assert.deepEqual(changed?.finishedAt, later(10), 'it ended when it ended');
    assert.deepEqual(await listed(), [second]);
    assert.notEqual(await store.requests.find(over), undefined);
  });

  it('finds them among very many by the index made for it', async () => {
    const database = await open();
    const store = storeOn(database);
    const open3 = await ended(store, 5, 3);
    await ended(store, 5, 0);
    await sql`insert into request (id, state, path, leaver_id, leaver, requester_id, requester, reason, time_zone, plan,
        findings, created_at, finished_at)
      select gen_random_uuid(), state, path, leaver_id, '{}', requester_id, '{}', '', time_zone, '{}', '[]', created_at,
        finished_at from request, generate_series(1, 20000) where open_leftovers = 0`.execute(database.kysely);
    await sql`analyze request`.execute(database.kysely);
    const plan = await sql<{ 'QUERY PLAN': string }>`explain select * from request where open_leftovers > 0
      order by finished_at, number limit 100`.execute(database.kysely);
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.match(text, /Index Scan using request_by_leftovers/);
    assert.doesNotMatch(text, /Seq Scan|Sort/);
    assert.deepEqual(
      (await store.requests.withOpenLeftovers(100)).map(({ id }) => id),
      [open3],
    );
  });

  it('lists newest and oldest first, and counts since a time', async () => {
    const { requests } = storeOn(await open());
    for (const n of [0, 1, 2]) await requests.create(newRequest({ createdAt: later(n) }));
    await requests.create(newRequest({ requester: { id: 'other', displayName: 'O' } }));
    assert.deepEqual(
      (await requests.byRequester('requester-1', 2)).map((one) => one.createdAt),
      [later(2), later(1)],
    );
    assert.deepEqual(
      (await requests.inState('awaiting', 3)).map((one) => one.number),
      [1, 4, 2],
    );
    assert.equal(await requests.countByRequesterSince('requester-1', later(1)), 2);
  });
});

function approvedBy(by: NamedPerson): Approval {
  return { by, at: later(1_000), comment: 'Fine', basisHash: 'basis-1' };
}

/** A request whose run ended so many milliseconds on, with so much left to do. */
async function ended(store: Store, ms: number, openLeftovers: number): Promise<string> {
  const id = await approved(store);
  const { version = 0 } = (await store.requests.claimRun(id, claim('a'))) ?? {};
  const end = { requestId: id, version, from: ['running'], to: 'completed', receipt, at: later(ms) } as const;
  await store.requests.change({ ...end, openLeftovers });
  return id;
}
