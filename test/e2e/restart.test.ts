import assert from 'node:assert/strict';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxOfSuite, stillRunning, takenPorts } from './sandbox.ts';
import { askedFor, confirmPlan, planNow, says, sentence, something } from './talk.ts';

const texts = textsOf('en');
const { t } = texts;

describe('The sandbox is stopped and started again on the same data', () => {
  const sandbox = sandboxOfSuite();

  it('leaves no process and no port behind, and goes on where it was', async () => {
    const name = 'Alex Wilber';
    const mail = 'alex.wilber@contoso.example';
    await planNow(sandbox.manager, texts, { message: `offboard ${name}`, name, path: 'delete' });
    await confirmPlan(sandbox.manager, texts, { name, mail, reason: 'Contract ends' });
    await askedFor(sandbox.approver, texts, name);
    await sandbox.approver.press(t('buttons.approve'));
    await sandbox.manager.card(t('receipt.seen-deleted'));
    await planNow(sandbox.manager, texts, { message: 'offboard Joost Mulder', name: 'Joost Mulder', path: 'keep' });
    await confirmPlan(sandbox.manager, texts, { name: 'Joost Mulder', reason: 'Moves abroad' });
    await askedFor(sandbox.approver, texts, 'Joost Mulder');

    const processes = await sandbox.processIds();
    assert.ok(processes.length >= 3, 'the bot and two clients');
    await sandbox.stop();
    assert.deepEqual(await stillRunning(processes), []);
    assert.deepEqual(await takenPorts(), []);

    await sandbox.open();
    const { manager, approver } = sandbox;
    await manager.say('status');
    const list = await manager.card(t('say.requests-title'));
    const path = something;
    await says(list, texts, 'say.request-line', { number: 1, leaver: name, path, state: t('state.completed') });
    await says(list, texts, 'say.request-line', {
      number: 2,
      leaver: 'Joost Mulder',
      path,
      state: t('state.awaiting'),
    });
    await manager.say(`offboard ${name}`);
    await manager.reads(t('who.none-unknown', { query: name }));

    await approver.say('pending');
    // The tasks that the first request left to people come after what waits for a decision.
    await approver.card(t('leftover.pending-title'));
    await approver.cardAbove(sentence(texts, 'request.title-approve', { number: 2, leaver: 'Joost Mulder' }));
    await approver.press(t('buttons.approve'));
    for (const chat of [manager, approver]) {
      const receipt = await chat.cardAbove(sentence(texts, 'receipt.seen-blocked'));
      await says(receipt, texts, 'request.approved-by', { who: 'Lidia Holloway', when: something });
    }
  });
});
