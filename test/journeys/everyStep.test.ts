import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { noOptions, optionalSteps, type OptionalStepId, type PlanOptions } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { addBelongings, type Belongings } from '../support/belongings.ts';
import { textAt } from '../support/card.ts';
import { shownIn } from '../support/journey.ts';
import {
  approveUntil,
  askAbout,
  isDone,
  isReceipt,
  messageAbout,
  startScene,
  stored,
  type Case,
  type Scene,
} from '../support/scene.ts';

const successor = { ...sandboxPeople.secondApprover };

/** Everything that can be chosen. */
const everything: PlanOptions = {
  ...noOptions,
  steps: optionalSteps,
  successor: { id: successor.id, displayName: successor.displayName, mail: successor.mail },
  autoReply: 'I no longer work here.\nWrite to <desk@contoso.example> & ask.',
};

interface Leaver extends Belongings {
  readonly id: string;
}

/** What is so once a step is done, in the tenant's own state, past Graph. */
const effects: Readonly<Record<OptionalStepId, (state: TenantState, leaver: Leaver) => boolean>> = {
  'disable-devices': ({ devices }, leaver) => leaver.devices.every((id) => devices[id]?.accountEnabled === false),
  'auto-reply': ({ mailboxes }, { id }) => {
    const { status, externalAudience, internalReplyMessage } = mailboxes[id]?.automaticRepliesSetting ?? {};
    const escaped = '<p>I no longer work here.<br>Write to &lt;desk@contoso.example&gt; &amp; ask.</p>';
    return status === 'alwaysEnabled' && externalAudience === 'all' && internalReplyMessage === escaped;
  },
  'forward-mail': ({ messageRules }, { id }) => {
    const rules = messageRules[id] ?? [];
    const to = JSON.stringify(rules.map(({ actions }) => actions?.['forwardTo']));
    return rules.length === 1 && to.includes(successor.mail);
  },
  'cancel-meetings': ({ events }, leaver) =>
    leaver.meetings.every((id) => !(events[leaver.id] ?? []).some((event) => event.id === id && !event.isCancelled)),
  'share-files': ({ drivePermissions }, { driveId }) =>
    (drivePermissions[driveId] ?? []).some(({ grantedToV2 }) => grantedToV2.user.id === successor.id),
  'hand-over-groups': ({ owners }, leaver) => leaver.owned.every((id) => owners[id]?.includes(successor.id) === true),
  'leave-groups': ({ members }, leaver) => leaver.memberOf.every((id) => members[id]?.includes(leaver.id) === false),
  'reassign-reports': ({ managers }, leaver) => leaver.reports.every((id) => managers[id] === successor.id),
  'remove-licences': ({ users }, { id }) => users[id]?.assignedLicenses.length === 0,
};

/** Of what nothing is left once it was done: mails have gone out. */
const forGood: readonly OptionalStepId[] = ['cancel-meetings'];

