import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { FarewellError } from '../../src/errors.ts';
import { noOptions } from '../../src/offboarding/model.ts';
import { changedItems, overItems, type Item } from '../../src/offboarding/steps/overItems.ts';
import type { StepScene } from '../../src/offboarding/steps/step.ts';

const mark = { clientRequestId: 'mark' };
const a: Item = { id: 'a', name: 'A' };
const b: Item = { id: 'b', name: 'B' };
const c: Item = { id: 'c', name: 'C' };

/** A step over a list of things that are still to do; each change takes one off, but for those that fail. */
function stepOver(toDo: Item[], failing: Readonly<Record<string, FarewellError>> = {}) {
  const changed: string[] = [];
  const parts = overItems({
    kind: 'group',
    find: () => Promise.resolve([...toDo]),
    change: (_scene, { id }) => {
      const failure = failing[id];
      if (failure !== undefined) return Promise.reject(failure);
      changed.push(id);
      toDo.splice(
        toDo.findIndex((one) => one.id === id),
        1,
      );
      return Promise.resolve();
    },
  });
  return { parts, changed, toDo };
}

function sceneWith(over: Partial<StepScene> = {}): StepScene {
  const now = new Date('2026-03-02T09:00:00Z');
  const nothing = { scope: undefined, known: undefined, origin: undefined };
  return {
    tenant: {} as StepScene['tenant'],
    requestId: 'r',
    leaverId: 'l',
    options: noOptions,
    now,
    ...nothing,
    ...over,
  };
}

describe('a step that does the same to several things', () => {
  it('touches what stands in the plan and nothing else', async () => {
    const { parts, changed } = stepOver([a, b, c]);
    const scene = sceneWith({ scope: { count: 2, items: [a, c] } });
    const snapshot = await parts.before(scene);
    assert.deepEqual(await parts.run(scene, mark, snapshot), []);
    assert.deepEqual(changed, ['a', 'c']);
  });

  it('does all there is where the plan only counts', async () => {
    const { parts, changed } = stepOver([a, b]);
    const scene = sceneWith({ scope: { count: 7, items: [] } });
    await parts.run(scene, mark, await parts.before(scene));
    assert.deepEqual(changed, ['a', 'b']);
  });

  it('is so already when nothing is left of the plan', async () => {
    const { parts } = stepOver([b]);
    assert.ok(parts.alreadySo(await parts.before(sceneWith({ scope: { count: 1, items: [a] } }))));
  });

  it('leaves alone what has come since the snapshot', async () => {
    const { parts, changed, toDo } = stepOver([a]);
    const snapshot = await parts.before(sceneWith());
    toDo.push(b);
    await parts.run(sceneWith(), mark, snapshot);
    assert.deepEqual(changed, ['a']);
    assert.ok(await parts.hasHappened(sceneWith(), snapshot));
  });

  it('one that fails or can not be done keeps no other away, and is told with why', async () => {
    const fixed: Item = { ...b, fixed: 'fixed-membership' };
    const { parts, changed } = stepOver([a, fixed, c], { a: new FarewellError('graph-forbidden', 'no') });
    const snapshot = await parts.before(sceneWith());
    const left = await parts.run(sceneWith(), mark, snapshot);
    assert.deepEqual(
      left.map(({ id, why }) => [id, why]),
      [
        ['a', 'graph-forbidden'],
        ['b', 'fixed-membership'],
      ],
    );
    assert.deepEqual(changed, ['c']);
    assert.equal(await parts.hasHappened(sceneWith(), snapshot), false);
  });

  for (const code of ['graph-outcome-unknown', 'graph-throttled', 'graph-unavailable'] as const) {
    it(`${code} at the first ends it there: all is done by the repeat`, async () => {
      const failing: Record<string, FarewellError> = { a: new FarewellError(code, 'who knows') };
      const { parts, changed } = stepOver([a, b], failing);
      const snapshot = await parts.before(sceneWith());
      await assert.rejects(parts.run(sceneWith(), mark, snapshot), { code });
      delete failing['a'];
      assert.deepEqual(await parts.run(sceneWith(), mark, snapshot), []);
      assert.deepEqual(changed, ['a', 'b']);
    });
  }

  it('an unknown outcome ends it there: what follows is done by the repeat, and nothing twice', async () => {
    const failing: Record<string, FarewellError> = { b: new FarewellError('graph-outcome-unknown', 'who knows') };
    const { parts, changed } = stepOver([a, b, c], failing);
    const snapshot = await parts.before(sceneWith());
    await assert.rejects(parts.run(sceneWith(), mark, snapshot), { code: 'graph-outcome-unknown' });
    assert.deepEqual(
      (await parts.leftOf(sceneWith(), snapshot)).map(({ id }) => id),
      ['b', 'c'],
    );
    delete failing['b'];
    assert.deepEqual(await parts.run(sceneWith(), mark, snapshot), []);
    assert.deepEqual(changed, ['a', 'b', 'c']);
  });

  for (const code of ['graph-throttled', 'graph-unavailable'] as const) {
    it(`${code} after something was changed lists the rest, which a repeat does`, async () => {
      const failing: Record<string, FarewellError> = { b: new FarewellError(code, 'too busy') };
      const { parts, changed } = stepOver([a, b, c], failing);
      const snapshot = await parts.before(sceneWith());
      const left = await parts.run(sceneWith(), mark, snapshot);
      assert.deepEqual(
        left.map(({ id, why }) => [id, why]),
        [
          ['b', code],
          ['c', code],
        ],
      );
      delete failing['b'];
      assert.deepEqual(await parts.run(sceneWith(), mark, snapshot), []);
      assert.deepEqual(changed, ['a', 'b', 'c']);
    });
  }

  it('an undo is about what was changed, not about what was left', () => {
    const leftovers = [{ kind: 'group', id: 'b', name: 'B', why: 'graph-forbidden' }] as const;
    const origin = { snapshot: { items: [a, b] }, leftovers };
    assert.deepEqual(changedItems({ origin }), [a]);
    assert.deepEqual(changedItems({ origin: undefined }), []);
  });
});
