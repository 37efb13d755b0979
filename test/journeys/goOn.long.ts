import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { becomes, shownIn } from '../support/journey.ts';
import { actorOf, proposeAs } from '../support/proposing.ts';
import {
  approveUntil,
  askAbout,
  auditOf,
  changesOf,
  click,
  failNext,
  isDone,
  isReceipt,
  offers,
  startScene,
  stored,
  type Case,
  type Scene,
  type writeOf,
} from '../support/scene.ts';

const { t } = textsOf('en');
const forbidden = { answer: { status: 403 } };
/** As often as the engine tries it by itself. */
const broken = { answer: { status: 500 }, times: 3 };

const retries = [
  { path: 'keep', step: 'block-sign-in', fault: forbidden, again: ['PATCH'], alarm: /^ALARM: sign-in is NOT blocked/ },
  { path: 'keep', step: 'revoke-sessions', fault: broken, again: ['POST'], alarm: /^$/ },
  { path: 'delete', step: 'block-sign-in', fault: broken, again: ['PATCH', 'POST', 'DELETE'], alarm: /^ALARM/ },
  { path: 'delete', step: 'delete-user', fault: forbidden, again: ['DELETE'], alarm: /^$/ },
] as const;

describe('an approver goes on with what failed', () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  for (const { path, step, fault, again, alarm } of retries) {
    it(`${path}, ${step} failed: "Retry what failed" does that and nothing else, and ends in Done`, async () => {
      const one = await failed(`Retry ${path} ${step}`, path, { step, fault });
      const receipt = shownIn(one.theirs);
      assert.match(textAt(receipt, 'alarm'), alarm);
      assert.match(textAt(receipt, `outcome-${step}`), /^FAILED: /);
      const before = changesOf(scene, one.leaverId).length;
      await scene.approver.press('retry', {}, receipt);
      await becomes(scene, one.theirs, 'done', isDone);
      const since = changesOf(scene, one.leaverId).slice(before);
      assert.deepEqual(
        since.map(({ method }) => method),
        again,
      );
      await checkTold(one);
    });
  }

  it('every Graph write stands in the audit under the id that Graph was given', async () => {
    const one = await failed('Audited Retry', 'delete', { step: 'delete-user', fault: forbidden });
    await scene.approver.press('retry', {}, shownIn(one.theirs));
    await becomes(scene, one.theirs, 'done', isDone);
    const rows = await auditOf(scene, one, 'step-ended');
    const sent = changesOf(scene, one.leaverId).map(({ clientRequestId }) => clientRequestId);
    assert.deepEqual(
      rows.map(({ details }) => details['clientRequestId']),
      sent,
    );
    assert.equal(sent.length, 4);
  });

  it('"Skip what failed" needs to say why', async () => {
    const one = await failed('Skip Silently', 'keep', { step: 'revoke-sessions', fault: broken });
    await scene.approver.press('skip', { comment: '  ' }, shownIn(one.theirs));
    assert.equal(scene.approver.lastSentence, t('go-on.comment-needed'));
    assert.deepEqual(await refusals(one), [{ attempt: 'skip', rule: 'comment-needed' }]);
    assert.equal((await stored(scene, one)).state, 'completed-with-errors');
  });

  it('after a skipped block the delete goes on, and every card says what was skipped, by whom and why', async () => {
    const one = await failed('Skip Block', 'delete', { step: 'block-sign-in', fault: forbidden });
    await scene.approver.press('skip', { comment: 'Blocked by hand' }, shownIn(one.theirs));
    for (const message of [one.theirs, one.mine]) {
      const card = await becomes(scene, message, 'done', isDone);
      assert.match(textAt(card, 'outcome-block-sign-in'), /^skipped: left as it is, by an approver$/);
      assert.equal(textAt(card, 'outcome-delete-user'), 'done');
      assert.match(textAt(card, 'state'), /left as it is by Lidia Holloway on .*: Blocked by hand/);
    }
    assert.ok(one.leaverId in scene.world.tenant.state.deletedUsers);
    await scene.manager.seeSentence(/for Skip Block: Lidia Holloway decided to leave what failed as it is/);
  });

  it('a sign-out that came to nothing can be skipped after the delete; trying it again says why it can’t work', async () => {
    const one = await failed('Gone Meanwhile', 'delete', { step: 'revoke-sessions', fault: broken });
    await scene.approver.press('retry', {}, shownIn(one.theirs));
    const isTried = (card: object) => /Tried again/.test(textOf(card)) && isReceipt(card as never);
    const again = await becomes(scene, one.theirs, 'failed again', isTried);
    assert.match(textAt(again, 'outcome-revoke-sessions'), /^FAILED: the user was not found/);
    await scene.approver.press('skip', { comment: 'Deleted anyway' }, again);
    await becomes(scene, one.theirs, 'done', isDone);
  });

  it('not by the requester, HR, a stranger or who reports to the leaver; each try is in the audit', async () => {
    const one = await failed('Nobody Else', 'keep', { step: 'block-sign-in', fault: forbidden });
    const { version } = await stored(scene, one);
    const { members, managers } = scene.world.tenant.state;
    managers[sandboxPeople.indirect.id] = one.leaverId;
    members[sandboxGroups.approvers]?.push(sandboxPeople.indirect.id);
    for (const [name, rule] of [
      ['manager', 'not-an-approver'],
      ['hr', 'not-an-approver'],
      ['outsider', 'not-an-approver'],
      ['indirect', 'below-the-leaver'],
    ] as const) {
      const client = scene.world.client(name);
      await client.invoke(click('retry', { requestId: one.requestId, version }));
      assert.equal(client.lastSentence, t(`decision.${rule}`));
      assert.deepEqual((await refusals(one)).at(-1), { attempt: 'retry', rule });
    }
    assert.equal((await stored(scene, one)).state, 'completed-with-errors');
  });

  it('not by a button of an older card, and not twice', async () => {
    const one = await failed('Old Card', 'keep', { step: 'block-sign-in', fault: forbidden });
    const { version } = await stored(scene, one);
    await scene.approver.invoke(click('retry', { requestId: one.requestId, version: 1 }));
    assert.equal(scene.approver.lastSentence, t('decision.out-of-date'));
    await scene.approver.press('retry', {}, shownIn(one.theirs));
    await becomes(scene, one.theirs, 'done', isDone);
    await scene.approver.invoke(click('retry', { requestId: one.requestId, version }));
    assert.match(scene.approver.lastSentence, /^There is nothing to try again or to skip\. .*: Done\.$/);
    assert.deepEqual(
      (await refusals(one)).map(({ rule }) => rule),
      ['out-of-date', 'wrong-state'],
    );
  });

  it('of two approvers who press at the same moment one goes on', async () => {
    const one = await failed('Two Retries', 'keep', { step: 'block-sign-in', fault: forbidden });
    const { version } = await stored(scene, one);
    const second = scene.world.client('secondApprover');
    const again = click('retry', { requestId: one.requestId, version });
    const skip = click('skip', { requestId: one.requestId, version, comment: 'By hand' });
    await Promise.all([scene.approver.invoke(again), second.invoke(again), second.invoke(skip)]);
    assert.equal((await auditOf(scene, one, 'retried')).length + (await auditOf(scene, one, 'skipped')).length, 1);
    assert.equal((await auditOf(scene, one, 'attempt-refused')).length, 2);
    await becomes(
      scene,
      one.theirs,
      'at its end',
      (card) => isReceipt(card) && /Tried again|left as it is/.test(textOf(card)),
    );
  });

  it('not while a guardrail stands against it', async () => {
    const one = await failed('Protected Since', 'keep', { step: 'block-sign-in', fault: forbidden });
    const guarded = scene.world.tenant.state.members[sandboxGroups.protected];
    guarded?.push(one.leaverId);
    await scene.approver.press('retry', {}, shownIn(one.theirs));
    assert.match(scene.approver.lastSentence, /^It can't go on now: This account is protected\./);
    assert.deepEqual(await refusals(one), [{ attempt: 'retry', rule: 'protected-person' }]);
    guarded?.splice(guarded.indexOf(one.leaverId), 1);
  });

  it('not while another request about the same person is open', async () => {
    const one = await failed('Asked Twice', 'delete', { step: 'delete-user', fault: forbidden });
    await proposeAs(scene.aside.deps, { leaverId: one.leaverId, actor: actorOf(sandboxPeople.manager) });
    await scene.approver.press('retry', {}, shownIn(one.theirs));
    assert.match(scene.approver.lastSentence, /another open request|already an open request/);
    assert.deepEqual(await refusals(one), [{ attempt: 'retry', rule: 'open-request' }]);
    assert.equal((await stored(scene, one)).state, 'stopped');
  });

  it('a run that a guardrail stopped starts when that is gone, also long after its time', async () => {
    const { world, approver } = scene;
    const runAt = new Date(world.clock.now().getTime() + 3_600_000);
    const one = await askAbout(scene, 'Stopped Long', { path: 'keep', runAt });
    const guarded = world.tenant.state.members[sandboxGroups.protected];
    await approveUntil(scene, one, 'approved', offers('call-off'));
    guarded?.push(one.leaverId);
    await scene.aside.comesTime(one.requestId);
    const stopped = await becomes(scene, one.theirs, 'stopped', isReceipt);
    assert.match(textAt(stopped, 'headline'), /This account is protected/);
    guarded?.splice(guarded.indexOf(one.leaverId), 1);
    world.clock.advance(2 * 3_600_000);
    await approver.press('retry', {}, stopped);
    await becomes(scene, one.theirs, 'done', isDone);
  });

  async function failed(
    name: string,
    path: 'keep' | 'delete',
    { step, fault }: { step: keyof typeof writeOf; fault: typeof broken | typeof forbidden },
  ): Promise<Case> {
    const one = await askAbout(scene, name, { path });
    failNext(scene, step, one.leaverId, fault);
    const receipt = await approveUntil(scene, one, 'a receipt', isReceipt);
    assert.deepEqual(verbs(receipt).slice(0, 2), ['retry', 'skip']);
    // Comes after the card; what is said next must not be mistaken for it.
    for (const client of [scene.approver, scene.manager]) await client.seeSentence(new RegExp(`for ${name}: `));
    return one;
  }

  async function checkTold({ name, mine }: Case): Promise<void> {
    const card = await becomes(scene, mine, 'done', isDone);
    assert.match(textAt(card, 'state'), /Tried again by Lidia Holloway/);
    await scene.manager.seeSentence(new RegExp(`for ${name}: Lidia Holloway tries again what failed`));
    await scene.manager.seeSentence(new RegExp(`for ${name}: done\\.`));
  }

  async function refusals(one: Case) {
    return (await auditOf(scene, one, 'attempt-refused')).map(({ details }) => details);
  }
});
