import { noOptions, optionalSteps, type OptionalStepId, type PlanOptions } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import type { Belongings } from './belongings.ts';

export const successor = { ...sandboxPeople.secondApprover };

/** Everything that can be chosen. */
export const everything: PlanOptions = {
  ...noOptions,
  steps: optionalSteps,
  successor: { id: successor.id, displayName: successor.displayName, mail: successor.mail },
  autoReply: 'I no longer work here.\nWrite to <desk@contoso.example> & ask.',
};

/** What is so once a step is done, in the tenant's own state, past Graph. */
export const effects: Readonly<Record<OptionalStepId, (state: TenantState, leaver: Belongings) => boolean>> = {
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
export const forGood: readonly OptionalStepId[] = ['cancel-meetings'];

/** All that an undo has to put back. */
export function putBackOf(state: TenantState, leaver: Belongings): object {
  const { users, devices, mailboxes, messageRules, drivePermissions, owners, members, managers } = state;
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

/** The writes of a step about this leaver. */
export function writesOf(
  step: OptionalStepId,
  leaver: Belongings,
): { readonly method: string; readonly path: string }[] {
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
