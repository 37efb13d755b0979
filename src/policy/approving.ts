import type { OffboardingRequest } from '../offboarding/request.ts';

export type ApprovalRefusal = 'not-an-approver' | 'own-request' | 'about-yourself' | 'below-the-leaver';

export interface WouldBeApprover {
  readonly id: string;
  readonly isApprover: boolean;
  /** The ids above them. */
  readonly managerChain: readonly string[];
}

/** Why this person may not decide on this request, or undefined when they may. */
export function approvalRefusal(request: OffboardingRequest, approver: WouldBeApprover): ApprovalRefusal | undefined {
  if (!approver.isApprover) return 'not-an-approver';
  if (approver.id === request.requester.id) return 'own-request';
  if (approver.id === request.leaver.id) return 'about-yourself';
  if (approver.managerChain.includes(request.leaver.id)) return 'below-the-leaver';
  return undefined;
}
