import { randomUUID } from 'node:crypto';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { addBelongings, addDevice, type Belongings } from './belongings.ts';
import type { SandboxPerson } from '../../src/sandbox/people.ts';

/** Somebody with something for every step, all of it with odd names, and what was put where by its mark. */
export interface OddThings extends Belongings {
  readonly mail: string;
  readonly successor: SandboxPerson;
  /** Somebody of the same name as the successor. */
  readonly twinId: string;
  /** mark → the whole value that begins with it. */
  readonly marks: ReadonlyMap<string, string>;
  readonly mailGroup: string;
  readonly ownedMailGroup: string;
  readonly hybridDevice: string;
}

/** As long as Entra lets it be. */
const longest = { name: 256, jobTitle: 128, department: 64 } as const;

/** Adds them below the manager; `index` keeps those of one tenant apart. */
export function addOddThings(state: TenantState, odd: string, index: number): OddThings {
  const marks = new Map<string, string>();
  const mark = (field: string, most: number = longest.name): string => {
    const value = `Qd${field}${index}! ${odd}`.slice(0, most).toWellFormed();
    marks.set(`Qd${field}${index}!`, value);
    return value;
  };
  const address = (who: string) => `${who}${index}.o'neill&a#EXT#%27+b=c@contoso.example`;
  const details = (who: string) => ({
    displayName: mark(`${who}Name`),
    jobTitle: mark(`${who}Job`, longest.jobTitle),
    department: mark(`${who}Department`, longest.department),
    mail: address(who),
    userPrincipalName: `upn-${address(who)}`,
  });
  const leaverId = addLike(state, details('Leaver'));
  const successorId = addLike(state, details('Successor'));
  const twinId = addLike(state, { ...details('Successor'), mail: address('Twin'), userPrincipalName: address('Twin') });
  const things = addBelongings(state, leaverId);
  rename(state, things, mark);
  const mailGroup = addMailGroup(state, mark('MailGroup'));
  const ownedMailGroup = addMailGroup(state, mark('OwnedMailGroup'));
  state.members[mailGroup] = [leaverId];
  state.owners[ownedMailGroup] = [leaverId];
  const hybridDevice = addDevice(state, leaverId, 'ServerAd');
  nameOf(state.devices, hybridDevice).displayName = mark('HybridDevice');
  addLicence(state, leaverId, mark('Sku'));
  const displayName = state.users[successorId]?.displayName ?? '';
  const successor = { id: successorId, displayName, mail: address('Successor') };
  return { ...things, mail: address('Leaver'), successor, twinId, marks, mailGroup, ownedMailGroup, hybridDevice };
}

type Mark = (field: string, most?: number) => string;

function rename(state: TenantState, things: Belongings, mark: Mark): void {
  for (const [n, id] of things.devices.entries()) nameOf(state.devices, id).displayName = mark(`Device${n}`);
  for (const [n, id] of things.owned.entries()) nameOf(state.groups, id).displayName = mark(`Owned${n}`);
  for (const [n, id] of things.memberOf.entries()) nameOf(state.groups, id).displayName = mark(`Group${n}`);
  for (const [n, id] of things.reports.entries()) nameOf(state.users, id).displayName = mark(`Report${n}`);
  for (const [n, id] of things.meetings.entries()) {
    const meeting = state.events[things.id]?.find((event) => event.id === id);
    if (meeting !== undefined) meeting.subject = mark(`Meeting${n}`);
  }
  const drive = state.drives[things.id];
  if (drive !== undefined) drive['owner'] = { user: { id: things.id, displayName: mark('DriveOwner') } };
}

function nameOf<T>(of: Record<string, T>, id: string): T {
  const one = of[id];
  if (one === undefined) throw new Error('nothing there to be named');
  return one;
}

function addLike(state: TenantState, details: Partial<TenantState['users'][string]>): string {
  const like = nameOf(state.users, sandboxPeople.leaver.id);
  const id = randomUUID();
  const own = { proxyAddresses: [], assignedLicenses: [], licenseAssignmentStates: [] };
  state.users[id] = { ...structuredClone(like), ...own, ...details, id };
  state.managers[id] = sandboxPeople.manager.id;
  return id;
}

/** Adds a distribution list that is the manager's, with nobody in it. */
export function addMailGroup(state: TenantState, displayName: string): string {
  const like = Object.values(state.groups).find(({ mailEnabled }) => mailEnabled) ?? Object.values(state.groups)[0];
  if (like === undefined) throw new Error('no group to make others like');
  const id = randomUUID();
  state.groups[id] = {
    ...structuredClone(like),
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    mailEnabled: true,
    groupTypes: [],
    id,
    displayName,
  };
  state.owners[id] = [sandboxPeople.manager.id];
  state.members[id] = [];
  return id;
}

function addLicence(state: TenantState, userId: string, skuPartNumber: string): void {
  const skuId = randomUUID();
  state.skus.push({ skuId, skuPartNumber, enabled: 10, servicePlans: [] });
  const user = nameOf(state.users, userId);
  user.assignedLicenses.push({ skuId, disabledPlans: [] });
  user.licenseAssignmentStates.push({
    skuId,
    assignedByGroup: null,
    state: 'Active',
    error: 'None',
    disabledPlans: [],
    lastUpdatedDateTime: user.createdDateTime,
  });
}
