import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { noOptions, type OptionalStepId } from '../../src/offboarding/model.ts';
import type { Group } from '../../src/sandbox/tenant/state.ts';
import { askWithBelongings, startSceneWithSeats } from '../support/belongingsScene.ts';
import { successor, writesOf } from '../support/belongingsSteps.ts';
import { textAt } from '../support/card.ts';
import { becomes, shownIn } from '../support/journey.ts';
import { approveUntil, isDone, isReceipt, offers, stored, type Scene } from '../support/scene.ts';
import type { CardJson } from '../support/teams.ts';

const { t } = textsOf('en');

interface Change {
  readonly step: OptionalStepId;
  readonly what: string;
  readonly groupOf: (leaver: Awaited<ReturnType<typeof askWithBelongings>>['leaver']) => string | undefined;
  readonly fixes: Partial<Group>;
  readonly frees: Partial<Group>;
}

const changes: readonly Change[] = [
  {
    step: 'leave-groups',
    what: 'began to follow a rule',
    groupOf: ({ memberOf }) => memberOf[0],
    fixes: { groupTypes: ['Unified', 'DynamicMembership'] },
    frees: { groupTypes: ['Unified'] },
  },
  {
    step: 'hand-over-groups',
    what: 'came under Active Directory',
    groupOf: ({ owned }) => owned[0],
    fixes: { onPremisesSyncEnabled: true },
    frees: { onPremisesSyncEnabled: null },
  },
];

describe('a group that Graph can’t change any more once it was approved', function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await startSceneWithSeats();
  });
  after(() => scene.close());

  for (const { step, what, groupOf, fixes, frees } of changes) {
    it(`${step}: one that ${what} is told as left when it is tried again, never as done`, async () => {
      const { tenant } = scene.world;
      const options = { ...noOptions, steps: [step], successor: { ...successor } };
      const { leaver, asked } = await askWithBelongings(scene, `Fixed ${step}`, { path: 'keep', options });
      const group = tenant.state.groups[groupOf(leaver) ?? ''] ?? assert.fail('no such group');
      const [write] = writesOf(step, leaver).filter(({ path }) => path.includes(group.id));
      tenant.fault({ ...(write ?? assert.fail('no write')), times: 1, answer: { status: 403 } });
      await approveUntil(scene, asked, 'something to try again', offers('retry'));
      Object.assign(group, fixes);
      await scene.approver.press('retry', {}, shownIn(asked.theirs));
      const outcome = (card: CardJson) => textAt(card, `outcome-${step}`);
      const isOver = (card: CardJson) =>
        isReceipt(card) &&
        [t('left.graph-forbidden'), t('outcome.running')].every((word) => !outcome(card).includes(word));
      const again = await becomes(scene, asked.theirs, 'another receipt', isOver);
      assert.ok(outcome(again).includes(t('left.fixed-membership')), outcome(again));
      assert.equal((await stored(scene, asked)).receipt?.headline, 'done-with-problems');
      Object.assign(group, frees);
      await scene.approver.press('retry', {}, shownIn(asked.theirs));
      await becomes(scene, asked.theirs, 'done', isDone);
    });
  }
});
