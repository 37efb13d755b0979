import assert from 'node:assert/strict';
import { eachDatabase } from '../support/databases.ts';
import { approved, claim, later, newRequest, now, receipt, storeOn } from './samples.ts';

eachDatabase('claims', (open) => {
  it('gives the run to one of twenty, and renews it for that one without a new version', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    const tries = Array.from({ length: 20 }, (_, n) => store.requests.claimRun(id, claim(`t${n}`)));
    const claims = await Promise.all(tries);
    const winner = claims.findIndex((request) => request !== undefined);
    assert.equal(claims.filter((request) => request !== undefined).length, 1);
    assert.equal((await store.requests.claimRun(id, claim(`t${winner}`, later(10_000))))?.version, 3);
    assert.equal(await store.requests.claimRun(id, claim('late', later(30_001))), undefined);
    assert.equal((await store.requests.claimRun(id, claim('late', later(40_000))))?.version, 4);
  });

  it('fails the compare-and-swap of a holder who was taken over', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    const first = await store.requests.claimRun(id, claim('a'));
    await store.requests.claimRun(id, claim('b', later(30_000)));
    const end = { requestId: id, from: ['running'], to: 'completed', receipt, at: later(31_000) } as const;
    assert.equal(await store.requests.change({ ...end, version: first?.version ?? 0 }), undefined);
  });

  it('does not let a run begin before its time, nor one that nobody approved', async () => {
    const store = storeOn(await open());
    const planned = await approved(store, { runAt: later(60_000) });
    const awaiting = await store.requests.create(newRequest());
    assert.equal(await store.requests.claimRun(planned, claim('a')), undefined);
    assert.equal(await store.requests.claimRun(awaiting.id, claim('a')), undefined);
    assert.equal((await store.requests.claimRun(planned, claim('a', later(60_000))))?.state, 'running');
  });

  it('is given back by who holds it, and by nobody else; the next one goes on at once', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    await store.requests.claimRun(id, claim('a'));
    assert.equal(await store.requests.releaseClaim(id, 'b'), false);
    assert.equal(await store.requests.claimRun(id, claim('b')), undefined);
    assert.equal(await store.requests.releaseClaim(id, 'a'), true);
    assert.equal(await store.requests.releaseClaim(id, 'a'), false);
    assert.equal((await store.requests.claimRun(id, claim('b')))?.state, 'running');
  });

  it('lists what is due and held by nobody, the longest due first', async () => {
    const store = storeOn(await open());
    await approved(store, { runAt: later(60_000) });
    const held = await approved(store);
    const waiting = await approved(store, { createdAt: later(-1) });
    await store.requests.claimRun(held, claim('a'));
    assert.deepEqual(await store.requests.unclaimedDue(now, 10), [waiting]);
    assert.deepEqual(await store.requests.unclaimedDue(later(30_000), 10), [waiting, held]);
    assert.deepEqual(await store.requests.unclaimedDue(later(30_000), 1), [waiting]);
    await store.requests.releaseAllClaims();
    assert.deepEqual(await store.requests.unclaimedDue(now, 10), [waiting, held]);
  });
});
