import type { OffboardingStepId } from '../offboarding/model.ts';

/** The settings that decide who may do what and how long things wait; ids of Entra objects, undefined where not set. */
export interface Policy {
  readonly tenantId: string;
  readonly approverGroupId: string;
  readonly hrGroupId: string | undefined;
  readonly protectedGroupId: string | undefined;
  readonly requestsPerDay: number;
  /** How many different approvers a delete needs: 1 or 2. */
  readonly deleteApprovals: number;
  readonly waiting: WaitingPolicy;
  /** Optional steps that the operator wants in no plan. */
  readonly stepsOff: readonly OffboardingStepId[];
}

/** What happens to a request that nobody decides on; all of it counts from when it was asked. */
export interface WaitingPolicy {
  readonly remindAfterHours: number;
  readonly escalateAfterHours: number;
  readonly expireAfterDays: number;
  /** Who may decide too once it has been escalated; neither: it is not escalated. */
  readonly fallbackUserId: string | undefined;
  readonly fallbackGroupId: string | undefined;
}
