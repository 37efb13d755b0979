import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { textsOf, type Language } from '../../src/i18n/text.ts';
import { noOptions, type OffboardingPath } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { addBigLeaver, allOn, assertSizes, bigCounts, doneCounts, tiesOf, type BigStep } from '../support/bigPerson.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { approvalIn, becomes, newest, requestIdOf, shownIn, type Asked } from '../support/journey.ts';
import { proposeAs } from '../support/proposing.ts';
import { isDone, isReceipt, messageAbout, startScene, stored, type Scene } from '../support/scene.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { manager: boss } = sandboxPeople;
const locales = { en: 'en-US', nl: 'nl-NL' } as const;
/** A command in the other language would change the language. */
const commands = {
  en: { pending: 'pending', history: 'history of', request: 'status 1' },
  nl: { pending: 'wachtend', history: 'geschiedenis van', request: 'aanvraag 1' },
} as const;
const paths: readonly OffboardingPath[] = ['keep', 'delete'];

/** On a loaded machine a run of 800 writes takes its time. */
const runMs = 120_000;

/** Those of the big steps that a path has. */
const stepsOn: Readonly<Record<OffboardingPath, readonly BigStep[]>> = {
  keep: ['disable-devices', 'hand-over-groups', 'leave-groups', 'reassign-reports'],
  delete: ['hand-over-groups', 'reassign-reports'],
};

for (const path of paths) {
  // One path in each language: a run of this size takes its time.
  for (const language of [path === 'keep' ? 'nl' : 'en'] as const) {
    describe(`somebody with 500 groups, 60 of them theirs alone, 40 devices and 200 reports: ${path}, ${language}`, function () {
      this.timeout(300_000);
      let scene: Scene;
      let manager: Client;
      let approver: Client;
      let leaver: ReturnType<typeof addBigLeaver>;
      let untouched: object;
      let asked: Asked;
      const texts = textsOf(language);
      const { t } = texts;

      before(async () => {
        scene = await startScene({ LOG_LEVEL: 'warn' });
        leaver = addBigLeaver(scene.world);
        untouched = tiesOf(scene.world.tenant.state, leaver);
        manager = scene.world.client('manager', { locale: locales[language] });
        approver = scene.world.client('approver', { locale: locales[language] });
        await manager.arrive();
        await approver.arrive();
      });
      after(() => scene.close());

      const counts = (card: CardJson) => {
        for (const step of stepsOn[path]) assertCounted(textAt(card, `step-${step}`), step, language);
      };

      it('the plan counts all of it, names some of it and says where the rest is', async () => {
        await manager.say(`offboard ${leaver.displayName}`);
        assert.ok(verbs(manager.card).includes(path));
        await manager.press(path);
        await manager.press('now');
        counts(manager.card);
        assert.match(textAt(manager.card, 'step-cancel-meetings'), /\(2\)/);
      });

      it('with every option on it asks the approver, who reads the same', async () => {
        const mine = newest(manager);
        const requestId = requestIdOf(manager.card);
        const mail = path === 'delete' ? { confirmMail: leaver.mail } : {};
        await manager.press('confirm', { ...allOn(manager.card), reason: 'x'.repeat(1000), ...mail });
        asked = { requestId, mine, theirs: await approvalIn(scene.world, approver, requestId) };
        counts(shownIn(asked.mine));
        counts(shownIn(asked.theirs));
        const { plan } = await stored(scene, asked);
        for (const step of stepsOn[path]) assert.equal(plan.scopes[step]?.items.length, bigCounts[step]);
        await approver.say(commands[language].pending);
        await manager.say('status');
        // "pending" brings the card to the end of the chat.
        asked = { ...asked, theirs: await approvalIn(scene.world, approver, requestId) };
        counts(shownIn(asked.theirs));
      });

      it('the run does all of it, and the receipt says so', async () => {
        const { calls, state } = scene.world.tenant;
        const [before, begun] = [calls.length, Date.now()];
        await approver.press('approve', {}, shownIn(asked.theirs));
        const receipt = await seeReceipt();
        const [writes, ms] = [calls.slice(before).filter(({ method }) => method !== 'GET').length, Date.now() - begun];
        console.log(`      ${calls.length - before} calls, ${writes} of them no GET, in ${ms} ms`);
        assert.equal((await stored(scene, asked)).receipt?.headline, 'done', textOf(receipt));
        const done = doneCounts(state, leaver, boss.id);
        for (const step of stepsOn[path]) {
          assert.equal(done[step], bigCounts[step], step);
          assert.equal(textAt(receipt, `outcome-${step}`), t('outcome.done'));
        }
        if (path === 'delete') assert.ok(leaver.id in state.deletedUsers);
        else assert.equal(state.users[leaver.id]?.accountEnabled, false);
      });

      it('the undo puts all of it back', async () => {
        const { calls, state } = scene.world.tenant;
        const [before, begun] = [calls.length, Date.now()];
        await approver.press('undo', {}, shownIn(asked.theirs));
        const isPlan = (card: CardJson) => textAt(card, 'undo-wont') !== '';
        const plan = await messageAbout(scene, approver, leaver.displayName, isPlan);
        const unblock = part(shownIn(plan), 'unblock') === undefined ? {} : { unblock: 'true' };
        await approver.press('confirm-undo', unblock, shownIn(plan));
        const receipt = await scene.world.teams.until('the undo is over', () => over(shownIn(plan)), runMs);
        console.log(`      ${calls.length - before} calls in ${Date.now() - begun} ms`);
        assert.match(textAt(receipt, 'headline'), new RegExp(`^${t('receipt.done', { count: 0 })}`), textOf(receipt));
        assert.deepEqual(tiesOf(state, leaver), untouched);
      });

      it('no card on the way was too large for Teams', async () => {
        await approver.say(`${commands[language].history} ${leaver.displayName}`);
        await manager.say(commands[language].request);
        console.log(`      the largest card: ${assertSizes(scene.world.teams, [manager, approver])} bytes`);
      });

      const over = (card: CardJson) => (isReceipt(card) ? card : undefined);

      async function seeReceipt(): Promise<CardJson> {
        await scene.world.teams.until('the run is over', () => over(shownIn(asked.theirs)), runMs);
        return becomes(scene, asked.mine, 'a receipt', isReceipt);
      }
    });
  }
}

