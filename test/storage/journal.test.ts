import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { StepStart } from '../../src/offboarding/ports/journal.ts';
import { eachDatabase } from '../support/databases.ts';
import { approved, claim, later, now, storeOn } from './samples.ts';

const unended = { outcome: null, problem: null, leftovers: [], finishedAt: null };

function stepOf(requestId: string, over: Partial<StepStart> = {}): StepStart {
  const snapshot = { accountEnabled: true, nested: { list: [1, null] } };
  return { requestId, position: 0, stepId: 'block-sign-in', snapshot, clientRequestId: randomUUID(), at: now, ...over };
}

eachDatabase('journal', (open) => {
  it('writes the snapshot once, counts attempts, and ends the step', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    await store.requests.claimRun(id, claim('a'));
    const step = stepOf(id);
    const first = await store.journal.start(step, 'a');
    const { at, ...rest } = step;
    assert.deepEqual(first, { ...rest, attempts: 1, startedAt: at, ...unended });
    const again = stepOf(id, { snapshot: {}, at: later(5) });
    assert.deepEqual(await store.journal.start(again, 'a'), { ...first, attempts: 2 });
    await store.journal.end(
      { requestId: id, stepId: 'block-sign-in', outcome: 'failed', problem: 'graph-forbidden', at: later(9) },
      'a',
    );
    const [entry] = await store.journal.entries(id);
    assert.deepEqual(entry, {
      ...first,
      attempts: 2,
      outcome: 'failed',
      problem: 'graph-forbidden',
      finishedAt: later(9),
    });
  });

  it('lists the steps in their order', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    await store.requests.claimRun(id, claim('a'));
    await store.journal.start(stepOf(id, { position: 1, stepId: 'revoke-sessions' }), 'a');
    await store.journal.start(stepOf(id), 'a');
    assert.deepEqual(
      (await store.journal.entries(id)).map(({ position }) => position),
      [0, 1],
    );
    assert.deepEqual(await store.journal.entries('forged'), []);
  });

  it('stops at a position that holds another step, and at a step that has an outcome', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    await store.requests.claimRun(id, claim('a'));
    await store.journal.start(stepOf(id), 'a');
    await assert.rejects(store.journal.start(stepOf(id, { stepId: 'delete-user' }), 'a'), { code: 'plan-mismatch' });
    await assert.rejects(store.journal.start(stepOf(id, { position: 7 }), 'a'), { code: 'plan-mismatch' });
    await store.journal.end({ requestId: id, stepId: 'block-sign-in', outcome: 'done', at: later(1) }, 'a');
    await assert.rejects(store.journal.start(stepOf(id), 'a'), { code: 'plan-mismatch' });
  });

  it('is closed to whoever no longer holds the run', async () => {
    const store = storeOn(await open());
    const id = await approved(store);
    const end = { requestId: id, stepId: 'block-sign-in', outcome: 'done', at: now } as const;
    await assert.rejects(store.journal.start(stepOf(id), 'a'), { code: 'run-taken-over' });
    await store.requests.claimRun(id, claim('a'));
    await store.journal.start(stepOf(id), 'a');
    await store.requests.claimRun(id, claim('b', later(30_000)));
    await assert.rejects(store.journal.start(stepOf(id), 'a'), { code: 'run-taken-over' });
    await assert.rejects(store.journal.end(end, 'a'), { code: 'run-taken-over' });
    await store.journal.end(end, 'b');
    assert.equal((await store.journal.entries(id))[0]?.outcome, 'done');
  });
});
