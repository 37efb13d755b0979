import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { noOptions, type OptionalStepId } from '../../src/offboarding/model.ts';
import { askWithBelongings, startSceneWithSeats } from '../support/belongingsScene.ts';
import { successor, writesOf } from '../support/belongingsSteps.ts';
import { becomes, shownIn } from '../support/journey.ts';
import { approveUntil, isDone, offers, stored, type Scene } from '../support/scene.ts';

const handOvers: readonly OptionalStepId[] = ['share-files', 'hand-over-groups'];

describe('a hand-over that failed before a delete', function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await startSceneWithSeats();
  });
  after(() => scene.close());

  for (const step of handOvers) {
    it(`${step}: nobody is deleted until it worked`, async () => {
      const { asked, isDeleted } = await refused(step, 'Retry');
      assert.ok(!isDeleted());
      await scene.approver.press('retry', {}, shownIn(asked.theirs));
      await becomes(scene, asked.theirs, 'done', isDone);
      assert.ok(isDeleted());
    });

    it(`${step}: or until an approver says that it may stay undone`, async () => {
      const { asked, isDeleted } = await refused(step, 'Skip');
      await scene.approver.press('skip', { comment: 'Nobody needs it' }, shownIn(asked.theirs));
      await becomes(scene, asked.theirs, 'done', isDone);
      assert.ok(isDeleted());
    });
  }

  /** A delete that was approved and whose hand-over Graph refused. */
  async function refused(step: OptionalStepId, what: string) {
    const { tenant } = scene.world;
    const options = { ...noOptions, steps: [step], successor: { ...successor } };
    const { leaver, asked } = await askWithBelongings(scene, `${what} ${step}`, { path: 'delete', options });
    const [write] = writesOf(step, leaver);
    tenant.fault({ ...(write ?? assert.fail('no write')), times: 1, answer: { status: 403 } });
    await approveUntil(scene, asked, 'something to try again', offers('retry', 'skip'));
    const { state, receipt } = await stored(scene, asked);
    assert.deepEqual([state, receipt?.stoppedAt], ['stopped', step]);
    assert.equal(tenant.state.users[asked.leaverId]?.accountEnabled, false, 'blocked all the same');
    return { asked, isDeleted: () => tenant.state.deletedUsers[asked.leaverId] !== undefined };
  }
});
