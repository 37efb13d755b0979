import type { Ties } from '../people.ts';
import { changedItems, itemsIn, overItems, type Item } from './overItems.ts';
import { nothingLeft, type OffboardingStep, type Step, type StepScene } from './step.ts';
import { tiesOf } from './ties.ts';

const permissions = ['LicenseAssignment.ReadWrite.All', 'User.Read.All', 'Directory.Read.All'];

const parts = overItems({
  kind: 'licence',
  find: async (scene) => (await tiesOf(scene)).licences.map(itemOf),
  change: ({ tenant, leaverId }, { id }, mark) => tenant.removeLicences(leaverId, [id], mark),
});

/**
 * Takes the licences that were assigned to the person. This starts the clocks that end the mailbox and the OneDrive, so it is off
 * unless somebody wants it. Never before a delete, which frees them by itself: a restore would bring back a user without.
 */
export const removeLicences: OffboardingStep = {
  id: 'remove-licences',
  permissions,
  undoneBy: ['give-back-licences'],
  essentialFor: [],
  offer(path, { licences }) {
    const items = licences
      .filter(({ direct }) => direct)
      .map(({ skuId, skuPartNumber }) => ({ id: skuId, name: skuPartNumber }));
    return path === 'keep' && items.length > 0 ? { by: 'off', scope: { count: items.length, items } } : undefined;
  },
  ...parts,
  async before(scene) {
    const snapshot = await parts.before(scene);
    const removed = new Set(itemsIn(snapshot).map(({ id }) => id));
    // What the counts afterwards are compared with.
    const counts = removed.size === 0 ? [] : await scene.tenant.readLicenceCounts();
    return { ...snapshot, licences: counts.filter(({ skuId }) => removed.has(skuId)) };
  },
  async run({ tenant, leaverId }, mark, snapshot) {
    // Together: one that another depends on can't go alone.
    const skuIds = itemsIn(snapshot).map(({ id }) => id);
    await tenant.removeLicences(leaverId, skuIds, mark);
    return nothingLeft;
  },
};

/** Assigns the licences again, with the service plans on that were on. */
export const giveBackLicences: Step = {
  id: 'give-back-licences',
  permissions,
  takesBack: true,
  essentialFor: [],
  ...overItems({
    kind: 'licence',
    find: stillGone,
    change: ({ tenant, leaverId }, { id, disabledPlans = [] }, mark) =>
      tenant.assignLicences(leaverId, [{ skuId: id, disabledPlans }], mark),
  }),
};

async function stillGone(scene: StepScene): Promise<Item[]> {
  const { licences } = await tiesOf(scene);
  return changedItems(scene).filter(({ id }) => !licences.some(({ skuId }) => skuId === id));
}

function itemOf({ skuId, skuPartNumber, disabledPlans }: Ties['licences'][number]): Item {
  return { id: skuId, name: skuPartNumber, disabledPlans };
}
