import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { optionalSteps, type OptionalStepId, type PlanOptions } from '../../src/offboarding/model.ts';
import type { Belongings } from '../support/belongings.ts';
import { askWithBelongings, startSceneWithSeats } from '../support/belongingsScene.ts';
import { effects, everything, writesOf } from '../support/belongingsSteps.ts';
import { textAt } from '../support/card.ts';
import { approveUntil, isDone, isReceipt, stored, type Scene } from '../support/scene.ts';

describe('each step of a plan', function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await startSceneWithSeats();
  });
  afterEach(() => scene.world.tenant.clearFaults());
  after(() => scene.close());

  for (const step of optionalSteps) {
    it(`${step} alone changes what it says and nothing else`, async () => {
      const { leaver, asked } = await askTo(`Only ${step}`, { ...everything, steps: [step] });
      await approveUntil(scene, asked, 'done', isDone);
      for (const each of optionalSteps) assert.equal(isSo(each, leaver), each === step, each);
    });

    it(`${step}: an answer lost after it took effect is no failure, and nothing happens twice`, async () => {
      const { leaver, asked } = await askTo(`Lost ${step}`, { ...everything, steps: [step] });
      for (const path of writesOf(step, leaver)) {
        scene.world.tenant.fault({ ...path, answer: { status: 502, applied: true, body: '<html>Bad gateway</html>' } });
      }
      await approveUntil(scene, asked, 'done', isDone);
      assert.ok(isSo(step, leaver));
    });

    it(`${step}: refused, the rest is done, and the card says what was not`, async () => {
      const { leaver, asked } = await askTo(`Refused ${step}`, everything);
      for (const path of writesOf(step, leaver))
        scene.world.tenant.fault({ ...path, times: -1, answer: { status: 403 } });
      const card = await approveUntil(scene, asked, 'a receipt', isReceipt);
      const { receipt, state } = await stored(scene, asked);
      assert.deepEqual(
        [state, receipt?.headline, receipt?.problems],
        ['completed-with-errors', 'done-with-problems', 1],
      );
      for (const each of optionalSteps) assert.equal(isSo(each, leaver), each !== step, each);
      assert.match(textAt(card, `outcome-${step}`), /^FAILED/);
    });
  }

  function askTo(name: string, options: PlanOptions) {
    return askWithBelongings(scene, name, { path: 'keep', options });
  }

  function isSo(step: OptionalStepId, leaver: Belongings): boolean {
    return effects[step](scene.world.tenant.state, leaver);
  }
});
