import assert from 'node:assert/strict';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxOfSuite } from './sandbox.ts';
import { askedFor, buttonsOf, cancelAll, confirmPlan, partOf, planNow, says, sentence, something } from './talk.ts';

const texts = textsOf('en');
const { t } = texts;

describe('Somebody leaves and their data is kept, in English', () => {
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

  it('shows the plan, has it approved by somebody else, and reports in both clients what was done', async () => {
    const { manager, approver } = sandbox;
    const name = 'Alex Wilber';
    const plan = await planNow(manager, texts, { message: `offboard ${name}`, name, path: 'keep' });
    assert.equal(await partOf(plan, 'fact-path'), t('path.keep.name'));
    assert.equal(await partOf(plan, 'fact-when'), t('plan.when-now'));
    assert.equal(await partOf(plan, 'step-block-sign-in'), t('step.block-sign-in.plan', { name }));
    assert.equal(await partOf(plan, 'step-revoke-sessions'), t('step.revoke-sessions.plan'));
    const waiting = await confirmPlan(manager, texts, { name, reason: 'Contract ends today' });
    await says(waiting, texts, 'request.waiting-text');

    const asked = await askedFor(approver, texts, name);
    assert.equal(await partOf(asked, 'fact-requester'), 'Megan Bowen');
    assert.equal(await partOf(asked, 'fact-path'), t('path.keep.name'));
    assert.equal(await partOf(asked, 'fact-reason'), 'Contract ends today');
    assert.equal(await partOf(asked, 'step-block-sign-in'), t('step.block-sign-in.plan', { name }));
    await approver.press(t('buttons.approve'));

    for (const chat of [manager, approver]) {
      const receipt = await chat.card(sentence(texts, 'receipt.seen-blocked'));
      await says(receipt, texts, 'receipt.done');
      await says(receipt, texts, 'request.approved-by', { who: 'Lidia Holloway', when: something });
      assert.equal(await partOf(receipt, 'outcome-block-sign-in'), t('outcome.done'));
      assert.equal(await partOf(receipt, 'outcome-revoke-sessions'), t('outcome.done'));
      assert.deepEqual(await buttonsOf(receipt), chat === approver ? [t('buttons.undo')] : []);
    }
  });
});
