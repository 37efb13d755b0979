import { randomUUID } from 'node:crypto';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { Group, MeetingCopy, TenantState } from '../../src/sandbox/tenant/state.ts';

/** What a leaver with something for every step has. */
export interface Belongings {
  readonly id: string;
  readonly devices: readonly string[];
  /** Theirs alone. */
  readonly owned: readonly string[];
  readonly memberOf: readonly string[];
  readonly reports: readonly string[];
  readonly meetings: readonly string[];
  readonly driveId: string;
}

/** Gives somebody two devices, a group that is theirs alone, two to be in, two reports, two meetings, mail and files. */
export function addBelongings(state: TenantState, id: string, now = new Date()): Belongings {
  const group = cloudGroup(state);
  const devices = twice(() => addDevice(state, id));
  const owned = [addGroup(state, group, { owners: [id], members: [] })];
  const memberOf = twice(() => addGroup(state, group, { owners: [sandboxPeople.manager.id], members: [id] }));
  const reports = twice(() => addReportOf(state, id));
  addMailbox(state, id);
  const meetings = twice(() => addMeeting(state, id, now));
  const driveId = addDrive(state, id);
  assignE3(state, id);
  return { id, devices, owned, memberOf, reports, meetings, driveId };
}

/** Adds a device that is registered to somebody and owned by them. */
export function addDevice(
  state: TenantState,
  userId: string,
  trustType: TenantState['devices'][string]['trustType'] = 'AzureAd',
): string {
  const id = randomUUID();
  const like = first(state.devices);
  state.devices[id] = { ...like, id, displayName: `Device ${id.slice(0, 8)}`, accountEnabled: true, trustType };
  (state.registeredDevices[userId] ??= []).push(id);
  (state.ownedDevices[userId] ??= []).push(id);
  return id;
}

function addGroup(state: TenantState, like: Group, ties: { owners: string[]; members: string[] }): string {
  const id = randomUUID();
  state.groups[id] = { ...like, id, displayName: `Group ${id.slice(0, 8)}`, assignedLicenses: [] };
  state.owners[id] = ties.owners;
  state.members[id] = ties.members;
  return id;
}

function addReportOf(state: TenantState, managerId: string): string {
  const like = state.users[sandboxPeople.leaver.id];
  if (like === undefined) throw new Error('Alex Wilber is gone');
  const id = randomUUID();
  const mail = `${id}@contoso.example`;
  const own = { mail, userPrincipalName: mail, proxyAddresses: [], assignedLicenses: [], licenseAssignmentStates: [] };
  state.users[id] = { ...like, ...own, id, displayName: `Report ${id.slice(0, 8)}` };
  state.managers[id] = managerId;
  return id;
}

/** Gives somebody a mailbox like Alex Wilber's. */
export function addMailbox(state: TenantState, userId: string): void {
  const like = state.mailboxes[sandboxPeople.leaver.id];
  if (like === undefined) throw new Error('Alex Wilber has no mailbox');
  state.mailboxes[userId] = structuredClone(like);
}

/** Adds a meeting that somebody organizes for another five days from now. */
export function addMeeting(state: TenantState, userId: string, now: Date): string {
  const like = (state.events[sandboxPeople.leaver.id] ?? []).find(
    ({ type, isOrganizer, attendees }) => type === 'singleInstance' && isOrganizer && attendees.length > 0,
  );
  if (like === undefined) throw new Error('Alex Wilber organizes no meeting');
  const start = new Date(now.getTime() + 5 * 86_400_000).toISOString().slice(0, 19);
  const time = { dateTime: `${start}.0000000`, timeZone: 'UTC' };
  const meeting: MeetingCopy = {
    ...structuredClone(like),
    id: `AAMk${randomUUID()}`,
    iCalUId: randomUUID(),
    start: time,
    end: time,
  };
  (state.events[userId] ??= []).push(meeting);
  return meeting.id;
}

/** Gives somebody a OneDrive; answers its id. */
export function addDrive(state: TenantState, userId: string): string {
  const like = state.drives[sandboxPeople.leaver.id];
  if (like === undefined) throw new Error('Alex Wilber has no OneDrive');
  const id = `b!${randomUUID().replaceAll('-', '')}`;
  const owner = { user: { id: userId, displayName: state.users[userId]?.displayName ?? '' } };
  state.drives[userId] = { ...structuredClone(like), id, owner };
  return id;
}

function assignE3(state: TenantState, userId: string): void {
  const user = state.users[userId];
  if (user === undefined) throw new Error('no such user');
  const disabledPlans: string[] = [];
  const at = user.createdDateTime;
  user.assignedLicenses = [{ skuId: sandboxSkus.e3, disabledPlans }];
  user.licenseAssignmentStates = [
    {
      skuId: sandboxSkus.e3,
      assignedByGroup: null,
      state: 'Active',
      error: 'None',
      disabledPlans,
      lastUpdatedDateTime: at,
    },
  ];
}

function cloudGroup({ groups }: TenantState): Group {
  const like = Object.values(groups).find(
    ({ groupTypes, onPremisesSyncEnabled, isAssignableToRole }) =>
      groupTypes.length === 1 && groupTypes[0] === 'Unified' && !onPremisesSyncEnabled && !isAssignableToRole,
  );
  if (like === undefined) throw new Error('no group to make others like');
  return like;
}

function first<T>(record: Readonly<Record<string, T>>): T {
  const [one] = Object.values(record);
  if (one === undefined) throw new Error('nothing to make others like');
  return one;
}

function twice<T>(make: () => T): T[] {
  return [make(), make()];
}
