import type { Ties } from '../../src/offboarding/people.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Store } from '../../src/offboarding/ports/store.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import { textsOf } from '../../src/i18n/text.ts';
import { storeOn } from '../storage/samples.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { freshPglite } from '../support/databases.ts';
import { approveAndRun, becomes, newest, requestIdOf, startCast, writes, type Cast } from '../support/journey.ts';
import type { CardJson } from '../support/teams.ts';

const { leaver } = sandboxPeople;
const { t, moment } = textsOf('en');
const month = 30 * 86_400_000;

/** The group that nobody else owns goes to the manager before the delete. */
function ownersAdded({ world }: Cast) {
  return world.tenant.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/owners/$ref'));
}

describe('a manager has somebody deleted', () => {
  let cast: Cast;
  let store: Store;
  let receipt: CardJson;
  let requestId: string;

  before(async () => {
    const database = await freshPglite();
    store = storeOn(database);
    cast = await startCast({ database });
  });
  after(() => cast.world.close());

  it('the plan ends with the delete, says what becomes free and for how long it can be undone', async () => {
    const { manager } = cast;
    await manager.say('offboard Alex Wilber');
    await manager.press('delete');
    await manager.press('now');
    assert.match(textAt(manager.card, 'step-delete-user'), /Restorable for 30 days/);
    assert.match(textAt(manager.card, 'cost'), /Microsoft 365 E3/);
    assert.equal(textAt(manager.card, 'undo'), t('plan.undo-delete'));
    assert.match(String(part(manager.card, 'confirmMail')?.['label']), new RegExp(leaver.mail));
  });

  it('Confirm, pressed or written, is no typed confirmation', async () => {
    const { manager } = cast;
    await manager.press('confirm', { confirmMail: '' });
    assert.match(manager.lastSentence, /Type the mail address/);
    await manager.say('confirm');
    assert.match(manager.lastSentence, /Type the mail address/);
    await manager.say(leaver.displayName);
    assert.equal(manager.lastSentence, t('plan.unclear'));
    await manager.say('alex.wilbur@contoso.example');
    assert.match(manager.lastSentence, new RegExp(`is not ${leaver.mail}`));
    assert.deepEqual(await store.requests.inState('awaiting', 10), []);
  });

  it('the mail address, written as a message and in whatever case, confirms', async () => {
    const { manager, approver } = cast;
    await manager.press('confirm', { reason: 'Moves abroad', confirmMail: 'nonsense' });
    requestId = requestIdOf(manager.card);
    const mine = newest(manager);
    await manager.say(` ${leaver.mail.toUpperCase()} `);
    const asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    assert.equal(requestIdOf(asked), requestId);
    assert.equal(textAt(asked, 'fact-reason'), 'Moves abroad', 'what was typed beside the wrong address is kept');
    assert.match(textAt(asked, 'technical-delete-user'), /^DELETE \/users\//);
    assert.equal(writes(cast.world).length, 0);
    await becomes(cast, mine, 'the request', (card) => verbs(card).includes('withdraw'));
    receipt = await approveAndRun(cast, { requestId, mine, theirs: newest(approver) });
  });

  it('the receipt says what was read afterwards, until when it can be restored, and what is free and still paid', async () => {
    const deletedAt = new Date(cast.world.tenant.state.deletedUsers[leaver.id]?.deletedDateTime ?? 0);
    assert.match(textAt(receipt, 'headline'), /^Done\nChecked afterwards: the user is among the deleted users/);
    assert.ok(
      textAt(receipt, 'headline').includes(moment(new Date(deletedAt.getTime() + month), 'Europe/Amsterdam')),
      textAt(receipt, 'headline'),
    );
    assert.equal(
      textAt(receipt, `licence-${sandboxSkus.e3}`),
      t('receipt.licence', { name: 'Microsoft 365 E3', before: 40, after: 39, enabled: 40 }),
    );
    assert.equal(textAt(receipt, 'licence-paid'), t('receipt.licence-paid'));
    assert.equal(part(receipt, 'alarm'), undefined);
    const request = await store.requests.find(requestId);
    assert.equal(request?.state, 'completed');
    assert.equal(request?.receipt?.restorableUntil, new Date(deletedAt.getTime() + month).toISOString());
  });

  it('Graph was asked to block, to revoke and to delete, once each and in that order, and only then read', () => {
    const { calls } = cast.world.tenant;
    const mine = writes(cast.world).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(mine, [
      `PATCH /users/${leaver.id}`,
      `POST /users/${leaver.id}/revokeSignInSessions`,
      `DELETE /users/${leaver.id}`,
    ]);
    const last = calls.findLastIndex(({ method }) => method === 'DELETE');
    const afterwards = calls.slice(last + 1).map(({ path }) => path);
    assert.ok(afterwards.some((path) => path.startsWith(`/directory/deletedItems/${leaver.id}`)));
    assert.ok(afterwards.some((path) => path.startsWith('/subscribedSkus')));
  });

  it('the journal holds each step with what was there before, and the id under which Entra logged it', async () => {
    const entries = await store.journal.entries(requestId);
    assert.deepEqual(
      entries.map(({ stepId, outcome, attempts }) => [stepId, outcome, attempts]),
      [
        ['block-sign-in', 'done', 1],
        ['revoke-sessions', 'done', 1],
        ['hand-over-groups', 'done', 1],
        ['delete-user', 'done', 1],
      ],
    );
    const written = [...writes(cast.world), ...ownersAdded(cast)].map(({ clientRequestId }) => clientRequestId);
    assert.deepEqual(entries.map(({ clientRequestId }) => clientRequestId).sort(), written.sort());
    assert.equal(entries[0]?.snapshot['accountEnabled'], true);
    const ties = entries[3]?.snapshot['ties'] as Ties;
    assert.equal(ties.manager?.id, sandboxPeople.manager.id);
    assert.ok(ties.groups.length > 2);
  });

  it('the tenant has them among the deleted users, blocked, and nobody else was touched', () => {
    const { users, deletedUsers } = cast.world.tenant.state;
    assert.equal(users[leaver.id], undefined);
    assert.deepEqual(Object.keys(deletedUsers), [leaver.id]);
    assert.equal(deletedUsers[leaver.id]?.accountEnabled, false);
  });

  it('a new request for somebody who is deleted finds nobody', async () => {
    await cast.manager.say('offboard Alex Wilber');
    assert.match(cast.manager.lastSentence, /I found nobody/);
  });
});