describe('every step of a plan', function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await startScene({ LOG_LEVEL: 'warn' });
    for (const sku of scene.world.tenant.state.skus) sku.enabled = 1000;
  });
  after(() => scene.close());

  it('is done when it was chosen, and is taken back by an undo, all but the meetings', async () => {
    const { leaver, asked } = await askWithEverything('Every Step', everything);
    const untouched = tiesOf(leaver);
    await approveUntil(scene, asked, 'a receipt', isReceipt);
    const done = await stored(scene, asked);
    assert.deepEqual(done.receipt?.headline, 'done', JSON.stringify(done.receipt));
    for (const step of optionalSteps) assert.ok(isSo(step, leaver), step);
    await undo(asked);
    for (const step of optionalSteps) assert.equal(isSo(step, leaver), forGood.includes(step), step);
    assert.deepEqual(tiesOf(leaver), untouched);
  });

  for (const step of optionalSteps) {
    it(`${step} alone changes what it says and nothing else`, async () => {
      const { leaver, asked } = await askWithEverything(`Only ${step}`, { ...everything, steps: [step] });
      await approveUntil(scene, asked, 'done', isDone);
      for (const each of optionalSteps) assert.equal(isSo(each, leaver), each === step, each);
    });

    it(`${step}: an answer lost after it took effect is no failure, and nothing happens twice`, async () => {
      const { leaver, asked } = await askWithEverything(`Lost ${step}`, { ...everything, steps: [step] });
      for (const path of writesOf(step, leaver)) {
        scene.world.tenant.fault({ ...path, answer: { status: 502, applied: true, body: '<html>Bad gateway</html>' } });
      }
      await approveUntil(scene, asked, 'done', isDone);
      assert.ok(isSo(step, leaver));
    });

    it(`${step}: refused, the rest is done, and the card says what was not`, async () => {
      const { leaver, asked } = await askWithEverything(`Refused ${step}`, everything);
      for (const path of writesOf(step, leaver))
        scene.world.tenant.fault({ ...path, times: -1, answer: { status: 403 } });
      const card = await approveUntil(scene, asked, 'a receipt', isReceipt);
      const { receipt, state } = await stored(scene, asked);
      assert.deepEqual(
        [state, receipt?.headline, receipt?.problems],
        ['completed-with-errors', 'done-with-problems', 1],
      );
      for (const each of optionalSteps) assert.equal(isSo(each, leaver), each !== step, each);
      assert.match(textAt(card, `outcome-${step}`), /^FAILED/);
      scene.world.tenant.clearFaults();
    });
  }

  async function askWithEverything(name: string, options: PlanOptions): Promise<{ leaver: Leaver; asked: Case }> {
    let belongings: Belongings | undefined;
    const given = (id: string): void => {
      belongings = addBelongings(scene.world.tenant.state, id);
    };
    const asked = await askAbout(scene, name, { path: 'keep', options, given });
    assert.ok(belongings);
    return { leaver: { id: asked.leaverId, ...belongings }, asked };
  }

  function isSo(step: OptionalStepId, leaver: Leaver): boolean {
    return effects[step](scene.world.tenant.state, leaver);
  }

  async function undo({ theirs, name, leaverId }: Case): Promise<void> {
    await scene.approver.press('undo', {}, shownIn(theirs));
    const plan = await messageAbout(scene, scene.approver, name, (card) => textAt(card, 'undo-wont') !== '');
    await scene.approver.press('confirm-undo', {}, shownIn(plan));
    await scene.world.teams.until('the undo is done', () =>
      isDone(shownIn(plan)) && scene.world.tenant.state.users[leaverId]?.accountEnabled === true ? true : undefined,
    );
  }

  /** All that an undo has to put back. */
  function tiesOf(leaver: Leaver) {
    const { users, devices, mailboxes, messageRules, drivePermissions, owners, members, managers } =
      scene.world.tenant.state;
    const user = users[leaver.id];
    return structuredClone({
      enabled: user?.accountEnabled,
      licences: user?.assignedLicenses,
      devices: leaver.devices.map((id) => devices[id]),
      reply: mailboxes[leaver.id]?.automaticRepliesSetting,
      rules: messageRules[leaver.id] ?? [],
      shares: drivePermissions[leaver.driveId] ?? [],
      owners: leaver.owned.map((id) => owners[id]),
      members: leaver.memberOf.map((id) => members[id]),
      managers: leaver.reports.map((id) => managers[id]),
    });
  }
});

/** The writes of a step about this leaver. */
function writesOf(step: OptionalStepId, leaver: Leaver): { readonly method: string; readonly path: string }[] {
  const { id, devices, owned, memberOf, reports, driveId } = leaver;
  const of: Readonly<Record<OptionalStepId, readonly (readonly [method: string, path: string])[]>> = {
    'disable-devices': devices.map((device) => ['PATCH', `^/devices/${device}`] as const),
    'auto-reply': [['PATCH', `^/users/${id}/mailboxSettings`]],
    'forward-mail': [['POST', `^/users/${id}/mailFolders/inbox/messageRules`]],
    'cancel-meetings': [['POST', `^/users/${id}/events/.*/cancel`]],
    'share-files': [['POST', `^/drives/${driveId.replaceAll(/[!]/g, '.')}/.*/invite`]],
    'hand-over-groups': owned.map((group) => ['POST', `^/groups/${group}/owners`] as const),
    'leave-groups': memberOf.map((group) => ['DELETE', `^/groups/${group}/members/`] as const),
    'reassign-reports': reports.map((report) => ['PUT', `^/users/${report}/manager`] as const),
    'remove-licences': [['POST', `^/users/${id}/assignLicense`]],
  };
  return of[step].map(([method, path]) => ({ method, path }));
}
