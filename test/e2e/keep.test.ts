import assert from 'node:assert/strict';
import { textsOf, type Texts } from '../../src/i18n/text.ts';
import type { ChatWindow } from './browser.ts';
import { sandboxOfSuite } from './sandbox.ts';
import {
  askedFor,
  buttonsOf,
  cancelAll,
  confirmPlan,
  partOf,
  planNow,
  says,
  sentence,
  something,
  speak,
} from './talk.ts';

const texts = textsOf('en');
const { t } = texts;

describe('Somebody leaves and their data is kept', () => {
  const sandbox = sandboxOfSuite();

  beforeEach(() => cancelAll(sandbox.manager, texts));

  it('leads from the greeting to the fork, with what each choice means for this person', async () => {
    const { manager } = sandbox;
    await manager.press(t('buttons.offboard'));
    await manager.card(t('who.title'));
    await manager.fill(t('who.hint'), 'Alex Wilber');
    await manager.press(t('buttons.search'));
    const fork = await manager.card(t('path.title', { name: 'Alex Wilber' }));
    assert.match(await partOf(fork, 'person-details'), /Marketing Specialist/u);
    assert.match(await partOf(fork, 'person-mail'), /alex\.wilber@contoso\.example/u);
    const licences = 'Microsoft 365 E3';
    await says(fork, texts, 'path.keep.consequence', { licences });
    await says(fork, texts, 'path.delete.consequence', { licences: something, date: something });
    const choices = ['keep', 'delete', 'explain', 'cancel'].map((verb) => t(`buttons.${verb}`));
    assert.deepEqual(await buttonsOf(fork), choices);
  });

  it('explains the difference on the same card, whose buttons stay', async () => {
    const { manager } = sandbox;
    await manager.say('offboard Alex Wilber');
    await manager.card(t('path.title', { name: 'Alex Wilber' }));
    await manager.press(t('buttons.explain'));
    const fork = await manager.card(t('path.explain-keep'));
    await says(fork, texts, 'path.explain-delete');
    const choices = ['keep', 'delete', 'cancel'].map((verb) => t(`buttons.${verb}`));
    assert.deepEqual(await buttonsOf(fork), choices);
  });

  for (const language of ['en', 'nl'] as const) {
    it(`does what was ticked on the plan, has the rest ticked off by hand, and takes it back (${language})`, async () => {
      const { manager, approver } = sandbox;
      const spoken = await speak(language, [manager, approver]);
      await planWithOptions(manager, spoken);
      await approveWhatWasTicked(approver, spoken);
      for (const chat of [manager, approver]) await checkReceipt(chat, spoken, chat === approver);
      await tickOffTwo(approver, spoken);
      await takeBack(approver, spoken);
      await manager.reads(sentence(spoken, 'happened.undone', { who: 'Lidia Holloway', when: something }));
    });
  }
});

const name = 'Alex Wilber';
const successor = 'Daan de Vries';
const reply = 'Alex has left. Write to marketing@contoso.example.';

/** One switch off, one on with a text of its own, and another successor, whose name two people have. */
async function planWithOptions(manager: ChatWindow, spoken: Texts): Promise<void> {
  const { t } = spoken;
  const plan = await planNow(manager, spoken, { message: `offboard ${name}`, name, path: 'keep' });
  assert.equal(await partOf(plan, 'fact-path'), t('path.keep.name'));
  assert.equal(await partOf(plan, 'fact-when'), t('plan.when-now'));
  assert.equal(await partOf(plan, 'step-block-sign-in'), t('step.block-sign-in.plan', { name }));
  await manager.tick(t('step.share-files.name'), false);
  await manager.tick(t('step.auto-reply.name'));
  await manager.fill(t('auto-reply.label'), reply);
  await manager.fill(t('successor.label'), successor);
  await manager.press(t('buttons.confirm'));

  await manager.card(t('successor.choice'));
  await manager.tick(/Data Analyst/u);
  await manager.press(t('buttons.confirm'));
  await manager.card(t('step.forward-mail.plan', { name, successor }));
  assert.equal(await manager.isTicked(t('step.share-files.name')), false);
  assert.equal(await manager.isTicked(t('step.auto-reply.name')), true);
  assert.equal(await manager.field(t('auto-reply.label')).inputValue(), reply);
  const waiting = await confirmPlan(manager, spoken, { name, reason: 'Contract ends today' });
  await says(waiting, spoken, 'request.waiting-text');
}

async function approveWhatWasTicked(approver: ChatWindow, spoken: Texts): Promise<void> {
  const { t } = spoken;
  const asked = await askedFor(approver, spoken, name);
  assert.equal(await partOf(asked, 'fact-requester'), 'Megan Bowen');
  assert.equal(await partOf(asked, 'fact-reason'), 'Contract ends today');
  assert.equal(await partOf(asked, 'step-auto-reply'), t('step.auto-reply.plan-text', { name, text: reply }));
  assert.match(await partOf(asked, 'step-hand-over-groups'), /Daan de Vries \(d\.devries2@contoso\.example\)/u);
  assert.equal(await asked.locator('[id="step-share-files"]').count(), 0, 'it was switched off');
  await approver.press(t('buttons.approve'));
}

async function checkReceipt(chat: ChatWindow, spoken: Texts, isApprover: boolean): Promise<void> {
  const { t } = spoken;
  const receipt = await chat.card(sentence(spoken, 'receipt.seen-blocked'));
  await says(receipt, spoken, 'receipt.done');
  await says(receipt, spoken, 'request.approved-by', { who: 'Lidia Holloway', when: something });
  for (const step of ['block-sign-in', 'revoke-sessions', 'disable-devices', 'auto-reply', 'hand-over-groups']) {
    assert.equal(await partOf(receipt, `outcome-${step}`), t('outcome.done'), step);
  }
  await says(receipt, spoken, 'leftover.convert-mailbox.why');
  assert.deepEqual(await buttonsOf(receipt), isApprover ? [t('buttons.tick'), t('buttons.undo')] : []);
}

/** Two of what people have to do themselves; "pending" then counts the others. */
async function tickOffTwo(approver: ChatWindow, spoken: Texts): Promise<void> {
  const { t } = spoken;
  const done = ['convert-mailbox', 'hide-from-lists'];
  for (const id of done) await approver.tick(t(`leftover.${id}.short`));
  await approver.press(t('buttons.tick'));
  const ticked = await approver.card(sentence(spoken, 'leftover.done', { who: 'Lidia Holloway', when: something }));
  const shown = await ticked.innerText();
  for (const id of done) assert.ok(shown.includes(`✓ ${t(`leftover.${id}.title`)}`), id);
  const count = shown.split('○').length - 1;
  assert.ok(count > 0, 'the others are still to be done');

  await approver.say(spoken.language === 'nl' ? 'wachtend' : 'pending');
  const pending = await approver.card(t('leftover.pending-title'));
  await says(pending, spoken, 'leftover.pending-line', { number: something, leaver: name, count });
  await approver.reads(t('say.nothing-pending'));
}

async function takeBack(approver: ChatWindow, spoken: Texts): Promise<void> {
  const { t } = spoken;
  await approver.press(t('buttons.undo'));
  const plan = await approver.card(sentence(spoken, 'undo.title', { number: something, leaver: name }));
  await says(plan, spoken, 'undo.wont-handmade', { what: something });
  await approver.press(t('buttons.confirm-undo'));
  const undone = await approver.card(sentence(spoken, 'receipt.seen-allowed'));
  await says(undone, spoken, 'receipt.done');
}
