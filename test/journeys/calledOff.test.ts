import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { beside, type Beside } from '../support/attending.ts';
import { auditRows } from '../support/auditRows.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { freshPostgres } from '../support/databases.ts';
import { askFor, becomes, shownIn, startCast, writes, type Asked, type Cast } from '../support/journey.ts';
import type { CardJson } from '../support/teams.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl').t;
const { approver, manager, indirect } = sandboxPeople;

describe('a run that was approved for later', () => {
  let cast: Cast;
  let database: Database;
  let aside: Beside;

  before(async () => {
    database = await freshPostgres();
    cast = await startCast({ database });
    aside = await beside(cast.world, database);
  });
  afterEach(() => {
    cast.world.tenant.state.members[sandboxGroups.approvers] = [approver.id, sandboxGroups.onCall];
  });
  after(async () => {
    await aside.stop();
    await cast.world.close();
  });

  it('is called off by an approver; the requester hears it with the comment, and the leaver is free again', async () => {
    const { mine, theirs } = await approvedForTomorrow('Alex Wilber');
    assert.deepEqual(verbs(shownIn(theirs)), ['call-off']);
    assert.equal(part(shownIn(theirs), 'comment')?.['label'], t('request.comment-optional'));
    await cast.approver.press('call-off', { comment: 'He stays after all' }, shownIn(theirs));
    for (const message of [theirs, mine]) {
      const card = await becomes(cast, message, 'cancelled', isCalledOff);
      assert.match(textAt(card, 'state'), /^Cancelled\nCancelled by Lidia .*\nComment: He stays after all/);
      assert.deepEqual(verbs(card), []);
    }
    const said = await cast.manager.seeSentence(/Alex Wilber was cancelled/);
    assert.match(said, /cancelled by Lidia Holloway\. Nothing was changed\.\nComment: He stays after all$/);
    assert.deepEqual(await lastAudit('cancelled'), { version: 3, by: 'call-off' });
    assert.deepEqual(writes(cast.world), []);
    await askFor(cast, { path: 'keep' });
  });

  it('a Dutch requester hears it in Dutch', async () => {
    const hr = cast.world.client('hr', { locale: 'nl-NL' });
    await hr.arrive();
    const { mine, theirs } = await approvedForTomorrow('Lee Gu', { ...cast, manager: hr });
    await cast.approver.press('call-off', { comment: 'Blijft' }, shownIn(theirs));
    const said = await hr.seeSentence(/geannuleerd door Lidia Holloway/);
    assert.ok(said.endsWith(`\n${dutch('news.comment', { comment: 'Blijft' })}`), said);
    await becomes(cast, mine, 'cancelled', (card) => textAt(card, 'state').startsWith(dutch('state.cancelled')));
  });

  it('is withdrawn by the requester, who isn’t told what they did themselves', async () => {
    const { mine, theirs } = await approvedForTomorrow('Yusuf Kaya');
    const said = cast.manager.sentences.length;
    await cast.manager.press('withdraw', {}, shownIn(mine));
    await becomes(cast, mine, 'withdrawn', (card) => /Withdrawn by Megan Bowen/.test(textAt(card, 'state')));
    await becomes(cast, theirs, 'withdrawn', (card) => /Withdrawn by Megan Bowen/.test(textAt(card, 'state')));
    assert.deepEqual(verbs(shownIn(theirs)), []);
    assert.equal(cast.manager.sentences.length, said);
  });

  it('nobody else can: no stranger, not the requester as an approver, nobody below the leaver', async () => {
    const { requestId, theirs } = await approvedForTomorrow('Sanne Visser');
    const { version } = keyOf(shownIn(theirs));
    cast.world.tenant.state.members[sandboxGroups.approvers]?.push(manager.id, indirect.id);
    for (const [client, why] of [
      [cast.world.client('hr'), 'not-an-approver'],
      [cast.manager, 'own-request'],
      [cast.world.client('indirect'), 'below-the-leaver'],
    ] as const) {
      const { card } = await client.invoke(click('call-off', { requestId, version }));
      assert.equal(card, undefined);
      assert.equal(client.lastSentence, t(`decision.${why}`));
      assert.deepEqual(await lastAudit('attempt-refused'), { attempt: 'call-off', rule: why });
    }
    const { card } = await cast.approver.invoke(click('withdraw', { requestId, version }));
    assert.equal(card, undefined);
    assert.equal(cast.approver.lastSentence, t('decision.not-yours'));
    assert.deepEqual(verbs(shownIn(theirs)), ['call-off']);
  });

  it('a button of the card from before the approval is out of date', async () => {
    const { requestId } = await approvedForTomorrow('Joost Mulder');
    await cast.approver.invoke(click('call-off', { requestId, version: 1 }));
    assert.equal(cast.approver.lastSentence, t('decision.out-of-date'));
    assert.deepEqual(verbs(cast.approver.card), ['call-off']);
  });

  it('data that no card has is refused, and changes nothing', async () => {
    const { requestId, theirs } = await approvedForTomorrow('Ruben Meijer');
    const { version } = keyOf(shownIn(theirs));
    for (const extra of [{ actorId: approver.id }, { comment: { text: 'x' } }, { force: true }]) {
      await cast.approver.invoke(click('call-off', { requestId, version, ...extra }));
      assert.equal(cast.approver.lastSentence, t('say.card-invalid'));
      assert.equal((await lastAudit('attempt-refused'))?.['rule'], 'malformed-card');
    }
    assert.deepEqual(verbs(shownIn(theirs)), ['call-off']);
  });

  it('can’t be called off once it has begun', async () => {
    const { requestId, mine, theirs } = await approvedForTomorrow('Emily Braun');
    const { version } = keyOf(shownIn(theirs));
    await aside.comesTime(requestId);
    await becomes(cast, theirs, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
    await cast.manager.seeSentence(/for Emily Braun: done\./);
    const { card } = await cast.approver.invoke(click('call-off', { requestId, version }));
    assert.match(cast.approver.lastSentence, /^This run can no longer be cancelled: Approved by Lidia Holloway/);
    assert.match(textAt(card ?? {}, 'headline'), /^Done/);
    await cast.manager.invoke(click('withdraw', { requestId, version }));
    assert.match(cast.manager.lastSentence, /^This request can no longer be withdrawn: Approved by/);
    await becomes(cast, mine, 'a receipt', (each) => /^Done/.test(textAt(each, 'headline')));
  });

  async function approvedForTomorrow(who: string, people: Cast = cast): Promise<Asked> {
    const when = people.manager === cast.manager ? 'tomorrow at 12:00' : 'morgen om 12:00';
    const asked = await askFor(people, { path: 'keep', who, when });
    await people.approver.press('approve', {}, shownIn(asked.theirs));
    for (const message of [asked.mine, asked.theirs]) {
      await becomes(people, message, 'approved', (card) => /Lidia Holloway/.test(textAt(card, 'state')));
    }
    // Comes after the card; what is said next must not be mistaken for it.
    await people.manager.seeSentence(new RegExp(`${who} (was approved|is goedgekeurd)`));
    return asked;
  }

  async function lastAudit(action: string) {
    return (await auditRows(database)).findLast((row) => row.action === action)?.details;
  }
});

function isCalledOff(card: CardJson): boolean {
  return /Cancelled by/.test(textAt(card, 'state'));
}

function keyOf(card: CardJson): { version: number } {
  return (card['actions'] as [{ data: { version: number } }])[0].data;
}

function click(verb: string, data: object) {
  return { action: { type: 'Action.Execute', verb, data } };
}
