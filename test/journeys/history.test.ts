import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { auditRows } from '../support/auditRows.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import { becomes, shownIn } from '../support/journey.ts';
import {
  approveUntil,
  askAbout,
  isDone,
  messageAbout,
  offers,
  startScene,
  stored,
  type Case,
  type Scene,
} from '../support/scene.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl').t;
const { approver, secondApprover } = sandboxPeople;

describe('"history of …"', () => {
  let scene: Scene;
  let kept: Case;
  let waiting: Case;

  before(async () => {
    scene = await startScene();
    kept = await askAbout(scene, 'Robin Storm', { path: 'keep' });
    await approveUntil(scene, kept, 'done', isDone);
    waiting = await askAbout(scene, 'Robin Storms', { path: 'delete' });
  });
  after(() => scene.close());

  it('lists every request about people of this name, the newest first, with its state and day', async () => {
    await scene.approver.say('history of robin storm');
    const { card } = scene.approver;
    assert.equal(textAt(card, 'title'), t('say.history-title', { query: 'robin storm' }));
    assert.match(
      textAt(card, 'row-1'),
      /^Request 2: Robin Storms\. Delete the user\. Waiting for approval\. .*20\d\d$/,
    );
    assert.match(textAt(card, 'row-2'), /^Request 1: Robin Storm\. Keep the data\. Done\. \w+day, .*20\d\d$/);
    assert.deepEqual(verbs(card), []);
  });

  it('"status 1" shows the card of one of them, and Undo is on it', async () => {
    await scene.approver.say('status 1');
    const { card } = scene.approver;
    assert.equal(textAt(card, 'person-name'), kept.name);
    assert.deepEqual(verbs(card), ['undo']);
    await scene.approver.press('undo', {}, card);
    const plan = scene.approver.card;
    assert.deepEqual(verbs(plan), ['confirm-undo', 'leave-as-is']);
    assert.equal(part(plan, 'unblock'), undefined);
  });

  it('"Leave it as it is" leaves it, and takes the buttons away', async () => {
    const plan = scene.approver.messages.at(-1);
    await scene.approver.press('leave-as-is');
    assert.match(textOf(plan && shownIn(plan)), /Left as it is\. Nothing was changed\./);
    assert.equal((await stored(scene, kept)).state, 'completed');
    assert.equal(scene.world.tenant.state.users[kept.leaverId]?.accountEnabled, false);
  });

  it('"undo 1" asks the same question, and an undo stands in the history as a request of its own', async () => {
    await scene.approver.say('undo 1');
    const plan = await messageAbout(scene, scene.approver, kept.name, offers('confirm-undo'));
    await scene.approver.press('confirm-undo', {}, shownIn(plan));
    await becomes(scene, plan, 'done', isDone);
    await scene.approver.say('History of Robin Storm.');
    const rows = ['row-1', 'row-2', 'row-3'].map((row) => textAt(scene.approver.card, row));
    assert.match(rows[0] ?? '', /^Request 3: Robin Storm\. Undo: allow access again\. Done\./);
    assert.match(rows[1] ?? '', /^Request 2: /);
    assert.match(rows[2] ?? '', /^Request 1: Robin Storm\. Keep the data\. Undone\./);
    await scene.approver.say('status 3');
    assert.match(textAt(scene.approver.card, 'title'), /^Undo of request 1: Robin Storm \(request 3\)$/);
    assert.deepEqual(verbs(scene.approver.card), []);
  });

  it('says which request or whose history it needs, and when there is none', async () => {
    for (const [said, answer] of [
      ['undo', t('say.undo-which')],
      ['undo 99', t('say.no-such-request', { number: 99 })],
      ['history', t('say.history-who')],
      ['history of Nobody Known', t('say.history-none', { query: 'Nobody Known' })],
      ['history of %', t('say.history-none', { query: '%' })],
    ] as const) {
      await scene.approver.say(said);
      assert.equal(scene.approver.lastSentence, answer);
    }
  });

  it('what an approver may not judge is not in their history', async () => {
    const { managers } = scene.world.tenant.state;
    const second = scene.world.client('secondApprover');
    managers[secondApprover.id] = waiting.leaverId;
    await second.say('history of Robin Storm');
    const card = await second.seeCard('the history', (each) => part(each, 'row-1') !== undefined);
    assert.match(textAt(card, 'row-1'), /^Request 3: Robin Storm\./);
    assert.doesNotMatch(textOf(card), /Robin Storms/);
    managers[secondApprover.id] = approver.id;
  });

  it('not for the requester or HR, who are told so, in the audit', async () => {
    for (const name of ['manager', 'hr', 'outsider'] as const) {
      const client = scene.world.client(name);
      await client.say('history of Robin Storm');
      assert.equal(client.lastSentence, t('say.history-not-approver'));
      const row = (await auditRows(scene.database)).at(-1);
      assert.deepEqual(row?.details, { attempt: 'history', rule: 'not-an-approver' });
    }
  });

  it('in Dutch too', async () => {
    const second = scene.world.client('secondApprover', { locale: 'nl-NL' });
    await second.say('geschiedenis van Robin Storm');
    // Their new language brings what waits to the same chat.
    const title = dutch('say.history-title', { query: 'Robin Storm' });
    await second.seeCard('the history', (card) => textAt(card, 'title') === title);
    await second.say('maak ongedaan 2');
    assert.equal(second.lastSentence, dutch('undo.not-ended', { number: 2 }));
  });
});
