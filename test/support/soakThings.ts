import { randomUUID } from 'node:crypto';
import { noOptions, optionalSteps, type PlanOptions, type Successor } from '../../src/offboarding/model.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { Mailbox, TenantState } from '../../src/sandbox/tenant/state.ts';
import { addDevice, addDrive, addMailbox, addMeeting } from './belongings.ts';
import type { MadeLeaver } from './crashLeaver.ts';
import type { Random } from './soakRandom.ts';

/** A made-up leaver with a random lot of everything that a plan can act on. */
export interface SoakLeaver extends MadeLeaver {
  readonly devices: readonly string[];
  readonly meetings: readonly string[];
  /** undefined: OneDrive was never opened. */
  readonly driveId: string | undefined;
  /** Who would take over. */
  readonly successor: Successor;
}

/** Gives the leaver devices, mail, meetings and files, and makes their reports and groups more of a mixed lot. */
export function addThings(
  state: TenantState,
  made: MadeLeaver,
  { random, now }: { readonly random: Random; readonly now: Date },
): SoakLeaver {
  const { id } = made;
  const devices = some(random, () =>
    addDevice(state, id, random.pick(['AzureAd', 'AzureAd', 'Workplace', 'ServerAd'])),
  );
  for (const device of devices) if (random.chance(0.15)) block(state.devices[device]);
  for (const report of made.reports) if (random.chance(0.25)) sync(state, report);
  for (const group of made.owned) mixOwners(state, group, random);
  const [report] = made.reports;
  const successor = successorFrom(state, report !== undefined && random.chance(0.25) ? report : undefined);
  const hasMailbox = random.chance(0.8);
  if (hasMailbox) fillMailbox(state, id, random);
  const meetings = hasMailbox ? some(random, () => addMeeting(state, id, now)) : [];
  const driveId = random.chance(0.8) ? addDrive(state, id) : undefined;
  if (driveId !== undefined) shareSome(state, { driveId, successor }, random);
  return { ...made, devices, meetings, driveId, successor };
}

/** Any of the optional steps, from none to all. */
export function someOptions({ successor }: SoakLeaver, random: Random): PlanOptions {
  const share = random.pick([0, 0.3, 0.6, 1]);
  return {
    ...noOptions,
    steps: optionalSteps.filter(() => random.chance(share)),
    successor: random.chance(0.9) ? successor : null,
    autoReply: 'No longer here.\nWrite to <desk@contoso.example> & ask.',
  };
}

function some<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: random.below(4) }, make);
}

function block(thing: { accountEnabled: boolean } | undefined): void {
  if (thing !== undefined) thing.accountEnabled = false;
}

function sync({ users }: TenantState, id: string): void {
  const user = users[id];
  if (user !== undefined) user.onPremisesSyncEnabled = true;
}

/** With another owner who can act, or one who can't, or kept by Exchange. */
function mixOwners(state: TenantState, groupId: string, random: Random): void {
  const group = state.groups[groupId];
  const { blocked, teamLead } = sandboxPeople;
  const other = random.pick([undefined, undefined, undefined, blocked.id, teamLead.id]);
  if (other !== undefined) state.owners[groupId]?.push(other);
  if (group === undefined || !random.chance(0.15)) return;
  Object.assign(group, { groupTypes: [], mailEnabled: true, securityEnabled: false });
}

function successorFrom({ users }: TenantState, reportId: string | undefined): Successor {
  const { id, displayName, mail } = users[reportId ?? sandboxPeople.secondApprover.id] ?? sandboxPeople.secondApprover;
  return { id, displayName, mail };
}

const replies: readonly [Mailbox['automaticRepliesSetting'], ...Mailbox['automaticRepliesSetting'][]] = [
  {},
  { internalReplyMessage: '<p>An old one</p>', externalReplyMessage: '<p>An old one</p>' },
  { status: 'alwaysEnabled', externalAudience: 'contactsOnly', internalReplyMessage: '<p>On a long holiday</p>' },
  {
    status: 'scheduled',
    externalAudience: 'all',
    internalReplyMessage: '<p>At a fair</p>',
    externalReplyMessage: '<p>At a fair</p>',
    scheduledStartDateTime: { dateTime: '2031-01-06T08:00:00.0000000', timeZone: 'UTC' },
    scheduledEndDateTime: { dateTime: '2031-01-10T17:00:00.0000000', timeZone: 'UTC' },
  },
];

function fillMailbox(state: TenantState, id: string, random: Random): void {
  addMailbox(state, id);
  const mailbox = state.mailboxes[id];
  if (mailbox !== undefined) Object.assign(mailbox.automaticRepliesSetting, structuredClone(random.pick(replies)));
  if (random.chance(0.3)) state.messageRules[id] = [ruleOf('Newsletters')];
}

/** An inbox rule as its owner makes them. */
export function ruleOf(displayName: string): TenantState['messageRules'][string][number] {
  const plain = { isEnabled: true, hasError: false, isReadOnly: false, conditions: null, actions: null };
  return { id: `AQ${randomUUID()}`, displayName, sequence: 9, ...plain };
}

interface Shared {
  readonly driveId: string;
  readonly successor: Successor;
}

/** The OneDrive may be open to somebody already, to the successor perhaps. */
function shareSome(state: TenantState, { driveId, successor }: Shared, random: Random): void {
  const { id, displayName } = random.pick([sandboxPeople.teamLead, sandboxPeople.teamLead, successor]);
  if (!random.chance(0.4)) return;
  const user = { id, displayName };
  state.drivePermissions[driveId] = [{ id: `p-${id}`, roles: ['write'], grantedToV2: { user } }];
}

/** Takes what addThings made out of the tenant again. */
export function removeThings(state: TenantState, { id, devices, driveId }: SoakLeaver): void {
  for (const device of devices) delete state.devices[device];
  for (const record of [state.registeredDevices, state.ownedDevices, state.mailboxes]) delete record[id];
  for (const record of [state.messageRules, state.events, state.drives]) delete record[id];
  if (driveId !== undefined) delete state.drivePermissions[driveId];
}