describe('groups of 500 that can’t be left', function () {
  this.timeout(300_000);
  const { t } = textsOf('en');
  let scene: Scene;
  beforeEach(async () => {
    scene = await startScene({ LOG_LEVEL: 'warn' });
  });
  afterEach(() => scene.close());

  it('one is named, the others are left, and a retry leaves this one and touches no other', async () => {
    const { tenant, teams } = scene.world;
    const leaver = addBigLeaver(scene.world);
    const [stuck = '', name] = [leaver.memberOf[249], tenant.state.groups[leaver.memberOf[249] ?? '']?.displayName];
    assert.ok(name !== undefined);
    tenant.fault({ method: 'DELETE', path: `^/groups/${stuck}/members/`, times: -1, answer: { status: 403 } });
    const theirs = await leaveGroups(leaver.id);
    const receipt = shownIn(theirs);
    const left = t('left.item', { what: name, why: t('left.graph-forbidden') });
    assert.equal(
      textAt(receipt, 'outcome-leave-groups'),
      `${t('outcome.failed')}: ${t('problem.not-all-done')}; ${left}`,
    );
    assert.ok(textAt(receipt, 'headline').includes(t('receipt.done-with-problems', { count: 1 })));
    assert.deepEqual(
      leaver.memberOf.filter((id) => tenant.state.members[id]?.includes(leaver.id)),
      [stuck],
    );
    tenant.clearFaults();
    const before = tenant.calls.length;
    await scene.approver.press('retry', {}, receipt);
    await teams.until('it is done', () => (isDone(shownIn(theirs)) ? true : undefined), runMs);
    const removals = tenant.calls.slice(before).filter(({ method }) => method === 'DELETE');
    assert.deepEqual(
      removals.map(({ path }) => path),
      [`/groups/${stuck}/members/${leaver.id}/$ref`],
    );
    assert.equal(doneCounts(tenant.state, leaver, boss.id)['leave-groups'], 500);
  });

  it('of 500 that can’t be left some are named, the others counted, and the receipt says where they are', async () => {
    const leaver = addBigLeaver(scene.world);
    scene.world.tenant.fault({ method: 'DELETE', path: '/members/', times: -1, answer: { status: 403 } });
    const text = textAt(shownIn(await leaveGroups(leaver.id)), 'outcome-leave-groups');
    scene.world.tenant.clearFaults();
    const listed = text.split(t('left.graph-forbidden')).length - 1;
    const where = t('step.leave-groups.where', { name: leaver.displayName });
    assert.ok(listed > 2 && text.endsWith(t('left.more-where', { count: 500 - listed, where })), text);
    assertSizes(scene.world.teams, [scene.approver]);
  });

  /** Answers the message that has become the receipt. */
  async function leaveGroups(leaverId: string): Promise<ChatMessage> {
    const options = { ...noOptions, steps: ['leave-groups'] as const };
    const { id: requestId } = await proposeAs(scene.aside.deps, { leaverId, options });
    const theirs = await approvalIn(scene.world, scene.approver, requestId);
    await scene.approver.press('approve', {}, shownIn(theirs));
    const over = () => (isReceipt(shownIn(theirs)) ? theirs : undefined);
    return scene.world.teams.until('the run is over', over, runMs);
  }
});

/** "(500): A, B, C, D, E and 495 more (all of them: Groups)" */
function assertCounted(text: string, step: BigStep, language: Language): void {
  const count = bigCounts[step];
  const where = textsOf(language).t(`step.${step}.where`, { name: 'Wilhelmina van Wassenaer-Obdam' });
  const more = textsOf(language).t('plan.and-more', { who: '', count: count - 5, where });
  assert.ok(text.includes(`(${count}): `) && text.includes(more), text);
}
