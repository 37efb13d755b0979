import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import { undo } from '../../src/approvals/undo.ts';
import { textsOf } from '../../src/i18n/text.ts';
import { sandboxGroups, sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import { storeOn } from '../storage/samples.ts';
import { part, textAt, textOf, verbs } from '../support/card.ts';
import type { ChatPlace, Client } from '../support/client.ts';
import { addReport, becomes, shownIn } from '../support/journey.ts';
import { actorOf, proposeAs } from '../support/proposing.ts';
import {
  approveUntil,
  askAbout,
  askToUndo,
  auditOf,
  changesOf,
  click,
  days,
  failNext,
  isDone,
  isReceipt,
  messageAbout,
  offers,
  propose,
  startScene,
  stored,
  type Case,
  type Scene,
} from '../support/scene.ts';
import type { CardJson, ChatMessage } from '../support/teams.ts';

const { t } = textsOf('en');
const dutch = textsOf('nl').t;
const { manager, director, approver, indirect, outsider } = sandboxPeople;
const headline = (card: CardJson) => textAt(card, 'headline');

describe('an approver takes an offboarding back', () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
    // Room for the people that these journeys invent.
    Object.assign(e3(), { enabled: 500 });
  });
  after(() => scene.close());

  describe('that kept the data', () => {
    it('the plan says what will come back, and what won’t', async () => {
      const one = await done('Plan Of Keep', 'keep');
      const plan = shownIn(await askToUndo(scene, one));
      assert.equal(
        textAt(plan, 'title'),
        t('undo.title', { number: (await stored(scene, one)).number, leaver: one.name }),
      );
      assert.match(textAt(plan, 'step-allow-sign-in'), /Allow sign-in again for Plan Of Keep/);
      assert.equal(part(plan, 'step-restore-user'), undefined);
      assert.match(textAt(plan, 'undo-wont'), /Sessions that were ended stay ended/);
      assert.equal(part(plan, 'unblock'), undefined);
    });

    it('sign-in is allowed again and nothing else is touched; the card and the requester say who did it', async () => {
      const one = await done('Undo Keep', 'keep');
      const before = structuredClone(scene.world.tenant.state);
      const { message } = await undone(one, isDone);
      assert.match(headline(shownIn(message)), /^Done\nChecked afterwards: sign-in is allowed/);
      const { users } = scene.world.tenant.state;
      assert.equal(users[one.leaverId]?.accountEnabled, true);
      Object.assign(before.users[one.leaverId] ?? {}, { accountEnabled: true });
      assert.deepEqual(scene.world.tenant.state, before);
      await scene.manager.seeSentence(/for Undo Keep was undone by Lidia Holloway/);
      for (const copy of [one.mine, one.theirs]) {
        const card = await becomes(scene, copy, 'undone', (each) => /Undone by Lidia Holloway/.test(textOf(each)));
        assert.deepEqual(verbs(card), []);
        assert.doesNotMatch(textOf(card), /started to undo/);
      }
    });

    it('an account that was blocked before stays blocked: there is nothing to undo', async () => {
      const block = (id: string) => void Object.assign(user(id), { accountEnabled: false });
      const one = await askAbout(scene, 'Blocked Before', { path: 'keep', given: block });
      const receipt = await approveUntil(scene, one, 'done', isDone);
      assert.equal(textAt(receipt, 'outcome-block-sign-in'), 'was already so');
      assert.deepEqual(verbs(receipt), []);
      await scene.approver.say(`undo ${(await stored(scene, one)).number}`);
      assert.match(scene.approver.lastSentence, /^There is nothing in request \d+ that can be undone/);
    });

    it('an account that somebody has allowed since is left as it is', async () => {
      const one = await done('Allowed Since', 'keep');
      Object.assign(user(one.leaverId), { accountEnabled: true });
      const before = changesOf(scene, one.leaverId).length;
      const { message } = await undone(one, isDone);
      assert.equal(textAt(shownIn(message), 'outcome-allow-sign-in'), 'was already so');
      assert.equal(changesOf(scene, one.leaverId).length, before);
    });

    it('nothing could be put back: nobody is told that it was undone in part, and it can be tried again', async () => {
      const one = await done('Refused Undo', 'keep');
      failNext(scene, 'block-sign-in', one.leaverId, { answer: { status: 403 } });
      const { message } = await undone(one, isReceipt);
      assert.match(headline(shownIn(message)), /^Nothing was changed\n.*still blocked/);
      await scene.manager.seeSentence(/tried to undo request \d+ for Refused Undo, but nothing could be put back/);
      await becomes(scene, one.mine, 'told', (card) => /tried to undo it on/.test(textOf(card)));
      assert.deepEqual(verbs(shownIn(message)), ['retry', 'skip']);
      await scene.approver.press('retry', {}, shownIn(message));
      await becomes(scene, message, 'done', isDone);
      const mine = await becomes(scene, one.mine, 'undone', (card) => /Undone by/.test(textOf(card)));
      assert.doesNotMatch(textOf(mine), /tried to undo/);
    });
  });

  describe('that deleted the user', () => {
    afterEach(() => {
      const { tenant } = scene.world;
      tenant.state.restoreForgets = ['manager', 'reports', 'owners'];
      tenant.state.lagReads = 0;
    });

    it('the plan says until when, what comes back and what won’t, and asks about sign-in', async () => {
      const one = await done('Plan Of Delete', 'delete');
      const plan = shownIn(await askToUndo(scene, one));
      const steps = ['restore-user', 'mend-manager', 'mend-reports', 'mend-groups', 'mend-ownerships', 'mend-licences'];
      for (const step of steps) assert.notEqual(textAt(plan, `step-${step}`), '', step);
      assert.equal(part(plan, 'step-allow-sign-in'), undefined);
      assert.match(textAt(plan, 'undo-until'), /^Possible until .*day, .*20\d\d\.$/);
      assert.equal(part(plan, 'unblock')?.['value'], 'false');
    });

    it('the user is back and stays blocked, with what they had', async () => {
      const one = await askAbout(scene, 'Undo Delete', { path: 'delete', given: bind });
      const report = reportOf(one.leaverId);
      await approveUntil(scene, one, 'done', isDone);
      scene.world.tenant.state.restoreForgets = ['manager', 'reports', 'owners', 'groups', 'licences'];
      const { message } = await undone(one, isReceipt);
      assert.match(headline(shownIn(message)), /^Done\nChecked afterwards: the user is back, and sign-in is blocked/);
      const { users, managers, members, owners } = scene.world.tenant.state;
      assert.equal(users[one.leaverId]?.accountEnabled, false);
      assert.equal(managers[one.leaverId], manager.id);
      assert.equal(managers[report], one.leaverId);
      assert.ok(members[sandboxGroups.marketing]?.includes(one.leaverId));
      assert.ok(owners[sandboxGroups.brand]?.includes(one.leaverId));
      assert.deepEqual(
        users[one.leaverId]?.assignedLicenses.map(({ skuId }) => skuId),
        [sandboxSkus.e3],
      );
    });

    it('every write stands in the audit under the id that Graph was given', async () => {
      const one = await done('Audited Undo', 'delete');
      const before = changesOf(scene, one.leaverId).length;
      const { requestId } = await undone(one, isDone);
      const rows = (await auditOf(scene, { requestId }, 'step-ended')).map(({ details }) => details);
      const told = rows.flatMap(({ outcome, clientRequestId }) => (outcome === 'done' ? [clientRequestId] : []));
      const sent = changesOf(scene, one.leaverId).slice(before);
      assert.deepEqual(
        told,
        sent.map(({ clientRequestId }) => clientRequestId),
      );
      assert.deepEqual(
        sent.map(({ method }) => method),
        ['POST', 'PUT'],
      );
      const [made] = await auditOf(scene, { requestId }, 'undo-made');
      assert.equal(made?.actorId, approver.id);
      assert.equal(made?.details['undoOf'], one.requestId);
    });

    it('with unblocking chosen the user may sign in', async () => {
      const one = await done('Undo And Unblock', 'delete');
      const { message } = await undone(one, isReceipt, { unblock: 'true' });
      assert.match(headline(shownIn(message)), /^Done\nChecked afterwards: the user is back, and sign-in is allowed/);
      assert.equal(scene.world.tenant.state.users[one.leaverId]?.accountEnabled, true);
    });

    it('what somebody changed since stays: another manager, a report’s new manager, a group joined again', async () => {
      const one = await askAbout(scene, 'Changed Since', { path: 'delete', given: bind });
      const report = reportOf(one.leaverId);
      await approveUntil(scene, one, 'done', isDone);
      const { state: tenant } = scene.world.tenant;
      tenant.managers[report] = director.id;
      tenant.restoreForgets = [];
      tenant.managers[one.leaverId] = outsider.id;
      const before = changesOf(scene, one.leaverId).length;
      const { message } = await undone(one, isReceipt);
      assert.match(headline(shownIn(message)), /^Done\n/);
      assert.match(
        textAt(shownIn(message), 'outcome-mend-reports'),
        /^done; A Report of .* \(has another manager since\)$/,
      );
      assert.equal(tenant.managers[one.leaverId], outsider.id);
      assert.equal(tenant.managers[report], director.id);
      assert.equal(tenant.members[sandboxGroups.marketing]?.filter((id) => id === one.leaverId).length, 1);
      assert.deepEqual(
        changesOf(scene, one.leaverId)
          .slice(before)
          .map(({ method }) => method),
        ['POST'],
      );
    });

    it('a directory that is slow to show the restored user costs nothing', async () => {
      const one = await done('Slow Directory', 'delete');
      scene.world.tenant.state.lagReads = 4;
      const { message } = await undone(one, isReceipt);
      assert.match(headline(shownIn(message)), /^Done\n/);
      assert.equal(scene.world.tenant.state.managers[one.leaverId], manager.id);
    });

    it('their user name was given to somebody else: that is why, and it works once the name is free', async () => {
      const one = await done('Name Given Away', 'delete');
      const mail = 'name.given.away@contoso.example';
      const { id } = addReport(scene.world, { displayName: 'Name Taker', mail, userPrincipalName: mail });
      const { message } = await undone(one, isReceipt);
      assert.match(
        headline(shownIn(message)),
        /^Nothing was changed\n.*the user is NOT back\.\nCan be restored until /,
      );
      assert.match(textAt(shownIn(message), 'outcome-restore-user'), /^FAILED: somebody else has their user name or/);
      delete scene.world.tenant.state.users[id];
      await scene.approver.press('retry', {}, shownIn(message));
      await becomes(scene, message, 'done', isDone);
    });

    it('restored by hand meanwhile: that is already so, and the rest is mended', async () => {
      const one = await done('Restored By Hand', 'delete');
      const { state: tenant } = scene.world.tenant;
      const gone = tenant.deletedUsers[one.leaverId];
      assert.ok(gone);
      tenant.users[one.leaverId] = { ...gone, deletedDateTime: null, userPrincipalName: 'by.hand@contoso.example' };
      delete tenant.deletedUsers[one.leaverId];
      delete tenant.managers[one.leaverId];
      const { message } = await undone(one, isDone);
      assert.equal(textAt(shownIn(message), 'outcome-restore-user'), 'was already so');
      assert.equal(textAt(shownIn(message), 'outcome-mend-manager'), 'done');
    });

    describe('and not all can be put back', () => {
      let one: Case;
      let message: ChatMessage;

      before(async () => {
        const { state: tenant } = scene.world.tenant;
        const short = crypto.randomUUID();
        const like = tenant.groups[sandboxGroups.brand];
        assert.ok(like);
        tenant.groups[short] = { ...like, id: short, displayName: 'Short-lived project' };
        const given = (id: string) => {
          bind(id);
          for (const group of [short, sandboxGroups.distribution, sandboxGroups.synced]) {
            (tenant.members[group] ??= []).push(id);
          }
        };
        one = await askAbout(scene, 'Not All Back', { path: 'delete', given });
        await approveUntil(scene, one, 'done', isDone);
        delete tenant.groups[short];
        tenant.restoreForgets = ['manager', 'reports', 'owners', 'groups', 'licences'];
        Object.assign(e3(), { enabled: 0 });
        ({ message } = await undone(one, isReceipt));
      });

      it('the card lists it, each with why', () => {
        const card = shownIn(message);
        assert.match(
          headline(card),
          /^Done, but not everything worked\. Problems: 2\nChecked afterwards: the user is back/,
        );
        const groups = textAt(card, 'outcome-mend-groups');
        assert.match(groups, /^FAILED: not everything could be put back; /);
        assert.match(groups, /Short-lived project \(no longer exists\)/);
        assert.match(groups, /News Utrecht \(membership follows a rule, Active Directory or Exchange\)/);
        assert.match(groups, /AD Printers Utrecht \(membership follows a rule, Active Directory or Exchange\)/);
        assert.match(textAt(card, 'outcome-mend-licences'), /Microsoft 365 E3 \(no licence is free, or /);
        assert.equal(textAt(card, 'outcome-mend-ownerships'), 'done');
      });

      it('the request says that it was undone in part, and its requester hears it', async () => {
        await scene.manager.seeSentence(/for Not All Back was undone in part by Lidia Holloway/);
        const mine = await becomes(scene, one.mine, 'undone in part', (card) => /Undone in part by/.test(textOf(card)));
        assert.deepEqual(verbs(mine), []);
        await becomes(scene, one.theirs, 'without buttons', (card) => verbs(card).length === 0);
      });

      it('what failed can be tried again from the card of the undo, and the rest skipped', async () => {
        Object.assign(e3(), { enabled: 500 });
        const before = changesOf(scene, one.leaverId).length;
        await scene.approver.press('retry', {}, shownIn(message));
        const again = await becomes(scene, message, 'better', (card) => headline(card).includes('Problems: 1'));
        assert.equal(textAt(again, 'outcome-mend-licences'), 'done');
        assert.deepEqual(
          changesOf(scene, one.leaverId)
            .slice(before)
            .map(({ path }) => path.split('/').at(-1)),
          ['assignLicense'],
        );
        await scene.approver.press('skip', { comment: 'Added by hand in Exchange' }, again);
        await becomes(scene, message, 'done', isDone);
        const mine = await becomes(scene, one.mine, 'undone', (card) => /Undone by/.test(textOf(card)));
        assert.doesNotMatch(textOf(mine), /in part/);
      });
    });

    it('too late when Microsoft has purged the user: nothing is changed, and the card says so', async () => {
      const one = await done('Purged Early', 'delete');
      const plan = await askToUndo(scene, one);
      delete scene.world.tenant.state.deletedUsers[one.leaverId];
      await scene.approver.press('confirm-undo', { unblock: 'true' }, shownIn(plan));
      const card = await becomes(scene, plan, 'a receipt', isReceipt);
      assert.match(headline(card), /^Nothing was changed\nChecked afterwards: the user is NOT back/);
      assert.match(textAt(card, 'outcome-restore-user'), /^FAILED: the user was not found/);
      assert.match(textAt(card, 'outcome-mend-groups'), /^skipped: because an earlier step/);
      assert.match(textAt(card, 'outcome-allow-sign-in'), /^skipped: because an earlier step/);
    });
  });

  describe('only then, and only who may', () => {
    it('not the requester, HR, a stranger or a report of who left; each try is in the audit', async () => {
      const { members, managers } = scene.world.tenant.state;
      const given = (id: string) => void (managers[indirect.id] = id);
      const one = await askAbout(scene, 'Not For All', { path: 'delete', given });
      await approveUntil(scene, one, 'done', isDone);
      await scene.manager.seeSentence(/for Not For All: done\./);
      members[sandboxGroups.approvers]?.push(indirect.id);
      for (const [name, rule, sentence] of [
        ['manager', 'not-an-approver', t('undo.not-an-approver')],
        ['hr', 'not-an-approver', t('undo.not-an-approver')],
        ['outsider', 'not-an-approver', t('undo.not-an-approver')],
        ['indirect', 'below-the-leaver', t('decision.below-the-leaver')],
      ] as const) {
        const client = scene.world.client(name);
        for (const verb of ['undo', 'confirm-undo']) {
          await client.invoke(click(verb, await keyOf(one)));
          assert.equal(client.lastSentence, sentence, name);
          assert.deepEqual((await refusals(one)).at(-1), { attempt: 'undo', rule });
        }
      }
      assert.ok(one.leaverId in scene.world.tenant.state.deletedUsers);
    });

    it('not twice', async () => {
      const one = await done('Not Twice', 'keep');
      await undone(one, isDone);
      await scene.approver.invoke(click('undo', await keyOf(one)));
      assert.match(scene.approver.lastSentence, /is undone already, or is being undone/);
      const second = scene.world.client('secondApprover');
      await second.invoke(click('confirm-undo', await keyOf(one)));
      assert.match(second.lastSentence, /is undone already, or is being undone/);
      assert.deepEqual(
        (await refusals(one)).map(({ rule }) => rule),
        ['already-undone', 'already-undone'],
      );
    });

    it('an undo that was ordered can’t be withdrawn or called off, which would leave nothing to undo with', async () => {
      const one = await done('Ordered Undo', 'keep');
      const { version } = await stored(scene, one);
      const order = { requestId: one.requestId, version, unblock: false, actor: actorOf(approver) };
      const { store } = scene.aside.deps;
      // Past the front door, on a store whose jobs nobody takes up: it waits to be started.
      const ordered = await undo({ ...scene.aside.deps, store: storeOn(scene.database) }, order);
      assert.ok(ordered.kind === 'started');
      const { id } = ordered.request;
      await scene.approver.invoke(click('withdraw', { requestId: id, version: 1 }));
      assert.match(scene.approver.lastSentence, /^This request can no longer be withdrawn: /);
      assert.equal((await stored(scene, { requestId: id })).state, 'approved');
      await store.jobs.run(id, null);
      await becomes(scene, one.mine, 'undone', (card) => /Undone by/.test(textOf(card)));
    });

    it('of two approvers who confirm at the same moment one undoes it', async () => {
      const one = await done('Two At Once', 'keep');
      const second = scene.world.client('secondApprover');
      const { number } = await stored(scene, one);
      await second.say(`undo ${number}`);
      const [mine, theirs] = [
        await askToUndo(scene, one),
        await messageAbout(scene, second, one.name, offers('confirm-undo')),
      ];
      const presses = await Promise.all([
        scene.approver.press('confirm-undo', {}, shownIn(mine)),
        scene.approver.press('confirm-undo', {}, shownIn(mine)),
        second.press('confirm-undo', {}, shownIn(theirs)),
      ]);
      assert.equal(presses.filter(({ card }) => card !== undefined).length, 1);
      const { requests } = scene.aside.deps.store;
      const all = await requests.aboutPeople(one.name, 10);
      assert.deepEqual(
        all.map(({ undoOf }) => undoOf?.id ?? null),
        [one.requestId, null],
      );
      await becomes(scene, one.mine, 'undone', (card) => /Undone by/.test(textOf(card)));
    });

    it('a client without Action.Execute can do it too', async () => {
      const one = await done('By Submit', 'delete');
      await scene.approver.submit('undo', {}, shownIn(one.theirs));
      const plan = await messageAbout(scene, scene.approver, one.name, offers('confirm-undo'));
      await scene.approver.submit('confirm-undo', { unblock: 'true' }, shownIn(plan));
      const card = await becomes(scene, plan, 'done', isDone);
      assert.match(headline(card), /sign-in is allowed/);
    });

    it('an undo is no thing to undo', async () => {
      const one = await done('Undo Of Undo', 'keep');
      const { requestId } = await undone(one, isDone);
      await scene.approver.invoke(click('undo', await keyOf({ requestId })));
      assert.match(scene.approver.lastSentence, /There is nothing in request \d+ that can be undone/);
    });

    it('what was undone does not go on: its buttons are gone, and a click all the same deletes nobody', async () => {
      const one = await askAbout(scene, 'Half Deleted', { path: 'delete' });
      failNext(scene, 'delete-user', one.leaverId, { answer: { status: 403 } });
      await approveUntil(scene, one, 'stopped', offers('retry', 'skip', 'undo'));
      await undone(one, isDone);
      const card = await becomes(scene, one.theirs, 'undone', (each) => /Undone by/.test(textOf(each)));
      assert.deepEqual(verbs(card), []);
      for (const verb of ['retry', 'skip']) {
        await scene.approver.invoke(click(verb, { ...(await keyOf(one)), comment: 'Again' }));
        assert.match(scene.approver.lastSentence, /is undone already/);
        assert.deepEqual((await refusals(one)).at(-1), { attempt: verb, rule: 'already-undone' });
      }
      assert.equal(scene.world.tenant.state.users[one.leaverId]?.accountEnabled, true);
    });

    it('not by a plan that was shown before more was done', async () => {
      const one = await askAbout(scene, 'Old Plan', { path: 'delete' });
      failNext(scene, 'delete-user', one.leaverId, { answer: { status: 403 } });
      await approveUntil(scene, one, 'stopped', offers('undo'));
      const plan = await askToUndo(scene, one);
      assert.equal(part(shownIn(plan), 'step-restore-user'), undefined);
      await scene.approver.press('retry', {}, shownIn(one.theirs));
      await becomes(scene, one.theirs, 'done', isDone);
      await scene.approver.press('confirm-undo', {}, shownIn(plan));
      assert.equal(scene.approver.lastSentence, t('decision.out-of-date'));
      assert.deepEqual(await refusals(one), [{ attempt: 'undo', rule: 'out-of-date' }]);
      assert.ok(one.leaverId in scene.world.tenant.state.deletedUsers);
    });

    it('not while another request about the person is open', async () => {
      const one = await done('Open Meanwhile', 'keep');
      const open = await proposeAs(scene.aside.deps, {
        leaverId: one.leaverId,
        path: 'delete',
        actor: actorOf(manager),
      });
      const plan = await askToUndo(scene, one);
      await scene.approver.press('confirm-undo', {}, shownIn(plan));
      assert.equal(scene.approver.lastSentence, t('undo.open-request', { number: open.number }));
      assert.deepEqual(await refusals(one), [{ attempt: 'undo', rule: 'open-request' }]);
      assert.equal(
        (await stored(scene, one)).events.some(({ kind }) => kind === 'undo-started'),
        false,
      );
    });

    it('a Dutch approver is asked and answered in Dutch', async () => {
      const one = await done('In Dutch', 'delete');
      const second = scene.world.client('secondApprover', { locale: 'nl-NL' });
      await second.arrive();
      const { number } = await stored(scene, one);
      await second.say(`ongedaan maken ${number}`);
      const plan = await messageAbout(scene, second, one.name, offers('confirm-undo'));
      assert.equal(textAt(shownIn(plan), 'title'), dutch('undo.title', { number, leaver: one.name }));
      await second.press('confirm-undo', { unblock: 'false' }, shownIn(plan));
      const card = await becomes(scene, plan, 'a receipt', isReceipt);
      assert.ok(
        headline(card).startsWith(`${dutch('receipt.done')}\n${dutch('receipt.seen-restored')}`),
        headline(card),
      );
    });
  });

  describe('in the approvers’ channel', () => {
    const place: ChatPlace = { id: '19:undoers@thread.tacv2', type: 'channel' };
    let there: Client;
    let one: Pick<Case, 'name' | 'requestId' | 'leaverId'>;
    let posted: ChatMessage;

    before(async () => {
      there = scene.world.client('approver', { place });
      await there.say('approvals here');
      one = { name: 'Seen By All', ...(await propose(scene, 'Seen By All', { path: 'keep' })) };
      posted = await messageAbout(scene, there, one.name);
      await there.invoke(click('approve', await keyOf(one)), posted.id);
      await becomes(scene, posted, 'done', isDone);
    });
    after(() => there.say('approvals in chats'));

    it('the plan is for who asked alone, and "Leave it as it is" leaves the card of all as it is', async () => {
      const { card = {} } = await there.invoke(click('undo', await keyOf(one)), posted.id);
      assert.deepEqual(verbs(card), ['confirm-undo', 'leave-as-is']);
      const { card: left = {} } = await there.press('leave-as-is', {}, card);
      assert.ok(!verbs(left).includes('confirm-undo'));
      assert.ok(isDone(shownIn(posted)));
      const stranger = scene.world.client('manager', { place });
      await stranger.invoke(click('leave-as-is', await keyOf(one)), posted.id);
      assert.ok(isDone(shownIn(posted)));
    });

    it('the card of the undo comes to their own chat, and that of all tells how it went', async () => {
      const { card = {} } = await there.invoke(click('undo', await keyOf(one)), posted.id);
      const { card: after = {} } = await there.press('confirm-undo', {}, card);
      assert.match(
        textAt(after, 'notice'),
        /^The undo has begun, as request \d+\. Its card comes to your personal chat/,
      );
      const isUndo = (each: CardJson) => /^Undo of request/.test(textAt(each, 'title')) && isDone(each);
      await messageAbout(scene, scene.approver, one.name, isUndo);
      const told = await becomes(scene, posted, 'undone', (each) => /Undone by Lidia Holloway/.test(textOf(each)));
      assert.match(textAt(told, 'title'), /^Request \d+: Seen By All$/);
    });
  });

  describe('after 30 days', () => {
    it('a deleted user can’t be restored any more, a kept one can be allowed again', async () => {
      const deleted = await done('Too Late', 'delete');
      const kept = await done('Never Too Late', 'keep');
      await days(scene, 31);
      await scene.approver.press('undo', {}, shownIn(deleted.theirs));
      assert.match(scene.approver.lastSentence, /^It is too late: after 30 days/);
      assert.deepEqual(await refusals(deleted), [{ attempt: 'undo', rule: 'too-late-to-restore' }]);
      await undone(kept, isDone);
    });
  });

  async function done(name: string, path: 'keep' | 'delete'): Promise<Case> {
    const one = await askAbout(scene, name, { path });
    await approveUntil(scene, one, 'done', isDone);
    return one;
  }

  /** Confirms it; answers the message and the request of the undo once its card fits. */
  async function undone(one: Case, fits: (card: CardJson) => boolean, inputs: { unblock?: string } = {}) {
    const message = await askToUndo(scene, one);
    const wanted = part(shownIn(message), 'unblock') === undefined ? {} : { unblock: 'false', ...inputs };
    const { card = {} } = await scene.approver.press('confirm-undo', wanted, shownIn(message));
    assert.match(textAt(card, 'title'), /^Undo of request/);
    await becomes(scene, message, 'as expected', fits);
    const { leaver } = await stored(scene, one);
    const [newest] = await scene.aside.deps.store.requests.aboutPeople(leaver.displayName, 1);
    return { message, requestId: newest?.id ?? '' };
  }

  function e3() {
    const { skus } = scene.world.tenant.state;
    return skus.find(({ skuId }) => skuId === sandboxSkus.e3) ?? assert.fail('no E3');
  }

  function user(id: string) {
    const { users, deletedUsers } = scene.world.tenant.state;
    return users[id] ?? deletedUsers[id] ?? assert.fail('no such user');
  }

  function reportOf(leaverId: string): string {
    const { managers } = scene.world.tenant.state;
    return Object.keys(managers).find((id) => managers[id] === leaverId) ?? assert.fail('no report');
  }

  /** Gives them somebody who reports to them, a group and one that they own. */
  function bind(leaverId: string): void {
    const { members, owners, managers } = scene.world.tenant.state;
    const displayName = `A Report of ${leaverId.slice(0, 4)}`;
    const { id } = addReport(scene.world, { displayName, mail: `${leaverId}@contoso.example` });
    managers[id] = leaverId;
    members[sandboxGroups.marketing]?.push(leaverId);
    owners[sandboxGroups.brand]?.push(leaverId);
  }

  async function keyOf(one: { requestId: string }) {
    return { requestId: one.requestId, version: (await stored(scene, one)).version };
  }

  async function refusals(one: { requestId: string }) {
    return (await auditOf(scene, one, 'attempt-refused')).map(({ details }) => details);
  }
});
