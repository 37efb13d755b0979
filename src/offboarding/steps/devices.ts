import type { Device } from '../people.ts';
import { changedItems, overItems, type Item } from './overItems.ts';
import type { OffboardingStep, Step, StepScene } from './step.ts';

const permissions = ['Device.ReadWrite.All', 'User.Read.All'];

/**
 * Disables the leaver's own devices in Entra (Microsoft: revoke user access in an emergency). One that Active Directory keeps, or
 * that somebody else owns, is left alone.
 */
export const disableDevices: OffboardingStep = {
  id: 'disable-devices',
  permissions,
  undoneBy: ['enable-devices'],
  essentialFor: [],
  offer(path, { devices }) {
    const items = devices.filter(isOurs).map(itemOf);
    return path === 'keep' && items.length > 0 ? { by: 'on', scope: { count: items.length, items } } : undefined;
  },
  ...overItems({
    kind: 'device',
    find: async ({ tenant, leaverId }) => (await tenant.readDevices(leaverId)).filter(isOurs).map(itemOf),
    change: ({ tenant }, { id }, mark) => tenant.setDeviceEnabled(id, false, mark),
  }),
};

/** Enables the devices that were disabled, and only those. */
export const enableDevices: Step = {
  id: 'enable-devices',
  permissions,
  takesBack: true,
  essentialFor: [],
  ...overItems({
    kind: 'device',
    find: stillDisabled,
    change: ({ tenant }, { id }, mark) => tenant.setDeviceEnabled(id, true, mark),
  }),
};

async function stillDisabled(scene: StepScene): Promise<Item[]> {
  const devices = await scene.tenant.readDevices(scene.leaverId);
  const disabled = devices.filter(({ enabled }) => !enabled);
  return changedItems(scene).filter(({ id }) => disabled.some((device) => device.id === id));
}

function isOurs({ enabled, managedInAd }: Device): boolean {
  return enabled && !managedInAd;
}

function itemOf({ id, displayName }: Device): Item {
  return { id, name: displayName };
}
