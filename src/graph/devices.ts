import { z } from 'zod';
import { FarewellError } from '../errors.ts';
import type { Device } from '../offboarding/people.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import { readBatch, type Results } from './batch.ts';
import type { GraphClient } from './client.ts';
import { ofType } from './membership.ts';
import { devicePath, userPath, withQuery } from './paths.ts';
import { allOf, pageOf, pageSize } from './reading.ts';
import { must } from './result.ts';
import { isRefusal, told, untold, type Told } from './told.ts';

const device = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  trustType: z.string().nullish(),
});

const owned = z.object({ id: z.string() });

/** The two reads that tell a person's own devices from those that they share or that were lent to them. */
export function deviceReads(userId: string) {
  const user = userPath(userId);
  const select = 'id,displayName,accountEnabled,trustType';
  return {
    registeredDevices: {
      path: withQuery(`${user}/registeredDevices`, { select, top: pageSize }),
      schema: pageOf(device),
    },
    ownedDevices: {
      path: withQuery(`${user}/ownedDevices`, { select: 'id', top: pageSize }),
      schema: pageOf(owned),
    },
  };
}

type DeviceReads = ReturnType<typeof deviceReads>;

/**
 * Devices that are registered to the user and owned by them. Throws `graph-forbidden` also where a device's properties are withheld,
 * and other `graph-…`. Graph reference: user list registeredDevices, ownedDevices.
 */
export async function readDevices(client: GraphClient, userId: string): Promise<Device[]> {
  const reads = deviceReads(userId);
  return devicesFrom(client, reads, await readBatch(client, reads));
}

/** As readDevices, from what was read already; untold where they may not be read. Throws other `graph-…`. */
export async function devicesOrUntold(
  client: GraphClient,
  reads: DeviceReads,
  results: Results<DeviceReads>,
): Promise<Told<Device[]>> {
  try {
    return told(await devicesFrom(client, reads, results));
  } catch (error) {
    if (isRefusal(error)) return untold([], 'devices');
    throw error;
  }
}

async function devicesFrom(client: GraphClient, reads: DeviceReads, results: Results<DeviceReads>): Promise<Device[]> {
  const registered = await allOf(client, reads.registeredDevices, must(results.registeredDevices));
  const ownedOnes = await allOf(client, reads.ownedDevices, must(results.ownedDevices));
  const ownedIds = new Set(ownedOnes.map(({ id }) => id));
  return ofType(registered, '#microsoft.graph.device')
    .filter(({ id }) => ownedIds.has(id))
    .map(deviceOf);
}

function deviceOf({ id, displayName, accountEnabled, trustType }: z.infer<typeof device>): Device {
  if (typeof accountEnabled !== 'boolean') {
    throw new FarewellError('graph-forbidden', "a device's properties are withheld: Directory.Read.All is missing");
  }
  return { id, displayName: displayName ?? id, enabled: accountEnabled, managedInAd: trustType === 'ServerAd' };
}

/** Enables or disables a device. Throws `graph-…`, `graph-outcome-unknown` among them. Graph reference: device update. */
export async function setDeviceEnabled(
  client: GraphClient,
  { deviceId, enabled }: { readonly deviceId: string; readonly enabled: boolean },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const body = { accountEnabled: enabled };
  await client.call({ method: 'PATCH', path: devicePath(deviceId), kind: 'write', body, clientRequestId });
}
