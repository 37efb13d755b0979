import { asFarewellError, FarewellError, hasCode } from '../../errors.ts';
import type { Leftover } from '../journal.ts';
import type { StepId } from '../model.ts';
import type { Ties } from '../people.ts';
import type { Tenant, WriteMark } from '../ports/tenant.ts';
import type { Step, StepScene } from './step.ts';

/** One thing that a restored user had before the delete and lacks now. */
interface Missing {
  readonly id: string;
  readonly name: string;
  /** Graph can't put it back. */
  readonly fixed: boolean;
}

interface Mending {
  readonly id: StepId;
  readonly permissions: readonly string[];
  readonly kind: Leftover['kind'];
  /** What is missing of what was there. */
  missing(before: Ties, now: Ties): Missing[];
  putBack(tenant: Tenant, leaverId: string, item: Missing & { mark: WriteMark }): Promise<void>;
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
        .map(({ skuId, skuPartNumber }) => ({ id: skuId, name: skuPartNumber, fixed: false })),
    putBack: (tenant, leaverId, { id, mark }) => tenant.assignLicences(leaverId, [id], mark),
  }),
];

function mend(mending: Mending): Step {
  return {
    id: mending.id,
    permissions: [...mending.permissions, 'User.Read.All', 'Directory.Read.All'],
    undoneBy: [],
    essentialFor: [],
    needed: () => false,
    before: async (scene) => ({ missing: await missingNow(scene, mending) }),
    alreadySo: (snapshot) => (snapshot['missing'] as readonly Missing[]).length === 0,
    run: (scene, mark) => putAllBack(scene, mending, mark),
    // What can't be put back is missing too: then the step runs again, and lists it.
    hasHappened: async (scene) => (await missingNow(scene, mending)).length === 0,
  };
}

async function missingNow({ tenant, leaverId, origin }: StepScene, { missing }: Mending): Promise<Missing[]> {
  const before = origin?.['ties'] as Ties | undefined;
  if (before === undefined) return [];
  const now = await tenant.readTies(leaverId);
  if (now === undefined) throw new FarewellError('graph-not-found', 'the restored user is not there');
  return missing(before, now);
}

/** One that can't be put back doesn't keep the others away; what stays is told item by item. */
async function putAllBack(scene: StepScene, mending: Mending, mark: WriteMark): Promise<Leftover[]> {
  const left: Leftover[] = [];
  for (const item of await missingNow(scene, mending)) {
    const why = item.fixed ? 'fixed-membership' : await tryToPutBack(scene, mending, { ...item, mark });
    if (why !== undefined) left.push({ kind: mending.kind, id: item.id, name: item.name, why });
  }
  return left;
}

/** Why it did not work, as a code. Throws what only a repeat can settle: an unknown outcome, or a directory out of reach. */
async function tryToPutBack(
  { tenant, leaverId }: StepScene,
  { putBack }: Mending,
  item: Missing & { mark: WriteMark },
): Promise<string | undefined> {
  try {
    await putBack(tenant, leaverId, item);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'graph-outcome-unknown', 'graph-throttled', 'graph-unavailable')) throw error;
    return asFarewellError(error).code;
  }
}

function lacking<T extends { readonly id: string }>(before: readonly T[], now: readonly T[]): T[] {
  return before.filter(({ id }) => !now.some((one) => one.id === id));
}

function namedItem({ id, displayName }: { readonly id: string; readonly displayName: string }): Missing {
  return { id, name: displayName, fixed: false };
}

function groupItem({ id, displayName, fixed }: Ties['groups'][number]): Missing {
  return { id, name: displayName, fixed };
}
