import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import {
  approveAndRun,
  askFor,
  becomes,
  newest,
  requestIdOf,
  shownIn,
  startCast,
  type Cast,
} from '../support/journey.ts';
import type { ChatMessage } from '../support/teams.ts';

const { t } = textsOf('nl');
const english = textsOf('en').t;
const { leaver } = sandboxPeople;

describe('the whole way in Dutch, in words alone', () => {
  let cast: Cast;
  let manager: Client;
  let mine: ChatMessage;

  before(async () => {
    cast = await startCast();
    // The client speaks English: it is the writing that decides.
    ({ manager } = cast);
  });
  after(() => cast.world.close());

  it('"Alex Wilber vertrekt vandaag" begins, in Dutch', async () => {
    await manager.say('Alex Wilber vertrekt vandaag');
    assert.equal(textAt(manager.card, 'title'), t('path.title', { name: leaver.displayName }));
  });

  it('"wat is het verschil?" explains, "hulp" helps, and the question stays open', async () => {
    await manager.say('Wat is het verschil?');
    await manager.say('hulp');
    assert.equal(manager.lastSentence, t('help-in-dialog'));
    await manager.say('misschien wel');
    assert.equal(manager.lastSentence, t('path.unclear'));
  });

  it('"ja, bewaren" answers, and "vandaag" is offered but not assumed', async () => {
    await manager.say('ja, bewaren');
    assert.equal(textAt(manager.card, 'title'), t('when.title'));
    assert.match(textAt(manager.card, 'understood'), /In je bericht las ik \w+dag \d+ \w+ \d{4}/);
    assert.equal(part(manager.card, 'time')?.['value'], '');
  });

  it('"terug" goes back, "ja" and "nu" go on', async () => {
    await manager.say('terug');
    assert.equal(textAt(manager.card, 'title'), t('path.title', { name: leaver.displayName }));
    await manager.say('ja');
    await manager.say('nu');
    assert.equal(textAt(manager.card, 'title'), t('plan.title'));
    assert.equal(textAt(manager.card, 'fact-when'), t('plan.when-now'));
  });

  it('"bevestigen" asks the approver, who speaks English and gets an English card', async () => {
    mine = newest(manager);
    await manager.say('bevestigen');
    await becomes(cast, mine, 'the request', (card) => verbs(card).includes('withdraw'));
    assert.ok(textOf(shownIn(mine)).includes(t('state.awaiting')));
    const asked = await cast.approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    assert.equal(textAt(asked, 'title'), english('request.title-approve', { leaver: leaver.displayName, number: 1 }));
  });

  it('approved and run, each reads the outcome in their own language', async () => {
    const theirs = newest(cast.approver);
    const receipt = await approveAndRun(cast, { requestId: requestIdOf(shownIn(theirs)), mine, theirs });
    assert.equal(textAt(receipt, 'headline'), `${t('receipt.done')}\n${t('receipt.seen-blocked')}`);
    assert.ok(textAt(shownIn(theirs), 'headline').includes(english('receipt.seen-blocked')));
    assert.equal(textAt(receipt, 'outcome-block-sign-in'), t('outcome.done'));
    assert.equal(cast.world.tenant.state.users[leaver.id]?.accountEnabled, false);
  });

  it('nothing of the conversation was in English', () => {
    const afterwards = manager.messages
      .slice(1)
      .flatMap(({ activity }) => [
        activity.text ?? '',
        ...(activity.attachments ?? []).map(({ content }) => textOf(content)),
      ]);
    assert.doesNotMatch(afterwards.join('\n'), /\b(?:the|you|this|approved|request|nothing)\b/i);
  });
});

describe('two languages on one request', () => {
  let cast: Cast;

  beforeEach(async () => {
    cast = await startCast();
  });
  afterEach(() => cast.world.close());

  it('a Dutch approver and an English manager each see their own', async () => {
    const { world } = cast;
    const dutch = world.client('secondApprover', { locale: 'nl-NL' });
    await dutch.arrive();
    const { mine } = await askFor(cast, { path: 'keep' });
    const asked = await dutch.seeCard('Dutch approval', (card) => verbs(card).includes('approve'));
    assert.ok(textAt(asked, 'title').startsWith('Goedkeuring'), textAt(asked, 'title'));
    await dutch.press('reject', { comment: 'Verkeerde persoon' }, asked);
    const told = await becomes(cast, mine, 'rejected', (card) => /Rejected by/.test(textAt(card, 'state')));
    assert.match(textAt(told, 'state'), /Rejected by Grady Archie .*\nComment: Verkeerde persoon/);
    await dutch.seeCard('the decision', (card) => /Afgewezen door Grady Archie/.test(textAt(card, 'state')));
  });

  it('the language command changes what is said, the cards that wait, and stays', async () => {
    const { manager, approver } = cast;
    const { mine, theirs } = await askFor(cast, { path: 'keep' });
    await becomes(cast, mine, 'the request', (card) => verbs(card).includes('withdraw'));
    await approver.say('language Dutch');
    assert.equal(approver.lastSentence, t('language.changed'));
    const asked = await becomes(cast, theirs, 'Dutch', (card) => textAt(card, 'title').startsWith('Goedkeuring'));
    assert.ok(verbs(asked).includes('approve'));
    assert.ok(textAt(shownIn(mine), 'state').startsWith(english('state.awaiting')), 'the manager’s copy stays English');
    await manager.say('taal Nederlands');
    await becomes(cast, mine, 'Dutch', (card) => textAt(card, 'state').startsWith(t('state.awaiting')));
    await manager.say('speak English');
    await becomes(cast, mine, 'English', (card) => textAt(card, 'state').startsWith(english('state.awaiting')));
    await approver.say('wat een weer');
    assert.equal(approver.lastSentence, t('say.not-understood'));
    await approver.press('approve', {}, shownIn(theirs));
    await becomes(cast, theirs, 'the Dutch receipt', (card) => textAt(card, 'headline').startsWith(t('receipt.done')));
  });

  it('an unknown language is asked again, and nothing changes', async () => {
    const { manager } = cast;
    await manager.say('language Klingon');
    assert.equal(manager.lastSentence, english('language.ask'));
    await manager.say('language');
    assert.equal(manager.lastSentence, english('language.ask'));
  });

  it('the language may be changed in the middle of a dialog; the next card speaks it', async () => {
    const { manager } = cast;
    await manager.say('offboard Alex Wilber');
    await manager.say('taal Nederlands');
    assert.equal(manager.lastSentence, t('language.changed'));
    await manager.press('keep');
    assert.equal(textAt(manager.card, 'title'), t('when.title'));
  });
});
