import assert from 'node:assert/strict';
import { DateTime } from 'luxon';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxOfSuite, zone } from './sandbox.ts';
import { askedFor, buttonsOf, cancelAll, confirmPlan, partOf, planNow, says, sentence, something } from './talk.ts';

const texts = textsOf('en');
const { t } = texts;

describe('The conversation', () => {
  const sandbox = sandboxOfSuite();

  beforeEach(() => cancelAll(sandbox.manager, texts));

  it('wants a comment with a rejection, and tells the requester why', async () => {
    const { manager, approver } = sandbox;
    const name = 'Alex Wilber';
    await planNow(manager, texts, { message: `offboard ${name}`, name, path: 'keep' });
    await confirmPlan(manager, texts, { name, reason: '' });
    const asked = await askedFor(approver, texts, name);
    assert.equal(await partOf(asked, 'fact-reason'), t('request.no-reason'));

    await approver.press(t('buttons.reject'));
    await approver.hears(t('decision.comment-needed'));
    await approver.fill(t('request.comment'), 'He stays until the summer');
    await approver.press(t('buttons.reject'));

    for (const chat of [manager, approver]) {
      const rejected = await chat.card(t('state.rejected'));
      await says(rejected, texts, 'request.rejected-by', { who: 'Lidia Holloway', when: something });
      await says(rejected, texts, 'request.comment-was', { comment: 'He stays until the summer' });
      await says(rejected, texts, 'request.nothing-done');
      assert.deepEqual(await buttonsOf(rejected), []);
    }
  });

  it('offers two people of one name so that they can be told apart', async () => {
    const { manager } = sandbox;
    await manager.say('offboard Daan de Vries');
    const choice = await manager.card(t('who.several'));
    assert.equal(await choice.getByRole('radio').count(), 2);
    for (const each of [
      /Content Designer.*Megan Bowen.*daan\.devries@contoso\.example/u,
      /Data Analyst.*Sanne Visser.*d\.devries2@contoso\.example/u,
    ])
      assert.equal(await choice.getByRole('radio', { name: each }).count(), 1);

    await manager.press(t('buttons.choose'));
    await manager.hears(t('who.choose-first'));
    await manager.tick(/Data Analyst/u);
    await manager.press(t('buttons.choose'));
    const fork = await manager.card(t('path.title', { name: 'Daan de Vries' }));
    assert.match(await partOf(fork, 'person-mail'), /d\.devries2@contoso\.example/u);
  });

  it('goes back, explains itself and stops whenever it is asked to', async () => {
    const { manager } = sandbox;
    const name = 'Alex Wilber';
    await manager.say('help');
    const help = await manager.card(t('help.title'));
    await says(help, texts, 'help.anytime');
    await planNow(manager, texts, { message: `offboard ${name}`, name, path: 'keep' });

    await manager.say('back');
    await manager.card(t('when.title'));
    await manager.press(t('buttons.back'));
    await manager.card(t('path.title', { name }));
    await manager.say('help');
    await manager.hears(t('help-in-dialog'));
    await manager.press(t('buttons.cancel'));
    await manager.hears(t('say.cancelled'));
    assert.equal(await manager.offers(t('buttons.cancel')), false);
    await manager.say('cancel');
    await manager.hears(t('say.nothing-to-cancel'));
  });

  it('runs at the date and time of the fields, shown with their time zone, and can be withdrawn until then', async () => {
    const { manager, approver } = sandbox;
    const name = 'Yusuf Kaya';
    const day = DateTime.now().setZone(zone).plus({ days: 40 });
    const moment = texts.moment(day.set({ hour: 17, minute: 30 }).toJSDate(), zone);
    await manager.say(`offboard ${name}`);
    await manager.card(t('path.title', { name }));
    await manager.press(t('buttons.keep'));
    await manager.card(t('when.title'));
    await manager.fill(t('when.date'), day.toFormat('yyyy-MM-dd'));
    await manager.fill(t('when.time'), '17:30');
    await manager.press(t('buttons.at'));
    const plan = await manager.card(t('plan.title'));
    assert.equal(await partOf(plan, 'fact-when'), moment);
    assert.match(moment, /17:30 CES?T \(Europe\/Amsterdam\)$/u);

    await confirmPlan(manager, texts, { name, reason: 'Moves abroad' });
    const asked = await askedFor(approver, texts, name);
    assert.equal(await partOf(asked, 'fact-when'), moment);
    await approver.press(t('buttons.approve'));
    const approved = await manager.card(t('state.approved'));
    await says(approved, texts, 'request.runs-at', { when: moment });
    assert.deepEqual(await buttonsOf(approved), [t('buttons.withdraw')]);
    await manager.press(t('buttons.withdraw'));
    for (const chat of [manager, approver]) {
      const withdrawn = await chat.card(t('state.cancelled'));
      await says(withdrawn, texts, 'request.withdrawn-by', { who: 'Megan Bowen', when: something });
    }
  });

  it('does nothing when an old button is pressed again', async () => {
    const { manager } = sandbox;
    const name = 'Alex Wilber';
    await manager.say(`offboard ${name}`);
    await manager.card(t('path.title', { name }));
    const keep = await manager.press(t('buttons.keep'));
    await manager.card(t('when.title'));
    await manager.pressAgain(keep);
    await manager.hears(t('say.card-closed'));
    // The open question is still the one that was asked.
    await manager.press(t('buttons.now'));
    const plan = await manager.card(t('plan.title'));
    assert.equal(await partOf(plan, 'fact-path'), t('path.keep.name'));
  });

  it('decides once, however often Approve is pressed', async () => {
    const { manager, approver } = sandbox;
    const name = 'Ruben Meijer';
    await planNow(manager, texts, { message: `offboard ${name}`, name, path: 'keep' });
    await confirmPlan(manager, texts, { name, reason: 'New job' });
    await askedFor(approver, texts, name);
    const approve = await approver.press(t('buttons.approve'));
    await approver.card(t('receipt.seen-blocked'));
    await approver.pressAgain(approve);
    // The same decision by the same person is no news: the receipt stays, and no word is said.
    await approver.hears(sentence(texts, 'receipt.seen-blocked'));
  });

  it('starts anew from the greeting, and says that the offboarding that was open is closed', async () => {
    const { manager } = sandbox;
    await manager.say('offboard Alex Wilber');
    await manager.card(t('path.title', { name: 'Alex Wilber' }));
    await manager.press(t('buttons.offboard'));
    await manager.card(t('who.title'));
    await manager.reads(t('say.restarted'));
    assert.equal(await manager.offers(t('buttons.keep')), false);
  });
});
