import assert from 'node:assert/strict';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { storeOn } from '../storage/samples.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import { freshPostgres } from '../support/databases.ts';
import { askFor, becomes, newest, requestIdOf, shownIn, startCast, writes, type Cast } from '../support/journey.ts';
import { depsOf, proposeAs } from '../support/proposing.ts';
import type { CardJson } from '../support/teams.ts';

const { t, moment } = textsOf('en');
const zone = 'Europe/Amsterdam';
const { leaver } = sandboxPeople;

describe('an offboarding at a date and time', () => {
  let cast: Cast;
  let database: Database;

  beforeEach(async () => {
    database = await freshPostgres();
    cast = await startCast({ database });
  });
  afterEach(() => cast.world.close());

  /** Wednesday at nine: no Friday is today. */
  function toWednesday(): void {
    const now = DateTime.fromJSDate(cast.world.clock.now(), { zone });
    const wednesday = now.plus({ days: ((3 - now.weekday + 7) % 7) + 7 }).set({ hour: 9, minute: 0 });
    cast.world.clock.advance(wednesday.toMillis() - now.toMillis());
  }

  it('a time in the first message is offered in the fields, and not taken before it is pressed', async () => {
    toWednesday();
    const { manager, world } = cast;
    await manager.say('Alex Wilber leaves on Friday at 17:00');
    await manager.press('keep');
    const friday = DateTime.fromJSDate(world.clock.now(), { zone }).startOf('day').plus({ days: 2, hours: 17 });
    assert.deepEqual(verbs(manager.card), ['now', 'at', 'back', 'cancel']);
    assert.equal(part(manager.card, 'date')?.['value'], friday.toISODate());
    assert.equal(part(manager.card, 'time')?.['value'], '17:00');
    assert.ok(textAt(manager.card, 'understood').includes(moment(friday.toJSDate(), zone)));
    await manager.press('at', { date: friday.toISODate() ?? '', time: '17:00' });
    assert.equal(textAt(manager.card, 'fact-when'), moment(friday.toJSDate(), zone));
    assert.match(textAt(manager.card, 'fact-when'), /Friday.*17:00.*Europe\/Amsterdam/);
  });

  it('Now is still possible after a time was named, and is not the time', async () => {
    const { manager } = cast;
    await manager.say('offboard Alex Wilber on Friday at 17:00');
    await manager.press('keep');
    await manager.press('now');
    assert.equal(textAt(manager.card, 'fact-when'), t('plan.when-now'));
  });

  it('a day without a time asks for the time, which then belongs to that day', async () => {
    toWednesday();
    const { manager } = cast;
    await manager.say('offboard Alex Wilber');
    await manager.press('keep');
    await manager.say('Friday');
    assert.match(manager.lastSentence, /At what time on Friday/);
    await manager.say('17:00');
    assert.match(textAt(manager.card, 'fact-when'), /^Friday.*17:00/);
  });

  it('the time is understood in the zone of the leaver’s mailbox, and shown with it', async () => {
    const { manager, world } = cast;
    const mailbox = world.tenant.state.mailboxes[sandboxPeople.leaver.id];
    assert.ok(mailbox !== undefined);
    const { timeZone } = mailbox;
    mailbox['timeZone'] = 'Tokyo Standard Time';
    await manager.say('offboard Alex Wilber');
    await manager.press('keep');
    assert.match(textAt(manager.card, 'when-text'), /Asia\/Tokyo/);
    const day = DateTime.fromJSDate(world.clock.now(), { zone: 'Asia/Tokyo' }).plus({ days: 20 });
    await manager.say(`${day.setLocale('en-GB').toFormat('d MMMM yyyy')} at 18:00`);
    assert.match(textAt(manager.card, 'fact-when'), /18:00.*Asia\/Tokyo/);
    await manager.say('cancel');
    mailbox['timeZone'] = timeZone;
  });

  it('without a mailbox the time is understood in the zone of whoever writes, and shown with it', async () => {
    const { mailboxes } = cast.world.tenant.state;
    const mailbox = mailboxes[sandboxPeople.leaver.id];
    delete mailboxes[sandboxPeople.leaver.id];
    const tokyo = cast.world.client('manager', { zone: 'Asia/Tokyo' });
    await tokyo.say('offboard Alex Wilber');
    await tokyo.press('keep');
    const day = DateTime.fromJSDate(cast.world.clock.now(), { zone: 'Asia/Tokyo' }).plus({ days: 20 });
    await tokyo.say(`${day.setLocale('en-GB').toFormat('d MMMM yyyy')} at 18:00`);
    assert.match(textAt(tokyo.card, 'fact-when'), /18:00.*Asia\/Tokyo/);
    await tokyo.press('confirm');
    if (mailbox !== undefined) mailboxes[sandboxPeople.leaver.id] = mailbox;
    const waiting = await cast.approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    assert.match(textAt(waiting, 'fact-when'), /18:00.*Asia\/Tokyo/);
    const [request] = await storeOn(database).requests.inState('awaiting', 1);
    assert.equal(request?.runAt?.toISOString(), `${day.toISODate()}T09:00:00.000Z`);
  });

  it('approved, it waits for its time with everything untouched, and can be withdrawn until then', async () => {
    const { manager, approver, world } = cast;
    const { mine, theirs } = await askForFriday();
    await approver.press('approve', {}, shownIn(theirs));
    const waiting = await becomes(cast, mine, 'approved', (card) => /Approved by/.test(textAt(card, 'state')));
    assert.match(textAt(waiting, 'state'), new RegExp(t('state.approved')));
    assert.match(textAt(waiting, 'state'), /It runs on .*17:00.*Europe\/Amsterdam/);
    assert.deepEqual(writes(world), []);
    assert.deepEqual(verbs(waiting), ['withdraw']);
    await manager.press('withdraw', {}, waiting);
    await becomes(cast, theirs, 'withdrawn', (card) => /Withdrawn by Megan Bowen/.test(textAt(card, 'state')));
    assert.match(textOf(shownIn(theirs)), /Withdrawn by Megan Bowen/);
    await askFor(cast, { path: 'keep' });
    assert.deepEqual(writes(world), []);
  });

  it('a time that passes while the plan stands open is asked again, and nothing else is lost', async () => {
    const { manager, approver, world } = cast;
    await manager.say('offboard Alex Wilber');
    await manager.press('keep');
    await manager.say('in 2 hours');
    world.clock.advance(3 * 3_600_000);
    await manager.press('confirm', { reason: 'Contract ends' });
    assert.match(manager.lastSentence, /That moment has passed/);
    assert.deepEqual(verbs(manager.card), ['now', 'at', 'back', 'cancel']);
    await manager.press('now');
    assert.equal(part(manager.card, 'reason')?.['value'], 'Contract ends');
    await manager.press('confirm', { reason: 'Contract ends' });
    await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
  });

  it('runs when its time comes and not before', async () => {
    const { approver, world } = cast;
    const runAt = new Date(world.clock.now().getTime() + 2500);
    await proposeAt(runAt);
    await approver.say('pending');
    const theirs = newest(approver);
    await approver.press('approve', {}, shownIn(theirs));
    await becomes(cast, theirs, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
    const [block] = writes(world);
    // The queue is told the time itself; a run may be claimed a moment early only when the clocks differ.
    assert.ok(Date.parse(block?.at ?? '') >= runAt.getTime(), `${block?.at} is not before ${runAt.toISOString()}`);
    assert.equal(world.tenant.state.users[leaver.id]?.accountEnabled, false);
  });

  it('a guardrail that came to hold while it waited stops the run, and the receipt says why', async () => {
    const { approver, world } = cast;
    await proposeAt(new Date(world.clock.now().getTime() + 3000));
    await approver.say('pending');
    const theirs = newest(approver);
    await approver.press('approve', {}, shownIn(theirs));
    world.clock.advance(120_000);
    world.tenant.state.members[sandboxGroups.protected]?.push(leaver.id);
    const receipt = await becomes(cast, theirs, 'a receipt', (card) => part(card, 'headline') !== undefined);
    assert.match(textAt(receipt, 'headline'), /^Nothing was changed\n.*protected/);
    assert.deepEqual(writes(world), []);
    assert.equal(world.tenant.state.users[leaver.id]?.accountEnabled, true);
  });

  /** The card's fields know minutes only: a request some seconds ahead goes in by the same use case, past the dialog. */
  function proposeAt(runAt: Date) {
    return proposeAs(depsOf(cast.world, database), { leaverId: leaver.id, runAt });
  }

  async function askForFriday() {
    toWednesday();
    const { manager, approver } = cast;
    await manager.say('Alex Wilber leaves on Friday at 17:00');
    await manager.press('keep');
    await manager.press('at', {
      date: String(part(manager.card, 'date')?.['value']),
      time: String(part(manager.card, 'time')?.['value']),
    });
    const mine = newest(manager);
    const requestId = requestIdOf(manager.card);
    await manager.press('confirm');
    const asked = (card: CardJson) => verbs(card).includes('approve') && requestIdOf(card) === requestId;
    await approver.seeCard('approval', asked);
    return { mine, theirs: newest(approver) };
  }
});
