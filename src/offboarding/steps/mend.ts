import { FarewellError } from '../../errors.ts';
import type { Leftover } from '../journal.ts';
import type { StepId } from '../model.ts';
import type { NamedPerson, Ties } from '../people.ts';
import type { Tenant, WriteMark } from '../ports/tenant.ts';
import { overItems, type Item } from './overItems.ts';
import type { Step, StepScene } from './step.ts';
import { groupItem, tiesOf } from './ties.ts';

interface Mending {
  readonly id: StepId;
  readonly permissions: readonly string[];
  readonly kind: Leftover['kind'];
  /** What is missing of what was there. */
  missing(before: Ties, now: Ties): Item[];
  putBack(tenant: Tenant, leaverId: string, item: Item & { mark: WriteMark }): Promise<void>;
}

/**
 * The steps after a restore: each compares one kind of tie with the snapshot of the delete and puts back what is missing.
 * Microsoft brings most of it back by itself, and not always all.
 */
export const mendSteps: readonly Step[] = [
  mend({
    id: 'mend-manager',
    permissions: ['User.ReadWrite.All'],
    kind: 'manager',
    missing: (before, now) =>
      // Somebody gave them another manager meanwhile: that stays.
      before.manager === null || now.manager !== null ? [] : [namedItem(before.manager)],
    putBack: (tenant, leaverId, { id, mark }) => tenant.setManager(leaverId, id, mark),
  }),
  mend({
    id: 'mend-reports',
    permissions: ['User.ReadWrite.All'],
    kind: 'report',
    missing: (before, now) => lacking(before.reports, now.reports).map(namedItem),
    putBack: async (tenant, leaverId, { id, mark }) => {
      const report = await tenant.readTies(id);
      // Whoever has a new manager since keeps them.
      if (report === undefined) throw new FarewellError('graph-not-found', 'the report is gone');
      if (report.manager !== null) throw new FarewellError('changed-since', 'the report has another manager');
      await tenant.setManager(id, leaverId, mark);
    },
  }),
  mend({
    id: 'mend-groups',
    permissions: ['GroupMember.ReadWrite.All'],
    kind: 'group',
    missing: (before, now) => lacking(before.groups, now.groups).map(groupItem),
    putBack: (tenant, leaverId, { id, mark }) => tenant.addMember(id, leaverId, mark),
  }),
  mend({
    id: 'mend-ownerships',
    permissions: ['Group.ReadWrite.All'],
    kind: 'owned-group',
    missing: (before, now) => lacking(before.ownedGroups, now.ownedGroups).map(groupItem),
    putBack: (tenant, leaverId, { id, mark }) => tenant.addOwner(id, leaverId, mark),
  }),
  mend({
    id: 'mend-licences',
    permissions: ['LicenseAssignment.ReadWrite.All'],
    kind: 'licence',
    missing: (before, now) =>
      before.licences
        .filter(({ skuId }) => !now.licences.some((one) => one.skuId === skuId))
        .map(({ skuId, skuPartNumber, disabledPlans }) => ({ id: skuId, name: skuPartNumber, disabledPlans })),
    putBack: (tenant, leaverId, { id, disabledPlans = [], mark }) =>
      tenant.assignLicences(leaverId, [{ skuId: id, disabledPlans }], mark),
  }),
];

function mend({ id, permissions, kind, missing, putBack }: Mending): Step {
  return {
    id,
    permissions: [...permissions, 'User.Read.All', 'Directory.Read.All'],
    essentialFor: [],
    ...overItems({
      kind,
      find: (scene) => missingNow(scene, missing),
      change: ({ tenant, leaverId }, item, mark) => putBack(tenant, leaverId, { ...item, mark }),
    }),
  };
}

async function missingNow(scene: StepScene, missing: Mending['missing']): Promise<Item[]> {
  const before = scene.origin?.snapshot['ties'] as Ties | undefined;
  return before === undefined ? [] : missing(before, await tiesOf(scene));
}

function lacking<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): T[] {
  return before.filter(({ id }) => !now.some((one) => one.id === id));
}

function namedItem({ id, displayName }: NamedPerson): Item {
  return { id, name: displayName };
}
