import { agoFrom } from './seed/ago.ts';
import { deviceFrom } from './seed/devices.ts';
import { groupFrom } from './seed/groups.ts';
import { guid } from './seed/guid.ts';
import type { SandboxPerson } from './seed/ids.ts';
import { driveFrom, mailboxFrom } from './seed/mailAndFiles.ts';
import { domain, type StaffRow } from './seed/staff.ts';
import { userFrom } from './seed/users.ts';
import type { TenantState } from './state.ts';

const sizes = { groups: 500, owned: 60, devices: 40, reports: 200 } as const;

/** Adds somebody in whose ties every page is followed: 500 groups, 60 of them their own alone, 40 devices and 200 reports. */
export function addBigPerson(state: TenantState, managerId: string, now: Date): SandboxPerson {
  const row: StaffRow = {
    key: 'big/person',
    name: 'Wilhelmina van Wassenaer-Obdam',
    alias: 'wilhelmina.vanwassenaer',
    title: 'Programme Director',
    department: 'Programmes',
  };
  const big = addPerson(state, row, now);
  state.managers[big.id] = managerId;
  state.mailboxes[big.id] = mailboxFrom(row);
  state.drives[big.id] = driveFrom(row);
  addReports(state, big, now);
  addGroups(state, big, now);
  addDevices(state, big, now);
  return big;
}

function addPerson(state: TenantState, row: StaffRow, now: Date): SandboxPerson {
  const user = userFrom(row, Object.keys(state.users).length, agoFrom(now));
  state.users[user.id] = user;
  return { id: user.id, displayName: user.displayName, mail: `${row.alias}@${domain}` };
}

function addReports(state: TenantState, big: SandboxPerson, now: Date): void {
  for (const number of upTo(sizes.reports)) {
    const name = { name: `Report ${number} Obdam`, alias: `report${number}.obdam` };
    const row = { key: `big/report/${number}`, ...name, title: 'Programme Officer', department: 'Programmes' };
    // Without licences: the tenant bought none for a crowd.
    const report = addPerson(state, { ...row, licences: [] }, now);
    state.managers[report.id] = big.id;
  }
}

function addGroups(state: TenantState, big: SandboxPerson, now: Date): void {
  for (const number of upTo(sizes.groups)) {
    const row = { key: 'marketing', name: `Programme ${number}`, owners: [], members: [], unified: true } as const;
    const group = { ...groupFrom(row, agoFrom(now)), id: guid(`big/group/${number}`) };
    state.groups[group.id] = group;
    state.members[group.id] = [big.id];
    state.owners[group.id] = number <= sizes.owned ? [big.id] : [managerOf(state, big)];
  }
}

function managerOf(state: TenantState, { id }: SandboxPerson): string {
  return state.managers[id] ?? id;
}

function addDevices(state: TenantState, big: SandboxPerson, now: Date): void {
  const devices = upTo(sizes.devices).map((number) => {
    const name = `NL-LAB-${String(number).padStart(4, '0')}`;
    return deviceFrom({ name, users: [], system: 'Windows', trust: 'AzureAd' }, agoFrom(now));
  });
  for (const device of devices) state.devices[device.id] = device;
  state.registeredDevices[big.id] = devices.map(({ id }) => id);
  state.ownedDevices[big.id] = devices.map(({ id }) => id);
}

function upTo(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index + 1);
}
