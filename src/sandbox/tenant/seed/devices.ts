import type { Device, ManagedDevice, User } from '../state.ts';
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
  { name: 'NL-RT-0101', users: ['regional'], system: 'Windows', trust: 'AzureAd' },
  { name: 'NL-RT-0088', users: ['regional'], system: 'Windows', trust: 'ServerAd' },
  { name: 'Galaxy of Farah', users: ['regional'], system: 'Android', trust: 'Workplace' },
  { name: 'NL-KIOSK-01', users: ['regional', 'storeLead', 'storeSynced'], system: 'Windows', trust: 'AzureAd' },
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
    isManaged: isInIntune(row),
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

/** People's own devices are registered only. */
export function isInIntune({ trust }: DeviceRow): boolean {
  return trust !== 'Workplace';
}

/** The same machines in Intune, for those that it manages: it knows one user of each. */
export function managedDeviceFrom(row: DeviceRow, users: Readonly<Record<string, User>>, ago: Ago): ManagedDevice {
  const device = deviceFrom(row, ago);
  const user = users[guid(row.users[0] ?? '')];
  return {
    id: guid(`managed device/${row.name}`),
    userId: user?.id ?? '',
    userPrincipalName: user?.userPrincipalName ?? '',
    deviceName: device.displayName,
    azureADDeviceId: device.deviceId,
    operatingSystem: device.operatingSystem,
    osVersion: device.operatingSystemVersion,
    managementState: 'managed',
    complianceState: 'compliant',
    managedDeviceOwnerType: 'company',
    enrolledDateTime: ago(400),
    lastSyncDateTime: ago(1),
  };
}
