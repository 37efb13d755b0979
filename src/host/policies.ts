import type { Settings } from '../config.ts';
import type { Policy } from '../policy/policy.ts';
import type { RetentionPolicy } from '../workflow/purge.ts';

/** Who may do what; the approvers' group is there, since the settings were checked for it. */
export function policyOf(settings: Settings): Policy {
  return {
    tenantId: settings.BOT_TENANT_ID ?? '',
    approverGroupId: settings.APPROVER_GROUP_ID ?? '',
    hrGroupId: settings.HR_GROUP_ID,
    protectedGroupId: settings.PROTECTED_GROUP_ID,
    requestsPerDay: settings.REQUESTS_PER_DAY,
    deleteApprovals: settings.DELETE_APPROVALS,
    stepsOff: settings.STEPS_OFF,
    waiting: {
      remindAfterHours: settings.REMIND_AFTER_HOURS,
      escalateAfterHours: settings.ESCALATE_AFTER_HOURS,
      expireAfterDays: settings.EXPIRE_AFTER_DAYS,
      fallbackUserId: settings.ESCALATION_USER_ID,
      fallbackGroupId: settings.ESCALATION_GROUP_ID,
    },
  };
}

/** For how long what is no longer needed is kept. */
export function retentionOf({ RETAIN_REQUESTS_DAYS, RETAIN_CONVERSATIONS_DAYS }: Settings): RetentionPolicy {
  return { requestDays: RETAIN_REQUESTS_DAYS, conversationDays: RETAIN_CONVERSATIONS_DAYS };
}
