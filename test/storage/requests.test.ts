import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { hasCode } from '../../src/errors.ts';
import { eachDatabase } from '../support/databases.ts';
import { approval, approve, approved, claim, later, newRequest, now, receipt, storeOn } from './samples.ts';

eachDatabase('requests', (open) => {
  it('gives back what was stored, numbered, awaiting and of version 1', async () => {
    const { requests } = storeOn(await open());
    const asked = newRequest({ runAt: later(86_400_000) });
    const made = await requests.create(asked);
    assert.deepEqual(made, {
      ...asked,
      number: 1,
      version: 1,
      state: 'awaiting',
      decision: null,
      startedAt: null,
      finishedAt: null,
      receipt: null,
    });
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

  it('lets one of twenty simultaneous changes win, with one approval row', async () => {
    const database = await open();
    const { requests } = storeOn(database);
    const { id } = await requests.create(newRequest());
    const by = (n: number) => ({ ...approval, by: { id: `approver-${n}`, displayName: 'A' } });
    const changes = Array.from({ length: 20 }, (_, n) => requests.change(approve(id, { decision: by(n) })));
    const won = (await Promise.all(changes)).filter((changed) => changed !== undefined);
    assert.equal(won.length, 1);
    assert.equal(won[0]?.version, 2);
    const rows = await database.kysely.selectFrom('approval').selectAll().execute();
    assert.deepEqual(
      rows.map((row) => row.approver_id),
      [won[0]?.decision?.by.id],
    );
  });

  it('keeps the decision with its time, and the approval also when the approver cancels later', async () => {
    const database = await open();
    const { requests } = storeOn(database);
    const { id } = await requests.create(newRequest());
    assert.deepEqual((await requests.change(approve(id)))?.decision, approval);
    const decision = { ...approval, verdict: 'cancelled' } as const;
    const cancelled = await requests.change({
      ...approve(id),
      version: 2,
      from: ['approved'],
      to: 'cancelled',
      decision,
    });
    assert.equal(cancelled?.state, 'cancelled');
    const [row] = await database.kysely.selectFrom('approval').selectAll().execute();
    assert.equal(row?.verdict, 'approved');
  });

  it('refuses a change from a state it does not name', async () => {
    const { requests } = storeOn(await open());
    const { id } = await requests.create(newRequest());
    assert.equal(await requests.change(approve(id, { from: ['approved', 'running'] })), undefined);
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
