import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { User } from '../../src/sandbox/tenant/state.ts';
import type { Database } from '../../src/storage/db.ts';
import { beside, type Beside } from '../support/attending.ts';
import { auditRows } from '../support/auditRows.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import type { Client } from '../support/client.ts';
import { freshPostgres } from '../support/databases.ts';
import {
  approvalIn,
  askFor,
  becomes,
  newest,
  shownIn,
  startCast,
  writes,
  type Asked,
  type Cast,
} from '../support/journey.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl').t;
const { leaver, indirect, teamLead, accented } = sandboxPeople;

describe('the world moves before it is decided', () => {
  let cast: Cast;
  let database: Database;
  let aside: Beside;
  let second: Client;
  let asked: Asked;
  let others: ChatMessage;

  before(async () => {
    database = await freshPostgres();
    cast = await startCast({ database });
    aside = await beside(cast.world, database);
    second = cast.world.client('secondApprover', { locale: 'nl-NL' });
    await second.arrive();
    asked = await askFor(cast, { path: 'keep' });
    others = await approvalIn(cast.world, second, asked.requestId);
    await becomes(cast, asked.mine, 'waiting', (card) => verbs(card).includes('withdraw'));
    change(leaver.id, { jobTitle: 'Head of Marketing', department: 'Brand' });
    change(leaver.id, { assignedLicenses: [{ skuId: sandboxSkus.project, disabledPlans: [] }] });
    cast.world.tenant.state.managers[leaver.id] = teamLead.id;
  });
  after(async () => {
    await aside.stop();
    await cast.world.close();
  });

  it('the approval isn’t counted, and the approver is told so beside what changed', async () => {
    const { card } = await cast.approver.press('approve', {}, shownIn(asked.theirs));
    assert.match(cast.approver.lastSentence, /your approval was not counted/);
    checkChanges(card ?? {});
    assert.deepEqual(verbs(card ?? {}), ['approve', 'reject']);
  });

  it('every approver has a new card at the end of their chat, and the old one has no buttons', async () => {
    for (const [client, old, words] of [
      [cast.approver, asked.theirs, t('say.card-moved')],
      [second, others, dutch('say.card-moved')],
    ] as const) {
      await becomes(cast, old, 'moved', (card) => textOf(card) === words);
      assert.notEqual(newest(client).id, old.id);
      assert.deepEqual(verbs(client.card), ['approve', 'reject']);
    }
    checkChanges(cast.approver.card);
    assert.match(
      textAt(second.card, 'changes'),
      /^Gewijzigd .*\n(?:.*\n)*Functie: Head of Marketing \(was Marketing Specialist\)/,
    );
  });

  it('the requester hears it and sees what changed; nothing was done', async () => {
    await cast.manager.seeSentence(
      /changed since request 1 for Alex Wilber was made, so the approvers have to decide again/,
    );
    const card = await becomes(cast, asked.mine, 'changed', (each) => textAt(each, 'changes') !== '');
    assert.ok(textAt(card, 'changes').startsWith(t('request.changes-title-requester')));
    assert.match(textAt(card, 'person-details'), /Head of Marketing · Brand · reports to Sanne Visser/);
    assert.deepEqual(writes(cast.world), []);
  });

  it('a button of the old card is out of date', async () => {
    const { card } = await second.invoke(click(asked.requestId, 1));
    assert.equal(second.lastSentence, dutch('decision.out-of-date'));
    assert.deepEqual(verbs(card ?? {}), ['approve', 'reject']);
    const { details } = (await auditRows(database)).at(-1) ?? {};
    assert.deepEqual(details, { attempt: 'approve', rule: 'out-of-date' });
  });

  it('an approval of the new card runs', async () => {
    await second.press('approve');
    const receipt = await becomes(cast, asked.mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
    assert.equal(textAt(receipt, 'changes'), '');
    assert.equal(cast.world.tenant.state.users[leaver.id]?.accountEnabled, false);
  });

  describe('and after it was approved for later', () => {
    let later: Asked;

    before(async () => {
      later = await askFor(cast, { path: 'keep', who: indirect.displayName, when: 'tomorrow at 12:00' });
      await cast.approver.press('approve', { comment: 'Fine' }, shownIn(later.theirs));
      await becomes(cast, later.mine, 'approved', (card) => /Approved by/.test(textAt(card, 'state')));
      change(indirect.id, { displayName: 'Yusuf Kaya-Visser' });
    });

    it('its time comes, nothing is done, and the approvers are asked again', async () => {
      const before = writes(cast.world).length;
      await aside.comesTime(later.requestId);
      await becomes(cast, later.theirs, 'moved', (card) => textOf(card) === t('say.card-moved'));
      assert.match(textAt(cast.approver.card, 'changes'), /Name: Yusuf Kaya-Visser \(was Yusuf Kaya\)$/);
      assert.doesNotMatch(textAt(cast.approver.card, 'state'), /Approved by/, 'the approval was for something else');
      assert.equal(writes(cast.world).length, before);
      await cast.manager.seeSentence(/changed since request \d+ for Yusuf Kaya-Visser was made/);
      const mine = await becomes(cast, later.mine, 'asked again', (card) => textAt(card, 'changes') !== '');
      assert.match(textAt(mine, 'state'), /^Waiting for approval/);
    });

    it('the cards say that the planned time has passed, and what an approval does now', async () => {
      assert.match(textAt(cast.approver.card, 'state'), /The planned time has passed: .*12:00/);
      assert.equal(textAt(cast.approver.card, 'approve-text'), t('request.approve-now'));
      assert.match(textAt(shownIn(later.mine), 'state'), /The planned time has passed/);
    });

    it('an approval now runs at once', async () => {
      await cast.approver.press('approve');
      // The queue goes by the database's clock, to which the planned time is still to come.
      await aside.deps.store.jobs.run(later.requestId, null);
      await becomes(cast, later.mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
      assert.equal(cast.world.tenant.state.users[indirect.id]?.accountEnabled, false);
    });
  });

  it('what nobody is shown or decides on asks nobody again', async () => {
    const other = await askFor(cast, { path: 'keep', who: accented.displayName });
    change(accented.id, { officeLocation: 'Berlin 3/1', mobilePhone: '+49 1' });
    await cast.approver.press('approve', {}, shownIn(other.theirs));
    await becomes(cast, other.mine, 'a receipt', (card) => /^Done/.test(textAt(card, 'headline')));
  });

  function change(id: string, changes: Partial<User>): void {
    Object.assign(cast.world.tenant.state.users[id] ?? {}, changes);
  }
});

function checkChanges(card: CardJson): void {
  const text = textAt(card, 'changes');
  assert.ok(text.startsWith(t('request.changes-title')), text);
  assert.match(text, /Job title: Head of Marketing \(was Marketing Specialist\)/);
  assert.match(text, /Department: Brand \(was Marketing\)/);
  assert.match(text, /Manager: Sanne Visser \(was Megan Bowen\)/);
  assert.match(text, /Licences: .*Project.* \(was Microsoft 365 E3\)/);
}

function click(requestId: string, version: number) {
  return { action: { type: 'Action.Execute', verb: 'approve', data: { requestId, version } } };
}
