import { randomUUID } from 'node:crypto';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { Group, TenantState, User } from '../../src/sandbox/tenant/state.ts';

/** What ties a made-up leaver to the tenant. */
export interface LeaverShape {
  readonly enabled: boolean;
  readonly guest: boolean;
  readonly licences: readonly string[];
  readonly reports: number;
  readonly memberOf: number;
  readonly owned: number;
  /** In a group that Graph can't change. */
  readonly inFixedGroup: boolean;
}

/** Something of everything that an undo has to mend. */
export const fullShape: LeaverShape = {
  enabled: true,
  guest: false,
  licences: [sandboxSkus.e3],
  reports: 1,
  memberOf: 1,
  owned: 1,
  inFixedGroup: false,
};

/** Somebody with nothing. */
export const bareShape: LeaverShape = { ...fullShape, licences: [], reports: 0, memberOf: 0, owned: 0 };

export interface MadeLeaver {
  readonly id: string;
  readonly reports: readonly string[];
  readonly groups: readonly string[];
  readonly owned: readonly string[];
}

/** A leaver with groups and reports of their own, below the sandbox's manager. */
export function addLeaver(state: TenantState, shape: LeaverShape = fullShape): MadeLeaver {
  const user = personLike(state, { accountEnabled: shape.enabled, userType: shape.guest ? 'Guest' : 'Member' });
  const at = user.createdDateTime;
  user.licenseAssignmentStates = shape.licences.map((skuId) => {
    return { skuId, assignedByGroup: null, state: 'Active', error: 'None', disabledPlans: [], lastUpdatedDateTime: at };
  });
  user.assignedLicenses = shape.licences.map((skuId) => ({ skuId, disabledPlans: [] }));
  state.managers[user.id] = sandboxPeople.manager.id;
  const reports = times(shape.reports, () => personLike(state, {}).id);
  for (const report of reports) state.managers[report] = user.id;
  const groups = times(shape.memberOf, () => addGroup(state, { members: [user.id], owners: [] }));
  if (shape.inFixedGroup) groups.push(addGroup(state, { members: [user.id], owners: [], mailEnabled: true }));
  const owned = times(shape.owned, () => addGroup(state, { members: [], owners: [user.id] }));
  return { id: user.id, reports, groups, owned };
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** Of one thing enough for everybody: seats are not what these tests are about. */
export function addSeats(state: TenantState): void {
  for (const sku of state.skus) sku.enabled = 1_000_000;
}

function personLike(state: TenantState, changes: Partial<User>): User {
  const like = state.users[sandboxPeople.leaver.id];
  if (like === undefined) throw new Error('Alex Wilber is gone');
  const id = randomUUID();
  const mail = `${id}@contoso.example`;
  const own = { mail, userPrincipalName: mail, proxyAddresses: [], assignedLicenses: [], licenseAssignmentStates: [] };
  const user = { ...like, displayName: `Person ${id.slice(0, 8)}`, ...own, ...changes, id };
  state.users[id] = user;
  return user;
}

interface GroupOf {
  readonly members: string[];
  readonly owners: string[];
  /** As a distribution list, which Graph can't change. */
  readonly mailEnabled?: boolean;
}

function addGroup(state: TenantState, { members, owners, mailEnabled = false }: GroupOf): string {
  const like = Object.values(state.groups).find(({ groupTypes }) => groupTypes.includes('Unified'));
  if (like === undefined) throw new Error('no group to make others like');
  const id = randomUUID();
  const kind = mailEnabled ? { groupTypes: [], mailEnabled, securityEnabled: false } : {};
  const group: Group = { ...like, displayName: `Group ${id.slice(0, 8)}`, ...kind, id };
  state.groups[id] = group;
  state.members[id] = members;
  state.owners[id] = owners;
  return id;
}
