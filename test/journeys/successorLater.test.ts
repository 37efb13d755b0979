import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { textsOf } from '../../src/i18n/text.ts';
import { noOptions, type Successor } from '../../src/offboarding/model.ts';
import type { TenantState, User } from '../../src/sandbox/tenant/state.ts';
import { addBelongings } from '../support/belongings.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { addReport, becomes, requestIdOf, shownIn } from '../support/journey.ts';
import { askAbout, changesOf, isDone, isReceipt, startScene, stored, type Case, type Scene } from '../support/scene.ts';

const { t } = textsOf('en');

interface Fate {
  readonly what: string;
  befalls(state: TenantState, user: User): void;
  /** Afterwards they can take over again. */
  passes(state: TenantState, user: User): void;
  /** What is said of it, with the name, and where the run is stopped by it, without. */
  readonly why: (name: string) => string;
  readonly rule: string;
}

const fates: readonly Fate[] = [
  {
    what: 'blocked',
    befalls: (_state, user) => void Object.assign(user, { accountEnabled: false }),
    passes: (_state, user) => void Object.assign(user, { accountEnabled: true }),
    why: (name) => t('finding.successor-blocked.why', { name }),
    rule: t('finding.successor-blocked.rule'),
  },
  {
    what: 'deleted',
    befalls: ({ users, deletedUsers }, user) => {
      deletedUsers[user.id] = user;
      Reflect.deleteProperty(users, user.id);
    },
    passes: ({ users, deletedUsers }, user) => {
      users[user.id] = user;
      Reflect.deleteProperty(deletedUsers, user.id);
    },
    why: () => t('finding.successor-gone.why'),
    rule: t('finding.successor-gone.why'),
  },
  {
    what: 'made a guest',
    befalls: (_state, user) => void Object.assign(user, { userType: 'Guest' }),
    passes: (_state, user) => void Object.assign(user, { userType: 'Member' }),
    why: (name) => t('finding.successor-guest.why', { name }),
    rule: t('finding.successor-guest.rule'),
  },
];

describe('who was to take over can’t any more', () => {
  let scene: Scene;
  let state: TenantState;
  before(async () => {
    scene = await startScene();
    ({ state } = scene.world.tenant);
  });
  after(() => scene.close());

  function addPerson(name: string): User {
    const mail = `${name.toLowerCase().replaceAll(' ', '.')}@contoso.example`;
    return addReport(scene.world, { displayName: name, mail, userPrincipalName: mail });
  }

  function asked(name: string, { id, displayName, mail }: Successor, runAt?: Date): Promise<Case> {
    const options = { ...noOptions, steps: ['share-files'] as const, successor: { id, displayName, mail } };
    const given = (leaverId: string) => void addBelongings(state, leaverId);
    return askAbout(scene, name, { path: 'keep', options, given, ...(runAt === undefined ? {} : { runAt }) });
  }

  for (const { what, befalls, passes, why, rule } of fates) {
    it(`${what} between the plan and Confirm: the plan is shown again without them, and nothing is sent`, async () => {
      const { manager } = scene;
      const heir = addPerson(`Heir One ${what}`);
      const leaver = addPerson(`Leaver One ${what}`);
      addBelongings(state, leaver.id);
      await manager.say(`offboard ${leaver.mail ?? ''}`);
      await manager.press('keep');
      await manager.press('now');
      await manager.press('confirm', { successor: heir.mail ?? '' });
      assert.equal(manager.lastSentence, t('successor.named', { name: heir.displayName }));
      const requestId = requestIdOf(manager.card);
      befalls(state, heir);
      await manager.press('confirm', { reason: 'Kept' });
      assert.ok(manager.lastSentence.startsWith(why(heir.displayName)), manager.lastSentence);
      assert.equal(await scene.aside.deps.store.requests.find(requestId), undefined);
      assert.ok(!String(part(manager.card, 'successor')?.['value']).includes(heir.displayName));
      assert.equal(part(manager.card, 'reason')?.['value'], 'Kept');
      await manager.say('cancel');
      assert.deepEqual(changesOf(scene, leaver.id), []);
    });

    it(`${what} between Confirm and the approval: the approval is refused with a sentence, and nothing is done`, async () => {
      const heir = addPerson(`Heir Two ${what}`);
      const one = await asked(`Leaver Two ${what}`, heir);
      befalls(state, heir);
      await scene.approver.press('approve', {}, shownIn(one.theirs));
      assert.ok(scene.approver.lastSentence.includes(why(heir.displayName)), scene.approver.lastSentence);
      assert.equal((await stored(scene, one)).state, 'awaiting');
      assert.deepEqual(changesOf(scene, one.leaverId), []);
      passes(state, heir);
      await scene.approver.press('approve', {}, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'done', isDone);
    });

    it(`${what} between the approval and the run: nothing is done, the receipt says why, and a retry is judged again`, async () => {
      const heir = addPerson(`Heir Three ${what}`);
      const runAt = new Date(scene.world.clock.now().getTime() + 3_600_000);
      const one = await asked(`Leaver Three ${what}`, heir, runAt);
      await scene.approver.press('approve', {}, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'approved', (card) => verbs(card).includes('call-off'));
      befalls(state, heir);
      await scene.aside.comesTime(one.requestId);
      const receipt = await becomes(scene, one.theirs, 'a receipt', isReceipt);
      assert.ok(
        textAt(receipt, 'headline').includes(t('receipt.stopped-by', { why: rule })),
        textAt(receipt, 'headline'),
      );
      assert.equal((await stored(scene, one)).receipt?.headline, 'nothing-changed');
      assert.deepEqual(changesOf(scene, one.leaverId), []);
      // Comes after the card; what is said next must not be mistaken for it.
      await scene.approver.seeSentence(new RegExp(`for ${one.name}: nothing was changed`));
      await scene.approver.press('retry', {}, shownIn(one.theirs));
      assert.ok(scene.approver.lastSentence.includes(why(heir.displayName)), scene.approver.lastSentence);
      assert.deepEqual(changesOf(scene, one.leaverId), []);
      passes(state, heir);
      await scene.approver.press('retry', {}, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'done', isDone);
    });
  }
});
