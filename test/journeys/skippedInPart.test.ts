import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { noOptions } from '../../src/offboarding/model.ts';
import { askWithBelongings, startSceneWithSeats } from '../support/belongingsScene.ts';
import { writesOf } from '../support/belongingsSteps.ts';
import { textAt } from '../support/card.ts';
import { becomes, shownIn } from '../support/journey.ts';
import { approveUntil, isDone, offers, stored, undoNow, type Scene } from '../support/scene.ts';

describe('a step of which some was done, and the rest was left as it is by an approver', function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await startSceneWithSeats();
  });
  after(() => scene.close());

  it('is undone all the same: what it did is taken back', async () => {
    const { tenant } = scene.world;
    const options = { ...noOptions, steps: ['leave-groups'] as const };
    const { leaver, asked } = await askWithBelongings(scene, 'Half Left', { path: 'keep', options });
    const [, second] = writesOf('leave-groups', leaver);
    tenant.fault({ ...(second ?? assert.fail('only one group')), times: 1, answer: { status: 403 } });
    await approveUntil(scene, asked, 'something to skip', offers('skip'));
    const isIn = () => leaver.memberOf.map((id) => tenant.state.members[id]?.includes(leaver.id));
    assert.deepEqual(isIn(), [false, true]);
    await scene.approver.press('skip', { comment: 'They may stay in it' }, shownIn(asked.theirs));
    const receipt = await becomes(scene, asked.theirs, 'done', isDone);
    assert.match(textAt(receipt, 'outcome-leave-groups'), /^skipped: left as it is, by an approver; /);

    await undoNow(scene, asked);
    assert.deepEqual(isIn(), [true, true]);
    assert.equal((await stored(scene, asked)).state, 'completed');
  });
});
