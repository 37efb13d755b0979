import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { dayInMs } from '../../src/offboarding/plan.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import { addBelongings } from '../support/belongings.ts';
import { successor } from '../support/belongingsSteps.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import { becomes, newest, requestIdOf, shownIn, approvalIn, type Asked } from '../support/journey.ts';
import {
  approveUntil,
  askAbout,
  auditOf,
  changesOf,
  click,
  days,
  failNext,
  hours,
  isDone,
  isReceipt,
  messageAbout,
  offers,
  startScene,
  stored,
  undoNow,
  type Case,
  type Scene,
} from '../support/scene.ts';
import type { CardJson } from '../support/teams.ts';

const { t, moment } = textsOf('en');
const dutch = textsOf('nl').t;
const zone = 'Europe/Amsterdam';
const waits = (card: CardJson) => textAt(card, 'state').startsWith(t('state.grace'));

describe('a delete in two parts', () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  describe('from the plan to the end', () => {
    let asked: Asked;
    const { indirect: leaver } = sandboxPeople;
    let due: Date;

    it('the plan offers to delete at once or after 7, 14 or 30 days', async () => {
      const { manager } = scene;
      await manager.say('offboard Yusuf Kaya');
      await manager.press('delete');
      await manager.press('now');
      const { value, choices } = part(manager.card, 'grace') as { value: string; choices: { value: string }[] };
      assert.equal(value, '0');
      assert.deepEqual(
        choices.map((choice) => choice.value),
        ['0', '7', '14', '30'],
      );
    });

    it('what was chosen is kept when the card has to be filled in again', async () => {
      const { manager } = scene;
      await manager.press('confirm', { grace: '7', confirmMail: 'wrong@contoso.example', reason: 'Contract ends' });
      assert.equal(part(manager.card, 'grace')?.['value'], '7');
      assert.match(textAt(manager.card, 'step-delete-user'), /7 days later/);
      const mine = newest(manager);
      const requestId = requestIdOf(manager.card);
      await manager.press('confirm', { grace: '7', confirmMail: leaver.mail, reason: 'Contract ends' });
      asked = { requestId, mine, theirs: await approvalIn(scene.world, scene.approver, requestId) };
      assert.match(textAt(shownIn(asked.theirs), 'step-delete-user'), /7 days later.*can be cancelled until then/);
    });

    it('access is blocked at once, and everybody reads when the user is deleted and how to cancel that', async () => {
      await approveUntil(scene, asked, 'waiting', waits);
      const { resumeAt } = await stored(scene, asked);
      assert.ok(resumeAt instanceof Date);
      due = resumeAt;
      for (const [message, verb] of [
        [asked.theirs, 'call-off'],
        [asked.mine, 'withdraw'],
      ] as const) {
        const state = textAt(await becomes(scene, message, 'waiting', waits), 'state');
        assert.ok(state.includes(t('request.grace-until', { when: moment(due, zone) })), state);
        assert.match(state, /Sign-in is blocked and stays blocked\./);
        assert.deepEqual(verbs(shownIn(message)), [verb]);
      }
      assert.equal(textAt(shownIn(asked.mine), 'outcome-delete-user'), 'to do');
      assert.equal(scene.world.tenant.state.users[leaver.id]?.accountEnabled, false);
      await scene.manager.seeSentence(/access is blocked\. The user is deleted on .*; until then it can be cancelled/);
    });

    it('there is no second request for the same person meanwhile', async () => {
      await scene.manager.say('offboard Yusuf Kaya');
      assert.match(scene.manager.lastSentence, /There is already an open request for this person: request 1\./);
    });

    it('nothing is said before the last day', async () => {
      const said = scene.manager.sentences.length;
      await hours(scene, 6 * 24 - 1);
      assert.equal(scene.manager.sentences.length, said);
    });

    it('a day before it is announced: once, by the card at the end of the approver’s chat and a sentence', async () => {
      const before = asked.theirs;
      await hours(scene, 1);
      const theirs = await scene.world.teams.until('the moved card', () => {
        const last = newest(scene.approver);
        return last !== before && waits(shownIn(last)) ? last : undefined;
      });
      assert.match(textAt(shownIn(theirs), 'state'), /The deletion was announced on /);
      assert.deepEqual(verbs(shownIn(theirs)), ['call-off']);
      await scene.manager.seeSentence(/Yusuf Kaya is deleted on .*\. Withdraw the request before then/);
      await hours(scene, 1);
      assert.equal((await auditOf(scene, asked, 'delete-announced')).length, 1);
      asked = { ...asked, theirs };
    });

    it('on its day the user is deleted, and the receipt tells all of it', async () => {
      scene.world.clock.advance(due.getTime() - scene.world.clock.now().getTime());
      await hours(scene, 0);
      const receipt = await becomes(scene, asked.theirs, 'a receipt', isReceipt);
      assert.match(textAt(receipt, 'headline'), /^Done\nChecked afterwards: the user is among the deleted users/);
      for (const step of ['block-sign-in', 'revoke-sessions', 'delete-user'])
        assert.equal(textAt(receipt, `outcome-${step}`), 'done');
      assert.deepEqual(methods(leaver.id), ['PATCH', 'POST', 'DELETE']);
      await scene.manager.seeSentence(/for Yusuf Kaya: done\./);
    });
  });

  describe('before its day', () => {
    it('cancelled by the requester: nothing is deleted, sign-in stays blocked, and an undo allows it again', async () => {
      const one = await blockedFor('Withdrawn Between');
      await scene.manager.press('withdraw', {}, shownIn(one.mine));
      const isOver = (card: CardJson) => /Withdrawn by Megan Bowen/.test(textAt(card, 'state'));
      const card = await becomes(scene, one.theirs, 'withdrawn', isOver);
      assert.match(textAt(card, 'state'), /The user is not deleted\.\nSign-in is blocked and stays blocked\./);
      assert.doesNotMatch(textOf(card), /Nothing was changed/);
      assert.equal(textAt(card, 'outcome-delete-user'), 'not done');
      await days(scene, 8);
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST']);
      await undoNow(scene, one);
      assert.equal(scene.world.tenant.state.users[one.leaverId]?.accountEnabled, true);
    });

    it('cancelled by an approver with a comment: the requester hears both, and that sign-in stays blocked', async () => {
      const one = await blockedFor('Called Off Between');
      await scene.approver.press('call-off', { comment: 'Legal hold' }, shownIn(one.theirs));
      const said = await scene.manager.seeSentence(/The deletion of request \d+ for Called Off Between was cancelled/);
      assert.match(said, /by Lidia Holloway\. Sign-in stays blocked\.\nComment: Legal hold$/);
      const mine = await becomes(scene, one.mine, 'cancelled', (card) => /Cancelled by/.test(textAt(card, 'state')));
      assert.deepEqual(verbs(mine), []);
      assert.match(textAt(mine, 'state'), /The user is not deleted\.\nComment: Legal hold/);
      await days(scene, 8);
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST']);
    });

    it('a guardrail that came to hold in between stops it, and the receipt says why', async () => {
      const one = await blockedFor('Protected Between');
      await days(scene, 6);
      const guarded = scene.world.tenant.state.members[sandboxGroups.protected];
      guarded?.push(one.leaverId);
      await days(scene, 1);
      const message = await messageAbout(scene, scene.approver, one.name, isReceipt);
      assert.match(textAt(shownIn(message), 'headline'), /^Stopped at: Delete the user\n.*This account is protected/);
      assert.equal(textAt(shownIn(message), 'outcome-delete-user'), 'not done');
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST']);
      await scene.manager.seeSentence(/for Protected Between: stopped before the end/);
      guarded?.splice(guarded.indexOf(one.leaverId), 1);
    });
  });

  describe('more than an hour late', () => {
    it('it is asked again, and deleted when it is approved', async () => {
      const one = await blockedFor('Late Approved');
      const theirs = await late(one);
      assert.match(
        textAt(shownIn(theirs), 'changes'),
        /It could not run at its time, .*Approved now, it starts at once/,
      );
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST']);
      await scene.manager.seeSentence(/for Late Approved could not run at its time, .*I have asked the approvers/);
      await scene.approver.press('approve', {}, shownIn(theirs));
      await becomes(scene, theirs, 'done', isDone);
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST', 'DELETE']);
    });

    it('rejected, nothing is deleted and nobody reads that nothing was changed; an undo allows sign-in again', async () => {
      const one = await blockedFor('Late Rejected');
      const theirs = await late(one);
      await scene.approver.press('reject', { comment: 'Keep him' }, shownIn(theirs));
      const isOver = (card: CardJson) => /Rejected by/.test(textAt(card, 'state'));
      for (const message of [theirs, one.mine]) {
        const card = await becomes(scene, message, 'rejected', isOver);
        assert.match(textAt(card, 'state'), /Sign-in is blocked and stays blocked.*\nThe user is not deleted\./s);
        assert.doesNotMatch(textOf(card), /Nothing was changed/);
      }
      await scene.manager.seeSentence(/Late Rejected was rejected by Lidia Holloway\. The user is not deleted/);
      await undoNow(scene, { ...one, theirs });
      assert.equal(scene.world.tenant.state.users[one.leaverId]?.accountEnabled, true);
    });

    it('left to expire, it says so as well', async () => {
      const one = await blockedFor('Late Expired');
      await late(one);
      await days(scene, 7);
      const mine = await becomes(scene, one.mine, 'expired', (card) => /it expired on/.test(textAt(card, 'state')));
      assert.match(textAt(mine, 'state'), /The user is not deleted\.\nSign-in is blocked and stays blocked\./);
      await scene.manager.seeSentence(/for Late Expired expired: nobody decided in time\. The user is not deleted/);
    });
  });

  describe('in other cases', () => {
    it('when the block was skipped, nobody is told that access is blocked', async () => {
      const one = await askAbout(scene, 'Open Door', { path: 'delete', options: { graceDays: 7 } });
      failNext(scene, 'block-sign-in', one.leaverId, { answer: { status: 403 } });
      await approveUntil(scene, one, 'stopped', offers('skip'));
      await scene.approver.press('skip', { comment: 'No matter' }, shownIn(one.theirs));
      const mine = await becomes(scene, one.mine, 'waiting', waits);
      assert.match(textAt(mine, 'state'), /Sign-in was NOT blocked: an approver skipped that\./);
      await scene.manager.seeSentence(/for Open Door: sign-in was NOT blocked/);
      assert.doesNotMatch(textAt(mine, 'state'), /stays blocked/);
    });

    it('when a hand-over was skipped, everybody is told that access is blocked', async () => {
      const { tenant } = scene.world;
      const options = { graceDays: 7, steps: ['share-files'], successor: { ...successor } } as const;
      const given = (id: string) => void addBelongings(tenant.state, id);
      const one = await askAbout(scene, 'Closed Door', { path: 'delete', options, given });
      tenant.fault({ method: 'POST', path: '^/drives/.*/invite', times: 1, answer: { status: 403 } });
      await approveUntil(scene, one, 'stopped', offers('skip'));
      await scene.approver.press('skip', { comment: 'No matter' }, shownIn(one.theirs));
      const mine = await becomes(scene, one.mine, 'waiting', waits);
      assert.match(textAt(mine, 'state'), /Sign-in is blocked and stays blocked\./);
      await scene.manager.seeSentence(/for Closed Door: access is blocked/);
    });

    it('a failed block is tried again before the days begin to count', async () => {
      const one = await askAbout(scene, 'Block Later', { path: 'delete', options: { graceDays: 14 } });
      failNext(scene, 'block-sign-in', one.leaverId, { answer: { status: 403 } });
      await approveUntil(scene, one, 'stopped', offers('retry'));
      await scene.approver.press('retry', {}, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'waiting', waits);
      const { resumeAt } = await stored(scene, one);
      const left = (resumeAt?.getTime() ?? 0) - scene.world.clock.now().getTime();
      assert.ok(Math.abs(left - 14 * dayInMs) < 60_000);
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'PATCH', 'POST']);
    });

    it('planned for later, the days count from when it was blocked', async () => {
      const runAt = new Date(scene.world.clock.now().getTime() + 2 * dayInMs);
      const one = await askAbout(scene, 'Later In Two', { path: 'delete', options: { graceDays: 7 }, runAt });
      await approveUntil(scene, one, 'approved', (card) => /It runs on/.test(textAt(card, 'state')));
      await days(scene, 2);
      await becomes(scene, one.theirs, 'waiting', waits);
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST']);
      await days(scene, 6);
      const isTheirs = (card: CardJson) => textAt(card, 'person-name') === one.name && waits(card);
      const theirs = await scene.world.teams.until('the moved card', () => {
        const last = scene.approver.messages.findLast(({ activity }) =>
          activity.attachments?.some(({ content }) => isTheirs(content)),
        );
        return last === one.theirs ? undefined : last;
      });
      await days(scene, 1);
      await becomes(scene, theirs, 'done', isDone);
      assert.deepEqual(methods(one.leaverId), ['PATCH', 'POST', 'DELETE']);
    });

    it('with 0 days it is deleted at once, and a number that the card does not offer counts as none', async () => {
      const hr = scene.world.client('hr');
      await hr.arrive();
      await hr.say('offboard lina.chen@contoso.example');
      await hr.press('delete');
      await hr.press('now');
      const requestId = requestIdOf(hr.card);
      await hr.press('confirm', { grace: '3', confirmMail: 'lina.chen@contoso.example', reason: '' });
      const theirs = await approvalIn(scene.world, scene.approver, requestId);
      assert.doesNotMatch(textAt(shownIn(theirs), 'step-delete-user'), /days later/);
      await scene.approver.press('approve', {}, shownIn(theirs));
      await becomes(scene, theirs, 'done', isDone);
      assert.ok(sandboxPeople.licensedByGroup.id in scene.world.tenant.state.deletedUsers);
    });

    it('not by a stranger, nor by a button from before the block', async () => {
      const one = await blockedFor('Not Yours');
      const { version } = await stored(scene, one);
      const outsider = scene.world.client('outsider');
      await outsider.invoke(click('call-off', { requestId: one.requestId, version }));
      assert.equal(outsider.lastSentence, t('decision.not-an-approver'));
      await scene.approver.invoke(click('call-off', { requestId: one.requestId, version: 1 }));
      assert.equal(scene.approver.lastSentence, t('decision.out-of-date'));
      assert.equal((await stored(scene, one)).state, 'grace');
    });
  });

  describe('in Dutch', () => {
    it('a Dutch requester reads all of it in Dutch', async () => {
      const manager = scene.world.client('manager', { locale: 'nl-NL' });
      await manager.say('taal Nederlands');
      const one = await askAbout(scene, 'Dutch Grace', { path: 'delete', options: { graceDays: 30 } });
      await approveUntil(scene, one, 'waiting', waits);
      const isWaiting = (card: CardJson) => textAt(card, 'state').startsWith(dutch('state.grace'));
      const mine = await becomes(scene, one.mine, 'waiting', isWaiting);
      assert.match(
        textAt(mine, 'state'),
        /De gebruiker wordt verwijderd op \w+dag .*tenzij dat eerder wordt geannuleerd/,
      );
      assert.match(textAt(mine, 'step-delete-user'), /30 dagen later/);
      await manager.seeSentence(/de toegang is geblokkeerd/);
      await manager.press('withdraw', {}, mine);
      const over = await becomes(scene, one.mine, 'withdrawn', (card) =>
        /Ingetrokken door/.test(textAt(card, 'state')),
      );
      assert.match(textAt(over, 'state'), /wordt niet verwijderd\.\nAanmelden is geblokkeerd en blijft dat\./);
    });
  });

  async function blockedFor(name: string): Promise<Case> {
    const one = await askAbout(scene, name, { path: 'delete', options: { graceDays: 7 } });
    await approveUntil(scene, one, 'waiting', waits);
    await becomes(scene, one.mine, 'waiting', waits);
    return one;
  }

  /** Everything was down on its day; answers the approver's new question. */
  async function late(one: Case) {
    await days(scene, 6);
    scene.world.clock.advance(dayInMs + 2 * 3_600_000);
    await hours(scene, 0);
    return messageAbout(scene, scene.approver, one.name, offers('approve'));
  }

  function methods(leaverId: string): string[] {
    return changesOf(scene, leaverId)
      .filter(({ path }) => !path.startsWith('/directory'))
      .map(({ method }) => method);
  }
});
