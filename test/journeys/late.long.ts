import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { becomes, shownIn } from '../support/journey.ts';
import {
  approveUntil,
  askAbout,
  auditOf,
  changesOf,
  hours,
  isDone,
  messageAbout,
  offers,
  startScene,
  stored,
  type Case,
  type Scene,
} from '../support/scene.ts';

const { t, moment } = textsOf('en');
const zone = 'Europe/Amsterdam';
const minuteInMs = 60_000;

describe('a run whose time passed while everything was down', () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  it('starts at once when it is less than an hour late', async () => {
    const one = await approvedFor('Hardly Late');
    await comesBack(one, 59);
    await becomes(scene, one.theirs, 'done', isDone);
    assert.equal((await auditOf(scene, one, 'asked-again')).length, 0);
  });

  describe('more than an hour late', () => {
    let one: Case;

    before(async () => {
      one = await approvedFor('Much Later');
      await comesBack(one, 61);
    });

    it('the approvers are asked, with why, and nothing is done', async () => {
      const theirs = await messageAbout(scene, scene.approver, one.name, offers('approve', 'reject'));
      const { runAt } = await stored(scene, one);
      const when = moment(runAt ?? new Date(0), zone);
      assert.ok(textAt(shownIn(theirs), 'changes').includes(t('change.late', { when })));
      assert.equal(textAt(shownIn(theirs), 'approve-text'), t('request.approve-now'));
      assert.deepEqual(changesOf(scene, one.leaverId), []);
      one = { ...one, theirs };
    });

    it('the requester hears it, and that it is for the approvers to say', async () => {
      await scene.manager.seeSentence(/for Much Later could not run at its time, .*Nothing more was done/);
      const mine = await becomes(scene, one.mine, 'asked again', (card) => textAt(card, 'changes') !== '');
      assert.match(textAt(mine, 'changes'), /Approved now, it starts at once/);
      assert.doesNotMatch(textOf(mine), /If you approve/);
      assert.deepEqual(verbs(mine), ['withdraw']);
    });

    it('approved, it runs', async () => {
      await scene.approver.press('approve', {}, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'done', isDone);
      await becomes(scene, one.mine, 'done', isDone);
      assert.equal(scene.world.tenant.state.users[one.leaverId]?.accountEnabled, false);
    });
  });

  it('with something else changed too, both are said', async () => {
    const one = await approvedFor('Late And Promoted');
    Object.assign(scene.world.tenant.state.users[one.leaverId] ?? {}, { jobTitle: 'Head of Marketing' });
    await comesBack(one, 90);
    const theirs = await messageAbout(scene, scene.approver, one.name, offers('approve'));
    assert.match(textAt(shownIn(theirs), 'changes'), /It could not run at its time.*\nJob title: Head of Marketing/s);
    await scene.manager.seeSentence(/Something changed since request \d+ for Late And Promoted was made/);
  });

  async function approvedFor(name: string): Promise<Case> {
    const runAt = new Date(scene.world.clock.now().getTime() + 24 * 60 * minuteInMs);
    const one = await askAbout(scene, name, { path: 'keep', runAt });
    await approveUntil(scene, one, 'approved', offers('call-off'));
    return one;
  }

  async function comesBack(one: Case, minutesLate: number): Promise<void> {
    const { runAt } = await stored(scene, one);
    const { clock } = scene.world;
    clock.advance((runAt?.getTime() ?? 0) + minutesLate * minuteInMs - clock.now().getTime());
    await hours(scene, 0);
  }
});
