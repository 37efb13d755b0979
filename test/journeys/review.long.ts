import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { noOptions } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { approvalIn, becomes, newest, requestIdOf, shownIn } from '../support/journey.ts';
import { actorOf, proposeAs } from '../support/proposing.ts';
import {
  approveUntil,
  askAbout,
  auditOf,
  changesOf,
  click,
  days,
  isDone,
  messageAbout,
  offers,
  startScene,
  stored,
  undoNow,
  type Case,
  type Scene,
} from '../support/scene.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t, date } = textsOf('en');
const dutch = textsOf('nl').t;
const zone = 'Europe/Amsterdam';
const { manager: requester, outsider, hr, teamLead } = sandboxPeople;
const asks = offers('review-keep', 'review-delete');

describe('a leaver whose data are kept is asked about again', () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  describe('on the day that was chosen with the plan', () => {
    let mine: ChatMessage;
    let requestId: string;
    const { indirect: leaver } = sandboxPeople;

    it('the plan offers 30, 90 or 180 days, or not at all', async () => {
      const { manager } = scene;
      await manager.say('offboard Yusuf Kaya');
      await manager.press('keep');
      await manager.press('now');
      const { value, choices } = part(manager.card, 'review') as { value: string; choices: { value: string }[] };
      assert.equal(value, '0');
      assert.deepEqual(
        choices.map((choice) => choice.value),
        ['0', '30', '90', '180'],
      );
      mine = newest(manager);
      requestId = requestIdOf(manager.card);
      await manager.press('confirm', { review: '30', reason: 'Handover' });
      const theirs = await approvalIn(scene.world, scene.approver, requestId);
      await scene.approver.press('approve', {}, shownIn(theirs));
      const receipt = await becomes(scene, mine, 'done', isDone);
      const { nextNoticeAt } = await stored(scene, { requestId });
      assert.ok(textAt(receipt, 'state').includes(t('request.review-on', { date: date(nextNoticeAt as Date, zone) })));
    });

    it('not before', async () => {
      await days(scene, 29);
      assert.deepEqual(verbs(shownIn(mine)), []);
    });

    it('the requester’s card comes to the end of the chat with the question, and a sentence', async () => {
      const { finishedAt } = await stored(scene, { requestId });
      await days(scene, 1);
      const moved = await messageAbout(scene, scene.manager, leaver.displayName, asks);
      assert.notEqual(moved, mine);
      const since = date(finishedAt as Date, zone);
      assert.ok(
        textAt(shownIn(moved), 'review-due').includes(`have been kept since ${since}`),
        'since the run, not today',
      );
      await scene.manager.seeSentence(/The data of Yusuf Kaya were kept by request \d+\. Are they still needed/);
      mine = moved;
    });

    it('kept for another period, nothing changes, and everybody reads who decided and when it is asked again', async () => {
      await scene.manager.press('review-keep', { review: '90' }, shownIn(mine));
      const kept = await becomes(scene, mine, 'kept', (card) => !asks(card) && isDone(card));
      assert.match(textAt(kept, 'state'), /Megan Bowen decided on .* that the data are still needed/);
      const { nextNoticeAt } = await stored(scene, { requestId });
      assert.ok(textAt(kept, 'state').includes(date(nextNoticeAt as Date, zone)));
      assert.deepEqual(await audited({ requestId }, 'review-kept'), [{ days: 90 }]);
      assert.equal(changesOf(scene, leaver.id).length, 2);
    });

    it('after that it is asked again', async () => {
      await days(scene, 90);
      mine = await messageAbout(scene, scene.manager, leaver.displayName, asks);
    });

    it('"Delete the user now" starts a normal request at the time question, with the person and the path filled in', async () => {
      const { manager, approver } = scene;
      await manager.press('review-delete', { review: '30' }, shownIn(mine));
      assert.equal(textAt(manager.card, 'title'), t('when.title'));
      await manager.press('now');
      assert.match(textAt(manager.card, 'fact-path'), /Delete the user/);
      assert.equal(textAt(manager.card, 'person-name'), leaver.displayName);
      const another = requestIdOf(manager.card);
      assert.notEqual(another, requestId);
      await manager.press('confirm', { confirmMail: leaver.mail });
      const theirs = await approvalIn(scene.world, approver, another);
      await approver.press('approve', {}, shownIn(theirs));
      await becomes(scene, theirs, 'done', isDone);
      assert.ok(leaver.id in scene.world.tenant.state.deletedUsers);
    });
  });

  it('kept for good, it is never asked again', async () => {
    const one = await keptFor('Kept For Good', 30);
    await days(scene, 30);
    const asked = await messageAbout(scene, scene.manager, one.name, asks);
    await scene.manager.press('review-keep', { review: '0' }, shownIn(asked));
    await becomes(scene, asked, 'kept', (card) => !asks(card) && isDone(card));
    assert.equal((await stored(scene, one)).nextNoticeAt, null);
  });

  it('with no date chosen it is never asked, nor where nothing was blocked', async () => {
    const one = await keptFor('Never Asked', 0);
    assert.equal((await stored(scene, one)).nextNoticeAt, null);
    assert.doesNotMatch(textAt(shownIn(one.theirs), 'state'), /still needed/);
  });

  it('once it was undone, nobody is asked', async () => {
    const one = await keptFor('Undone Before', 30);
    await undoNow(scene, one);
    const mine = await becomes(scene, one.mine, 'undone', (card) => /Undone by/.test(textOf(card)));
    assert.doesNotMatch(textAt(mine, 'state'), /still needed/);
    await days(scene, 31);
    assert.equal((await audited(one, 'review-due')).length, 0);
  });

  it('a second answer to the same question is too late', async () => {
    const one = await dueFor('Answered Twice');
    await scene.manager.press('review-keep', { review: '30' }, shownIn(one.mine));
    for (const verb of ['review-keep', 'review-delete']) {
      await scene.manager.invoke(click(verb, { ...(await keyOf(one)), review: '0' }));
      assert.equal(scene.manager.lastSentence, t('review.answered-already'));
    }
    assert.notEqual((await stored(scene, one)).nextNoticeAt, null);
  });

  it('an answer without a period is no answer', async () => {
    const one = await dueFor('No Period');
    await scene.manager.invoke(click('review-keep', await keyOf(one)));
    await scene.manager.seeSentence(new RegExp(t('say.card-invalid').slice(0, 20)));
    assert.ok(asks(shownIn(one.mine)));
  });

  it('strangers can’t answer, and each try is in the audit', async () => {
    const one = await dueFor('Not Yours To Keep');
    for (const name of ['outsider', 'indirect'] as const) {
      const client = scene.world.client(name);
      for (const verb of ['review-keep', 'review-delete']) {
        await client.invoke(click(verb, { ...(await keyOf(one)), review: '30' }));
        assert.equal(client.lastSentence, t('review.not-yours'));
      }
    }
    const rows = await audited(one, 'attempt-refused');
    assert.equal(rows.length, 4);
    for (const row of rows) assert.deepEqual(row, { attempt: 'review', rule: 'not-yours' });
  });

  it('an approver may keep them; a delete is for who may ask for one, and the refusal says so', async () => {
    const one = await dueFor('Approver Answers');
    await scene.approver.invoke(click('review-delete', await keyOf(one)));
    assert.match(scene.approver.lastSentence, /This person doesn't report to you/);
    assert.deepEqual(await audited(one, 'attempt-refused'), [{ attempt: 'review-delete', rule: 'out-of-scope' }]);
    await becomes(scene, one.theirs, 'asking', asks);
    await scene.approver.press('review-keep', { review: '180' }, shownIn(one.theirs));
    await scene.manager.seeSentence(/for Approver Answers: Lidia Holloway decided that the data are still needed/);
  });

  it('when the person has an open request meanwhile, a delete can’t be started', async () => {
    const one = await dueFor('Asked Elsewhere');
    await proposeAs(scene.aside.deps, { leaverId: one.leaverId, path: 'delete', actor: actorOf(requester) });
    await scene.manager.press('review-delete', {}, shownIn(one.mine));
    assert.match(scene.manager.lastSentence, /There is already an open request for this person/);
  });

  describe('when who asked has left', () => {
    before(() => enable(requester.id, false));
    after(() => enable(requester.id, true));

    it('the leaver’s manager now is asked, in their language', async () => {
      const next = scene.world.client('teamLead', { locale: 'nl-NL' });
      await next.arrive();
      const one = await afterLeaving('Successor Asked', teamLead.id);
      const asked = await messageAbout(scene, next, one.name, asks);
      assert.ok(textAt(shownIn(asked), 'review-due').startsWith(dutch('request.review-title')));
      await next.press('review-keep', { review: '30' }, shownIn(asked));
      await becomes(scene, asked, 'kept', (card) => /Sanne Visser heeft op/.test(textAt(card, 'state')));
      await scene.manager.seeSentence(/for Successor Asked: Sanne Visser decided that the data are still needed/);
      assert.ok(!next.sentences.some((sentence) => sentence.includes('Sanne Visser')), 'nobody is told what they did');
    });

    it('a manager who has no chat with Farewell can’t answer: the approvers are asked', async () => {
      const one = await afterLeaving('Unreached Successor', outsider.id);
      const asked = await messageAbout(scene, scene.approver, one.name, asks);
      assert.ok(asks(shownIn(asked)));
      await scene.world.teams.until('a card of its own', () => ownCopy(scene.approver, one));
    });

    it('and where there is nobody, the approvers', async () => {
      const one = await afterLeaving('Nobody Left', undefined);
      await scene.world.teams.until('a card of its own', () => ownCopy(scene.approver, one));
    });
  });

  it('HR asked: HR is asked again', async () => {
    const client = scene.world.client('hr');
    await client.arrive();
    const actor = actorOf(hr);
    const options = { ...noOptions, reviewDays: 30 };
    const card = { activityId: '', conversationId: `chat-${hr.id}` };
    const { id } = await proposeAs(scene.aside.deps, { leaverId: outsider.id, actor, options, card });
    const theirs = await approvalIn(scene.world, scene.approver, id);
    await scene.approver.press('approve', {}, shownIn(theirs));
    await becomes(scene, theirs, 'done', isDone);
    await days(scene, 30);
    await messageAbout(scene, client, outsider.displayName, asks);
  });

  /** A second card about the same request, beside the receipt that they have as an approver. */
  function ownCopy(client: Client, { name, theirs }: Case): true | undefined {
    const about = (card: CardJson) => textAt(card, 'person-name') === name && asks(card);
    const others = client.messages.filter((message) => message !== theirs);
    return (
      others.some(({ activity }) => (activity.attachments ?? []).some(({ content }) => about(content))) || undefined
    );
  }

  async function keptFor(name: string, reviewDays: number): Promise<Case> {
    const one = await askAbout(scene, name, { path: 'keep', options: { reviewDays } });
    await approveUntil(scene, one, 'done', isDone);
    await becomes(scene, one.mine, 'done', isDone);
    return one;
  }

  async function dueFor(name: string): Promise<Case> {
    const one = await keptFor(name, 30);
    await days(scene, 30);
    const mine = await messageAbout(scene, scene.manager, name, asks);
    // Comes after the card; what is said next must not be mistaken for it.
    await scene.manager.seeSentence(new RegExp(`The data of ${name} were kept`));
    return { ...one, mine };
  }

  /** Due, with this manager by then; undefined: none. */
  async function afterLeaving(name: string, managerId: string | undefined): Promise<Case> {
    enable(requester.id, true);
    const one = await keptFor(name, 30);
    enable(requester.id, false);
    const { managers } = scene.world.tenant.state;
    if (managerId === undefined) delete managers[one.leaverId];
    else managers[one.leaverId] = managerId;
    await days(scene, 30);
    return one;
  }

  function enable(id: string, accountEnabled: boolean): void {
    Object.assign(scene.world.tenant.state.users[id] ?? {}, { accountEnabled });
  }

  async function keyOf(one: Case) {
    return { requestId: one.requestId, version: (await stored(scene, one)).version };
  }

  async function audited(one: { requestId: string }, action: Parameters<typeof auditOf>[2]) {
    return (await auditOf(scene, one, action)).map(({ details }) => details);
  }
});
