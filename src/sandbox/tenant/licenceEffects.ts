import { consumedUnits } from './directory.ts';
import { badRequest } from './errors.ts';
import type { AssignedLicence, LicenceState, TenantState, User } from './state.ts';

export interface LicenceChange {
  readonly add: readonly AssignedLicence[];
  readonly remove: readonly string[];
  /** ISO time. */
  readonly at: string;
}

/** POST assignLicense: all of the changes or none. Throws Graph's 400. */
export function changeLicences(state: TenantState, user: User, { add, remove, at }: LicenceChange): void {
  if (add.length > 0) requireUsageLocation(user);
  for (const { skuId } of add) requireSeat(state, user, skuId);
  for (const skuId of remove) requireDirect(user, skuId);
  const touched = new Set([...remove, ...add.map(({ skuId }) => skuId)]);
  const untouched = user.licenseAssignmentStates.filter((each) => !isDirect(each) || !touched.has(each.skuId));
  setAssignments(user, [...untouched, ...add.map((licence) => assignment(licence, null, at))]);
}

/** An assignment in force, by a group or direct. */
export function assignment(licence: AssignedLicence, groupId: string | null, at: string): LicenceState {
  return { ...licence, assignedByGroup: groupId, state: 'Active', error: 'None', lastUpdatedDateTime: at };
}

/** Gives the user these assignments in the place of all others; of licences held by two ways they show one. */
export function setAssignments(user: User, states: LicenceState[]): void {
  user.licenseAssignmentStates = states;
  const bySku = Map.groupBy(states, ({ skuId }) => skuId);
  user.assignedLicenses = [...bySku].map(([skuId, each]) => ({ skuId, disabledPlans: plansOff(each) }));
}

/** A service plan is off where every assignment has it off. */
function plansOff([first, ...others]: readonly LicenceState[]): string[] {
  const plans = first?.disabledPlans ?? [];
  return plans.filter((plan) => others.every(({ disabledPlans }) => disabledPlans.includes(plan)));
}

/** Not every service may be offered in every country (learn.microsoft.com/graph/api/resources/user). */
function requireUsageLocation(user: User): void {
  if (user.usageLocation === null) {
    throw badRequest('License assignment cannot be done for user with invalid usage location.');
  }
}

/** Whoever holds the licence already takes no other seat. */
function requireSeat(state: TenantState, user: User, skuId: string): void {
  const sku = state.skus.find((each) => each.skuId === skuId);
  if (sku === undefined) throw badRequest(`License ${skuId} does not correspond to a valid company License.`);
  const held = user.assignedLicenses.some((licence) => licence.skuId === skuId);
  if (!held && consumedUnits(state, sku) >= sku.enabled) {
    throw badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`);
  }
}

function requireDirect(user: User, skuId: string): void {
  const held = user.licenseAssignmentStates.filter((each) => each.skuId === skuId);
  if (held.length === 0) throw badRequest('User does not have a corresponding license.');
  if (!held.some(isDirect)) {
    throw badRequest(
      'User license is inherited from a group membership and it cannot be removed directly from the user.',
    );
  }
}

function isDirect({ assignedByGroup }: LicenceState): boolean {
  return assignedByGroup === null;
}
