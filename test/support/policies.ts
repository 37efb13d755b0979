import type { Policy, WaitingPolicy } from '../../src/policy/policy.ts';
import { sandboxGroups, sandboxTenantId } from '../../src/sandbox/people.ts';

/** The sandbox's groups under the defaults of the settings, but for what is given. */
export function policyWith(over: Partial<Policy> = {}, waiting: Partial<WaitingPolicy> = {}): Policy {
  return {
    tenantId: sandboxTenantId,
    approverGroupId: sandboxGroups.approvers,
    hrGroupId: sandboxGroups.hr,
    protectedGroupId: sandboxGroups.protected,
    requestsPerDay: 1000,
    deleteApprovals: 1,
    stepsOff: [],
    waiting: {
      remindAfterHours: 24,
      escalateAfterHours: 48,
      expireAfterDays: 7,
      fallbackUserId: undefined,
      fallbackGroupId: undefined,
      ...waiting,
    },
    ...over,
  };
}
