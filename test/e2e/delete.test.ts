import assert from 'node:assert/strict';
import { textsOf } from '../../src/i18n/text.ts';
import { restorableUntil } from '../../src/offboarding/plan.ts';
import { sandboxOfSuite, zone } from './sandbox.ts';
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

const texts = textsOf('nl');
const { t } = texts;
const name = "Zoë D'Angelo-Müller";
const mail = 'zoe.dangelo-mueller@contoso.example';

describe('Somebody is deleted, in Dutch', () => {
  const sandbox = sandboxOfSuite();

  before(async () => {
    await speak('nl', [sandbox.manager, sandbox.approver]);
  });

  beforeEach(() => cancelAll(sandbox.manager, texts));

  it('understands who leaves and when in one sentence, and still asks keep or delete and now or later', async () => {
    const { manager } = sandbox;
    await manager.say(`${name} vertrekt vandaag`);
    const fork = await manager.card(t('path.title', { name }));
    const choices = ['keep', 'delete', 'explain', 'cancel'].map((verb) => t(`buttons.${verb}`));
    assert.deepEqual(await buttonsOf(fork), choices);
    await manager.press(t('buttons.delete'));
    const when = await manager.card(t('when.title'));
    await says(when, texts, 'when.understood', { when: something });
  });

  it('deletes only after the right mail address was typed; a wrong one loses nothing, and later nobody is found', async () => {
    const { manager, approver } = sandbox;
    const plan = await planNow(manager, texts, { message: `${name} vertrekt vandaag`, name, path: 'delete' });
    assert.equal(await partOf(plan, 'step-delete-user'), t('step.delete-user.plan'));
    assert.equal(await partOf(plan, 'undo'), t('plan.undo-delete'));

    await manager.fill(t('plan.reason'), 'Contract loopt vandaag af');
    await manager.fill(t('plan.confirm-mail', { name, mail }), 'zoe@contoso.example');
    await manager.press(t('buttons.confirm'));
    await manager.hears(t('plan.mail-mismatch', { mail }));
    await manager.card(t('plan.title'));
    assert.equal(await manager.field(t('plan.reason')).inputValue(), 'Contract loopt vandaag af');
    const typed = await manager.field(t('plan.confirm-mail', { name, mail })).inputValue();
    assert.equal(typed, 'zoe@contoso.example');

    await confirmPlan(manager, texts, { name, mail, reason: 'Contract loopt vandaag af' });
    const asked = await askedFor(approver, texts, name);
    assert.equal(await partOf(asked, 'fact-requester'), 'Megan Bowen');
    assert.equal(await partOf(asked, 'fact-path'), t('path.delete.name'));
    assert.equal(await partOf(asked, 'fact-reason'), 'Contract loopt vandaag af');
    assert.equal(await partOf(asked, 'undo'), t('plan.undo-delete'));
    const approvedAt = new Date();
    await approver.press(t('buttons.approve'));

    for (const chat of [manager, approver]) {
      const receipt = await chat.card(t('receipt.seen-deleted'));
      await says(receipt, texts, 'receipt.done');
      await says(receipt, texts, 'request.approved-by', { who: 'Lidia Holloway', when: something });
      // The run may end on the other side of midnight.
      const dates = [approvedAt, new Date()].map((at) => texts.date(restorableUntil(at), zone));
      const shown = await receipt.innerText();
      assert.match(shown, sentence(texts, 'receipt.restorable', { date: something }));
      assert.ok(
        dates.some((date) => shown.includes(date)),
        `no ${dates.join(' or ')} in: ${shown}`,
      );
      assert.equal(await partOf(receipt, 'outcome-delete-user'), t('outcome.done'));
      assert.deepEqual(await buttonsOf(receipt), chat === approver ? [t('buttons.tick'), t('buttons.undo')] : []);
    }

    await manager.say('offboard Zoë');
    await manager.card(t('who.title'));
    await manager.reads(t('who.none-unknown', { query: 'Zoë' }));
  });
});
