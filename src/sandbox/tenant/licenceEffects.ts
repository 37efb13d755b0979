import { consumedUnits } from './directory.ts';
import { badRequest } from './errors.ts';
import { planDependencies } from './seed/skus.ts';
import type { AssignedLicence, Bag, LicenceState, ServicePlan, TenantState, User } from './state.ts';

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
  const states = [...untouched, ...add.map((licence) => assignment(licence, null, at))];
  requireDependencies(state, states);
  setAssignments(user, states);
}

/** No service plan stays without one that it builds on (graph.md §6). */
function requireDependencies(state: TenantState, states: readonly LicenceState[]): void {
  const plans = new Set(plansOn(state, states).map(({ servicePlanId }) => servicePlanId));
  for (const plan of plans) {
    const missing = (planDependencies[plan] ?? []).filter((needed) => !plans.has(needed));
    if (missing.length > 0) {
      throw badRequest(
        `License assignment failed because service plan ${plan} depends on the service plan(s) ${missing.join(', ')}.`,
      );
    }
  }
}

/** The service plans that are on by these assignments, one for each assignment that has it on. */
function plansOn(state: TenantState, states: readonly Pick<LicenceState, 'skuId' | 'disabledPlans'>[]): ServicePlan[] {
  return states.flatMap(({ skuId, disabledPlans }) => {
    const plans = state.skus.find((sku) => sku.skuId === skuId)?.servicePlans ?? [];
    return plans.filter(({ servicePlanId }) => !disabledPlans.includes(servicePlanId));
  });
}

/** `assignedPlans` of a user: what of their licences is on. */
export function assignedPlansOf(state: TenantState, user: User): Bag[] {
  return user.licenseAssignmentStates.flatMap((each) =>
    plansOn(state, [each]).map(({ servicePlanId, servicePlanName }) => ({
      assignedDateTime: each.lastUpdatedDateTime,
      capabilityStatus: 'Enabled',
      service: serviceOf(servicePlanName),
      servicePlanId,
    })),
  );
}

function serviceOf(planName: string): string {
  if (planName.startsWith('EXCHANGE')) return 'exchange';
  if (planName.startsWith('SHAREPOINT')) return 'SharePoint';
  if (planName.startsWith('TEAMS')) return 'TeamspaceAPI';
  return planName.startsWith('MCO') ? 'MicrosoftCommunicationsOnline' : 'ProjectWorkManagement';
}

/** An assignment in force, by a group or direct. */
export function assignment(licence: AssignedLicence, groupId: string | null, at: string): LicenceState {
  return { ...licence, assignedByGroup: groupId, state: 'Active', error: 'None', lastUpdatedDateTime: at };
}

/** Gives the user these assignments in the place of all others. */
export function setAssignments(user: User, states: LicenceState[]): void {
  Object.assign(user, held(states));
}

/** These assignments and the licences that they make: of one held by two ways, the licences show one. */
export function held(states: LicenceState[]): Pick<User, 'assignedLicenses' | 'licenseAssignmentStates'> {
  const bySku = Map.groupBy(states, ({ skuId }) => skuId);
  const assignedLicenses = [...bySku].map(([skuId, each]) => ({ skuId, disabledPlans: plansOff(each) }));
  return { assignedLicenses, licenseAssignmentStates: states };
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
