import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { optionalSteps } from '../../src/offboarding/model.ts';
import { askWithBelongings, startSceneWithSeats } from '../support/belongingsScene.ts';
import { effects, everything, forGood, putBackOf } from '../support/belongingsSteps.ts';
import { approveUntil, isReceipt, stored, undoNow, type Scene } from '../support/scene.ts';

describe('every step of a plan', function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await startSceneWithSeats();
  });
  after(() => scene.close());

  it('is done when it was chosen, and is taken back by an undo, all but the meetings', async () => {
    const { state } = scene.world.tenant;
    const { leaver, asked } = await askWithBelongings(scene, 'Every Step', { path: 'keep', options: everything });
    const untouched = putBackOf(state, leaver);
    await approveUntil(scene, asked, 'a receipt', isReceipt);
    const done = await stored(scene, asked);
    assert.deepEqual(done.receipt?.headline, 'done', JSON.stringify(done.receipt));
    for (const step of optionalSteps) assert.ok(effects[step](state, leaver), step);
    await undoNow(scene, asked);
    assert.equal(state.users[asked.leaverId]?.accountEnabled, true);
    for (const step of optionalSteps) assert.equal(effects[step](state, leaver), forGood.includes(step), step);
    assert.deepEqual(putBackOf(state, leaver), untouched);
  });
});
