import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import type { LeftoverId } from '../../src/offboarding/model.ts';
import { openLeftoversOf } from '../../src/offboarding/openLeftovers.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { auditRows } from '../support/auditRows.ts';
import { addMailbox } from '../support/belongings.ts';
import { every, part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { addReport, askFor, becomes, shownIn, type Asked } from '../support/journey.ts';
import {
  approveUntil,
  askAbout,
  auditOf,
  click,
  failNext,
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
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t } = textsOf('en');
const { leaver, approver, secondApprover } = sandboxPeople;

const shows = (text: string) => (card: CardJson) => textOf(card).includes(text);
const ticked = (id: LeftoverId) => (card: CardJson) => textAt(card, `leftover-${id}`).startsWith('✓');

describe('what people have to do themselves', () => {
  let scene: Scene;
  let second: Client;

  before(async () => {
    scene = await startScene();
    second = scene.world.client('secondApprover');
    await second.arrive();
  });
  after(() => scene.close());

  describe('of somebody whose data are kept', () => {
    let one: Asked;
    let theirs: ChatMessage;

    before(async () => {
      one = await askFor(scene, { path: 'keep' });
      await becomes(scene, one.mine, 'the request', offers('withdraw'));
      theirs = await messageAbout(scene, second, leaver.displayName, offers('approve'));
    });

    it('the approver reads it before they decide, without anything to tick', () => {
      const card = shownIn(one.theirs);
      assert.equal(textAt(card, 'leftovers-title'), t('leftover.title'));
      assert.match(textAt(card, 'leftover-convert-mailbox'), /An Exchange admin, at any time/);
      assert.match(textAt(card, 'leftover-synced-groups'), /An Active Directory admin/);
      assert.deepEqual([part(card, 'leftovers'), verbs(card).includes('tick')], [undefined, false]);
      assert.equal(part(shownIn(one.mine), 'leftovers-title'), undefined);
    });

    it('the receipt gives the approver the lines to paste, the requester the list', async () => {
      const receipt = await approveUntil(scene, one, 'done', isDone);
      const lines = monospaced(receipt);
      assert.ok(lines.includes(`Set-Mailbox -Identity '${leaver.mail}' -Type Shared`));
      assert.ok(lines.some((line) => line.startsWith("Remove-DistributionGroupMember -Identity '")));
      assert.match(textAt(receipt, 'leftover-mail-groups'), /News Utrecht/);
      const mine = await becomes(scene, one.mine, 'done', isDone);
      assert.equal(textAt(mine, 'leftovers-title'), t('leftover.title'));
      assert.deepEqual([monospaced(mine), part(mine, 'leftovers'), verbs(mine)], [[], undefined, []]);
      await scene.manager.seeSentence(/for Alex Wilber: done\./);
    });

    it('"pending" names the request and how much is left of it, to approvers', async () => {
      const request = await stored(scene, one);
      const count = openLeftoversOf(request).length;
      assert.ok(count > 3);
      await scene.approver.say('pending');
      const list = await scene.approver.seeCard('what is left', shows(t('leftover.pending-title')));
      const values = { number: request.number, leaver: leaver.displayName, count };
      assert.equal(textAt(list, 'row-1'), t('leftover.pending-line', values));
      assert.match(textOf(list), new RegExp(`status ${request.number}`));
      await scene.manager.say('pending');
      assert.equal(scene.manager.lastSentence, t('say.not-approver'));
    });

    it('a tick shows on every copy, with who and when, and is said nowhere', async () => {
      const sentences = [scene.approver, second, scene.manager].map((client) => client.sentences.length);
      await scene.approver.press('tick', { leftovers: 'convert-mailbox' }, shownIn(one.theirs));
      for (const message of [one.theirs, theirs, one.mine]) {
        const card = await becomes(scene, message, 'ticked', ticked('convert-mailbox'));
        assert.match(textAt(card, 'leftover-convert-mailbox'), new RegExp(`Done, says ${approver.displayName} on `));
      }
      assert.equal(part(shownIn(theirs), 'leftovers')?.['value'], 'convert-mailbox');
      assert.deepEqual(
        [scene.approver, second, scene.manager].map((client) => client.sentences.length),
        sentences,
      );
    });

    it('the answer to the click shows it at once', async () => {
      const { card, sentence } = await second.press(
        'tick',
        { leftovers: 'convert-mailbox,hold-mailbox', comment: '' },
        shownIn(theirs),
      );
      assert.ok(card && ticked('hold-mailbox')(card) && ticked('convert-mailbox')(card));
      assert.equal(sentence, '');
      await becomes(scene, one.theirs, 'ticked', ticked('hold-mailbox'));
    });

    it('the audit has who ticked what, by ids alone', async () => {
      const rows = await auditOf(scene, one, 'leftover-done');
      assert.deepEqual(
        rows.map(({ actorId, details }) => [actorId, details['leftover']]),
        [
          [approver.id, 'convert-mailbox'],
          [secondApprover.id, 'hold-mailbox'],
        ],
      );
      for (const row of await auditRows(scene.database)) {
        assert.doesNotMatch(JSON.stringify(row), /Wilber|@contoso|News Utrecht/);
      }
    });

    it('a tick is taken back the same way', async () => {
      await second.press('tick', { leftovers: 'convert-mailbox' }, shownIn(theirs));
      await becomes(scene, one.theirs, 'open again', (card) => !ticked('hold-mailbox')(card));
      assert.equal((await auditOf(scene, one, 'leftover-reopened')).length, 1);
    });

    it('once all is done it is pending no more', async () => {
      const all = (await stored(scene, one)).plan.leftovers.map(({ id }) => id).join(',');
      await scene.approver.press('tick', { leftovers: all }, shownIn(one.theirs));
      const card = await becomes(scene, one.theirs, 'all done', shows(t('leftover.title-done')));
      assert.deepEqual(monospaced(card), []);
      const lists = () => scene.approver.cards.filter(shows(t('leftover.pending-title'))).length;
      const before = lists();
      await scene.approver.say('pending');
      assert.equal(scene.approver.lastSentence, t('say.nothing-pending'));
      assert.equal(lists(), before);
    });

    it('a click on it by the requester or with an id of no plan changes nothing', async () => {
      const { id, version } = await stored(scene, one);
      const before = await stored(scene, one);
      const theirs = await scene.manager.invoke(click('tick', { requestId: id, version, leftovers: '' }));
      assert.equal(theirs.sentence, t('leftover.not-an-approver'));
      const forged = { requestId: id, version, leftovers: 'convert-mailbox,lower-licences' };
      const mine = await scene.approver.invoke(click('tick', forged));
      assert.equal(mine.sentence, t('say.card-invalid'));
      assert.deepEqual(await stored(scene, one), before);
      const rules = (await auditOf(scene, one, 'attempt-refused')).slice(-2).map(({ details }) => details['rule']);
      assert.deepEqual(rules, ['not-an-approver', 'malformed-card']);
    });
  });

  describe('of others', () => {
    it('the other buttons of the card take the ticks along and leave them alone', async () => {
      const one = await endedWithProblem('Ticked Too Early');
      await scene.approver.press('retry', { leftovers: 'hide-from-lists' }, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'done', isDone);
      assert.deepEqual(await auditOf(scene, one, 'leftover-done'), []);
    });

    it('what was ticked before a retry is still ticked after it', async () => {
      const one = await endedWithProblem('Ticked Before');
      await scene.approver.press('tick', { leftovers: 'hide-from-lists' }, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'ticked', ticked('hide-from-lists'));
      await scene.approver.press('retry', {}, shownIn(one.theirs));
      const card = await becomes(scene, one.theirs, 'done', isDone);
      assert.ok(ticked('hide-from-lists')(card));
      const left = openLeftoversOf(await stored(scene, one)).length;
      assert.equal(await columnOf(one), left);
    });

    it('a delete leaves the licence to be given up, and an undo leaves nothing', async () => {
      const one = await askAbout(scene, 'Deleted And Back', { path: 'delete' });
      const receipt = await approveUntil(scene, one, 'a receipt', isReceipt);
      assert.match(textAt(receipt, 'leftover-lower-licences'), /A billing admin, before the next invoice/);
      assert.equal(await columnOf(one), 1);
      await undoNow(scene, one);
      const card = await becomes(scene, one.theirs, 'undone', (each) => part(each, 'leftovers-title') === undefined);
      assert.ok(!verbs(card).includes('tick'));
      assert.equal(await columnOf(one), 0);
    });

    it('in Dutch too', async () => {
      const one = await askAbout(scene, 'Ook In Het Nederlands', { path: 'keep', given: withMailbox });
      const dutchApprover = scene.world.client('approver', { locale: 'nl-NL' });
      await dutchApprover.say('help');
      await approveUntil(scene, one, 'a receipt', isReceipt);
      await dutchApprover.say(`status ${(await stored(scene, one)).number}`);
      const card = await dutchApprover.seeCard('the Dutch one', shows('Het postvak omzetten in een gedeeld postvak'));
      assert.match(textAt(card, 'leftover-convert-mailbox'), /Een Exchange-beheerder, wanneer het uitkomt/);
    });
  });

  /** Those who are invented are like Alex Wilber, whose sign-in is blocked by now. */
  function withMailbox(id: string): void {
    const { state } = scene.world.tenant;
    Object.assign(state.users[id] ?? {}, { accountEnabled: true });
    addMailbox(state, id);
  }

  /** Ended with a problem, and with something left to do. */
  async function endedWithProblem(name: string): Promise<Case> {
    const one = await askAbout(scene, name, { path: 'keep', given: withMailbox });
    failNext(scene, 'revoke-sessions', one.leaverId, { answer: { status: 403 } });
    await approveUntil(scene, one, 'done with problems', offers('retry', 'tick'));
    return one;
  }

  async function columnOf({ requestId }: Pick<Asked, 'requestId'>): Promise<number | undefined> {
    const query = scene.database.kysely.selectFrom('request').select('open_leftovers').where('id', '=', requestId);
    return (await query.executeTakeFirst())?.open_leftovers;
  }
});

describe('somebody who is deleted already', () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  it('the requester hears since when, and until when an admin can bring them back', async () => {
    const { displayName, id } = addReport(scene.world, { displayName: 'Gone Meanwhile', mail: 'gone@contoso.example' });
    await scene.manager.say(`offboard ${displayName}`);
    remove(id);
    await scene.manager.press('keep');
    assert.match(
      scene.manager.lastSentence,
      /^That person has been deleted already, on Friday, 20 November 2026, 11:00/,
    );
    assert.match(scene.manager.lastSentence, /restore them until Sunday, 20 December 2026, 11:00/);
  });

  it('the approver hears it too, and nothing is done', async () => {
    const one = await askAbout(scene, 'Gone Since Asked', { path: 'keep' });
    remove(one.leaverId);
    await scene.approver.press('approve', {}, shownIn(one.theirs));
    assert.match(scene.approver.lastSentence, /^That person has been deleted already, .* Nothing was changed\.$/s);
    assert.equal((await stored(scene, one)).state, 'awaiting');
  });

  it('of who is nowhere at all it is said that they are not there', async () => {
    const { displayName, id } = addReport(scene.world, {
      displayName: 'Nowhere At All',
      mail: 'nowhere@contoso.example',
    });
    await scene.manager.say(`offboard ${displayName}`);
    delete scene.world.tenant.state.users[id];
    await scene.manager.press('keep');
    assert.equal(scene.manager.lastSentence, t('who.gone'));
  });

  function remove(id: string): void {
    const { users, deletedUsers } = scene.world.tenant.state;
    const user = users[id] ?? assert.fail();
    deletedUsers[id] = { ...user, deletedDateTime: '2026-11-20T10:00:00Z' };
    delete users[id];
  }
});

function monospaced(card: CardJson): string[] {
  return every(card)
    .filter(({ fontType }) => fontType === 'Monospace')
    .map(({ text }) => String(text));
}
