import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { Store } from '../../src/offboarding/ports/store.ts';
import { storeOn } from '../storage/samples.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import { newest, requestIdOf, shownIn, startCast, writes, type Cast } from '../support/journey.ts';

const { t } = textsOf('en');
const { leaver, teamLead } = sandboxPeople;
const title = (client: Client) => textAt(client.card, 'title');
const pathTitle = t('path.title', { name: leaver.displayName });

describe('the questions can be gone through in any order, and nothing typed is lost', () => {
  let cast: Cast;
  let store: Store;
  let manager: Client;

  before(async () => {
    const database = await freshPostgres();
    store = storeOn(database);
    cast = await startCast({ database });
    ({ manager } = cast);
  });
  afterEach(async () => {
    await manager.say('cancel');
    assert.deepEqual(writes(cast.world), []);
  });
  after(() => cast.world.close());

  async function upToThePlan(path = 'keep'): Promise<void> {
    await manager.say('offboard Alex Wilber');
    await manager.press(path);
    await manager.press('now');
  }

  it('back, pressed or written, goes one question back each time, up to who leaves', async () => {
    await upToThePlan();
    await manager.say('back');
    assert.equal(title(manager), t('when.title'));
    await manager.press('back');
    assert.equal(title(manager), pathTitle);
    await manager.say('go back');
    assert.equal(title(manager), t('who.title'));
    await manager.say('back');
    assert.equal(title(manager), t('who.title'));
    await manager.say('Sanne Visser');
    assert.equal(textAt(manager.card, 'person-name'), teamLead.displayName);
  });

  it('back from the choice asks for the name again', async () => {
    await manager.say('offboard Daan de Vries');
    await manager.press('back');
    assert.equal(title(manager), t('who.title'));
  });

  it('every question that was left has nothing to press any more', async () => {
    const first = manager.messages.length;
    await upToThePlan();
    await manager.press('change');
    await manager.press('change-path');
    await manager.press('cancel');
    for (const message of manager.messages.slice(first)) {
      if ((message.activity.attachments ?? []).length > 0) assert.deepEqual(verbs(shownIn(message)), []);
    }
    assert.equal(manager.lastSentence, t('say.cancelled'));
  });

  it('change: the time', async () => {
    await upToThePlan();
    await manager.press('change', { reason: 'Because' });
    assert.deepEqual(verbs(manager.card), ['change-person', 'change-path', 'change-when', 'back', 'cancel']);
    await manager.press('change-when');
    await manager.say('tomorrow at 12:00');
    assert.match(textAt(manager.card, 'fact-when'), /12:00/);
    assert.match(textAt(manager.card, 'fact-path'), /Keep/);
    assert.equal(part(manager.card, 'reason')?.['value'], 'Because', 'the reason that was typed is kept');
  });

  it('change: keep or delete, which has to be confirmed anew', async () => {
    await upToThePlan('delete');
    await manager.press('change', { confirmMail: leaver.mail });
    await manager.press('change-path');
    assert.equal(title(manager), pathTitle);
    await manager.press('keep');
    assert.equal(part(manager.card, 'step-delete-user'), undefined);
    assert.equal(textAt(manager.card, 'fact-when'), t('plan.when-now'), 'the time stays as it was answered');
    await manager.press('change');
    await manager.press('change-path');
    await manager.press('delete');
    assert.equal(part(manager.card, 'confirmMail')?.['value'], '', 'what was typed before confirms nothing now');
  });

  it('change: the person, for whom everything is asked again', async () => {
    await upToThePlan('delete');
    await manager.press('change', { confirmMail: leaver.mail });
    await manager.press('change-person');
    await manager.say('Sanne Visser');
    assert.equal(title(manager), t('path.title', { name: teamLead.displayName }));
    await manager.press('delete');
    await manager.press('now');
    assert.equal(part(manager.card, 'confirmMail')?.['value'], '');
    await manager.press('confirm', { confirmMail: leaver.mail });
    assert.match(manager.lastSentence, new RegExp(`is not ${teamLead.mail}`));
  });

  it('change and back shows the plan as it was; words that mean nothing are asked again', async () => {
    await upToThePlan();
    await manager.say('change');
    await manager.say('something else');
    assert.equal(manager.lastSentence, t('plan.change-what'));
    await manager.press('back');
    assert.equal(title(manager), t('plan.title'));
  });

  it('left alone for four hours it closes politely at the next message, which is then answered', async () => {
    await upToThePlan();
    const plan = newest(manager);
    cast.world.clock.advance(3.9 * 3_600_000);
    await manager.say('help');
    assert.equal(manager.lastSentence, t('help-in-dialog'), 'not yet');
    cast.world.clock.advance(4.1 * 3_600_000);
    await manager.say('help');
    assert.equal(manager.lastSentence, t('say.expired'));
    assert.equal(title(manager), t('help.title'));
    assert.deepEqual(verbs(shownIn(plan)), []);
  });

  it('a Confirm that comes after four hours makes no request', async () => {
    await upToThePlan();
    cast.world.clock.advance(4.1 * 3_600_000);
    const { card } = await manager.press('confirm');
    assert.deepEqual(manager.sentences.slice(-2), [t('say.expired'), t('say.card-closed')]);
    assert.equal(card, undefined);
    assert.deepEqual(await store.requests.inState('awaiting', 10), []);
  });

  it('the welcome button in the middle starts anew and says so', async () => {
    await manager.arrive();
    const welcome = manager.card;
    await upToThePlan();
    const plan = newest(manager);
    await manager.press('offboard', {}, welcome);
    assert.equal(manager.lastSentence, t('say.restarted'));
    assert.equal(title(manager), t('who.title'));
    assert.deepEqual(verbs(shownIn(plan)), []);
  });

  it('the same button pressed twice at once is one answer', async () => {
    await manager.say('offboard Alex Wilber');
    const fork = manager.card;
    const before = manager.messages.length;
    await Promise.all([manager.press('keep', {}, fork), manager.press('keep', {}, fork)]);
    const cards = manager.messages.slice(before).filter(({ activity }) => activity.attachments !== undefined);
    assert.equal(cards.length, 1, 'one next question');
    assert.equal(title(manager), t('when.title'));
    assert.equal(manager.lastSentence, t('say.card-closed'));
  });

  it('what changed about the person between the plan and Confirm is shown first, and nothing is sent', async () => {
    await upToThePlan();
    const user = cast.world.tenant.state.users[sandboxPeople.leaver.id];
    assert.ok(user !== undefined);
    const { jobTitle } = user;
    user.jobTitle = 'Head of Marketing';
    await manager.press('confirm', { reason: 'Contract ends' });
    assert.equal(manager.lastSentence, t('plan.changed'));
    assert.match(textAt(manager.card, 'person-details'), /Head of Marketing/);
    assert.match(JSON.stringify(manager.card), /Contract ends/);
    assert.deepEqual(await store.requests.inState('awaiting', 1), []);
    user.jobTitle = jobTitle;
  });

  it('Confirm pressed twice at once, and once more, makes one request', async () => {
    await upToThePlan();
    const plan = manager.card;
    const id = requestIdOf(plan);
    const pressed = await Promise.all([manager.press('confirm', {}, plan), manager.press('confirm', {}, plan)]);
    for (const { status, card } of pressed) {
      assert.equal(status, 200);
      assert.ok(textOf(card).includes(t('state.awaiting')), 'both see the request');
    }
    await cast.approver.seeCard('approval', (card) => verbs(card).includes('approve') && requestIdOf(card) === id);
    const requests = await store.requests.inState('awaiting', 10);
    assert.deepEqual(
      requests.map((request) => request.id),
      [id],
    );
  });

  it('"offboard …" in the middle of a question begins anew, and "ok" takes the moment that was just shown', async () => {
    await manager.say('offboard Nobody Here');
    const { displayName: name } = sandboxPeople.licensedByGroup;
    await manager.say(`${name} leaves on Friday at 16:00`);
    assert.equal(title(manager), t('path.title', { name }));
    await manager.say(`offboard ${name} on Friday at 17:00`);
    await manager.say('keep');
    assert.match(textAt(manager.card, 'understood'), /17:00/);
    await manager.say('ok');
    assert.match(textAt(manager.card, 'fact-when'), /Friday.*17:00/);
  });
});
