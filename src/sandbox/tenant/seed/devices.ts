import type { Device } from '../state.ts';
import type { Ago } from './ago.ts';
import { guid } from './guid.ts';

interface DeviceRow {
  readonly name: string;
  /** The first is the owner. */
  readonly users: readonly string[];
  readonly system: 'Windows' | 'iOS' | 'Android';
  readonly trust: Device['trustType'];
}

export const deviceRows: readonly DeviceRow[] = [
  { name: 'NL-LT-0412', users: ['leaver'], system: 'Windows', trust: 'AzureAd' },
  { name: 'iPhone of Alex', users: ['leaver'], system: 'iOS', trust: 'Workplace' },
  { name: 'NL-LT-0398', users: ['firstDaan'], system: 'Windows', trust: 'AzureAd' },
  { name: 'DE-LT-0077', users: ['accented'], system: 'Windows', trust: 'AzureAd' },
  { name: 'UTR-PRINT-01', users: ['synced'], system: 'Windows', trust: 'ServerAd' },
  { name: 'NL-STAND-02', users: ['eventsLead', 'eventsPlanner', 'noDrive'], system: 'Windows', trust: 'AzureAd' },
  { name: 'NL-LT-0405', users: ['manager'], system: 'Windows', trust: 'AzureAd' },
];

export function deviceFrom(row: DeviceRow, ago: Ago): Device {
  return {
    id: guid(`device/${row.name}`),
    deviceId: guid(`device id/${row.name}`),
    displayName: row.name,
    accountEnabled: true,
    operatingSystem: row.system,
    operatingSystemVersion: row.system === 'Windows' ? '10.0.26100.2033' : '18.1',
    trustType: row.trust,
    isManaged: row.trust !== 'Workplace',
    isCompliant: true,
    approximateLastSignInDateTime: ago(1),
  };
}

export function deviceLinks(usersOf: (row: DeviceRow) => readonly string[]): Record<string, string[]> {
  const links: Record<string, string[]> = {};
  for (const row of deviceRows)
    for (const user of usersOf(row)) (links[guid(user)] ??= []).push(guid(`device/${row.name}`));
  return links;
}
