import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import { textAt, verbs } from '../support/card.ts';
import { approveAndRun, askFor, shownIn, startCast, writes, type Cast } from '../support/journey.ts';

const { t } = textsOf('en');
const { leaver } = sandboxPeople;
const down = { path: '.', times: -1, answer: { status: 503 } } as const;

describe('Graph fails while people wait', () => {
  let cast: Cast;

  beforeEach(async () => {
    cast = await startCast();
  });
  afterEach(() => cast.world.close());

  it('down at the first search: a sentence with a reference, and the same words work afterwards', async () => {
    const { manager, world } = cast;
    world.tenant.fault(down);
    await manager.say('offboard Alex Wilber');
    assertUnavailable(manager.lastSentence);
    world.tenant.clearFaults();
    await manager.say('offboard Alex Wilber');
    assert.equal(textAt(manager.card, 'person-name'), leaver.displayName);
  });

  it('down in the middle: the question stays open with its card, and its button works afterwards', async () => {
    const { manager, world } = cast;
    await manager.say('offboard Alex Wilber');
    const fork = manager.card;
    world.tenant.fault(down);
    await manager.press('keep', {}, fork);
    assertUnavailable(manager.lastSentence);
    world.tenant.clearFaults();
    assert.ok(verbs(manager.card).includes('keep'), 'the card still has its buttons');
    await manager.press('keep');
    assert.equal(textAt(manager.card, 'title'), t('when.title'));
  });

  it('down at Confirm: no request, and the next Confirm makes it with what was typed', async () => {
    const { manager, approver, world } = cast;
    await manager.say('offboard Alex Wilber');
    await manager.press('delete');
    await manager.press('now');
    const plan = manager.card;
    world.tenant.fault(down);
    await manager.press('confirm', { reason: 'Leaves', confirmMail: leaver.mail }, plan);
    assertUnavailable(manager.lastSentence);
    world.tenant.clearFaults();
    assert.ok(verbs(manager.card).includes('confirm'));
    await manager.press('confirm', { reason: 'Leaves', confirmMail: leaver.mail });
    const asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    assert.equal(textAt(asked, 'fact-reason'), 'Leaves');
  });

  it('down at Approve: nothing is decided, and the next click decides', async () => {
    const { approver, world } = cast;
    const asked = await askFor(cast, { path: 'keep' });
    world.tenant.fault(down);
    await approver.press('approve', {}, shownIn(asked.theirs));
    assertUnavailable(approver.lastSentence);
    assert.deepEqual(writes(world), []);
    world.tenant.clearFaults();
    assert.match(textAt(await approveAndRun(cast, asked), 'headline'), /^Done/);
  });

  it('what is said of the failure is in the language of the person, and has a reference that the log knows', async () => {
    const { manager, world } = cast;
    await manager.say('taal Nederlands');
    world.tenant.fault(down);
    await manager.say('offboard Alex Wilber');
    const dutch = textsOf('nl').t('say.directory-unavailable', { reference: '' });
    assert.equal(manager.lastSentence.slice(0, 40), dutch.slice(0, 40));
    const reference = /([0-9a-f]{8})\W*$/.exec(manager.lastSentence)?.[1] ?? 'none';
    assert.ok(world.logged.some((line) => line.includes(reference)));
  });

  it('down from the approval on: the alarm comes first, and nothing claims to be done', async () => {
    const { world } = cast;
    const asked = await askFor(cast, { path: 'keep' });
    world.tenant.fault({ ...down, method: 'PATCH' });
    // The approval reads in a batch; this is how the run reads the account.
    world.tenant.fault({ ...down, path: 'select=id,accountEnabled,signInSessions' });
    const receipt = await approveAndRun(cast, asked);
    const [first] = (receipt['body'] as { id?: string }[]).filter(({ id }) => id === 'alarm' || id === 'headline');
    assert.equal(first?.id, 'alarm');
    assert.notEqual(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
    assert.ok(textAt(receipt, 'headline').includes(t('receipt.seen-unreadable')));
    assert.ok(textAt(receipt, 'outcome-block-sign-in').startsWith(t('outcome.unknown')));
  });

  it('the delete was carried out but nothing can be read any more: not known is what the receipt says', async () => {
    const { world } = cast;
    const asked = await askFor(cast, { path: 'delete' });
    world.tenant.fault({ method: 'DELETE', path: '/users/', answer: { drop: 'after' } });
    world.tenant.fault({ method: 'GET', path: 'deletedItems', times: -1, answer: { status: 503 } });
    const receipt = await approveAndRun(cast, asked);
    assert.ok(leaver.id in world.tenant.state.deletedUsers);
    assert.ok(textAt(receipt, 'outcome-delete-user').startsWith(t('outcome.unknown')));
    assert.ok(textAt(receipt, 'headline').includes(t('receipt.seen-unreadable')));
    assert.notEqual(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
  });

  it('every call was answered as done but the end can’t be read: not done, and the alarm asks to look', async () => {
    const { world } = cast;
    const asked = await askFor(cast, { path: 'keep' });
    world.tenant.fault({ ...down, path: 'select=id,accountEnabled,signInSessions' });
    const receipt = await approveAndRun(cast, asked);
    assert.ok(textAt(receipt, 'outcome-block-sign-in').startsWith(t('outcome.done')));
    assert.equal(textAt(receipt, 'alarm'), t('receipt.block-unknown'));
    assert.notEqual(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
  });

  for (const [path, method, seen] of [
    ['keep', 'PATCH', 'seen-not-blocked'],
    ['delete', 'DELETE', 'seen-not-deleted'],
  ] as const) {
    it(`${path}: Graph says yes to the ${method} and nothing happens: the receipt says what was read`, async () => {
      const { world } = cast;
      const asked = await askFor(cast, { path });
      world.tenant.fault({ method, path: '^/users/[^/]+$', answer: { status: 200, body: '' } });
      const receipt = await approveAndRun(cast, asked);
      assert.notEqual(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
      assert.ok(textAt(receipt, 'headline').includes(t(`receipt.${seen}`)));
      assert.equal(textAt(receipt, 'alarm') !== '', path === 'keep');
    });
  }

  for (const path of ['keep', 'delete'] as const) {
    it(`${path}: a directory that still shows the past is read until it shows the present`, async () => {
      const { world } = cast;
      world.tenant.state.lagReads = 3;
      const receipt = await approveAndRun(cast, await askFor(cast, { path }));
      assert.equal(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
      assert.ok(world.clock.pauses.length > 0, 'it was waited for');
    });

    it(`${path}: answers lost after the effect, and a directory that lags: each effect once`, async () => {
      const { world } = cast;
      world.tenant.state.lagReads = 3;
      for (const [method, pattern] of writePatterns)
        world.tenant.fault({ method, path: pattern, answer: { drop: 'after' } });
      const receipt = await approveAndRun(cast, await askFor(cast, { path }));
      assert.equal(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
      // A kept person's two devices are disabled too.
      assert.equal(writes(world).length, path === 'keep' ? 4 : 3);
    });
  }

  it('licences that can’t be counted afterwards are said to be unknown, and the delete is still done', async () => {
    const { world } = cast;
    const asked = await askFor(cast, { path: 'delete' });
    // The approval reads the licences too, and so do the hand-over of a group and the delete's snapshot, twice each, among the rest.
    world.tenant.fault({ ...down, path: '^/subscribedSkus', nth: 6 });
    const receipt = await approveAndRun(cast, asked);
    assert.equal(textAt(receipt, 'headline').split('\n')[0], t('receipt.done'));
    const unknown = t('receipt.licence-unknown', { name: 'Microsoft 365 E3', before: 40 });
    assert.equal(textAt(receipt, `licence-${sandboxSkus.e3}`), unknown);
  });

  it('an approver who was removed from the group meanwhile is refused, also when the card still has buttons', async () => {
    const { approver, world } = cast;
    const asked = await askFor(cast, { path: 'keep' });
    const { members } = world.tenant.state;
    for (const [group, ids] of Object.entries(members)) {
      members[group] = ids.filter((id) => id !== sandboxPeople.approver.id);
    }
    await approver.press('approve', {}, shownIn(asked.theirs));
    assert.equal(approver.lastSentence, t('decision.not-an-approver'));
    assert.deepEqual(writes(world), []);
  });
});

const writePatterns = [
  ['PATCH', '^/users/[^/]+$'],
  ['POST', 'revokeSignInSessions'],
  ['DELETE', '^/users/[^/]+$'],
] as const;

function assertUnavailable(sentence: string): void {
  assert.match(sentence, /can't reach the directory.*Reference: [0-9a-f]{8}\./);
}
