import type { Standing } from '../offboarding/ports/tenant.ts';
import { eventsSinceAsked, type OffboardingRequest } from '../offboarding/request.ts';
import type { Policy } from './policy.ts';

export type ApprovalRefusal = 'not-an-approver' | ApprovalConflict;

/** Why an approver is no judge in this matter. */
export type ApprovalConflict = 'own-request' | 'about-yourself' | 'below-the-leaver';

export interface WouldBeApprover {
  readonly id: string;
  readonly standing: Standing;
}

type Parties = Pick<OffboardingRequest, 'requester' | 'leaver'>;

/** Why this person may not decide on this request, or undefined when they may. */
export function approvalRefusal(
  policy: Policy,
  request: OffboardingRequest,
  { id, standing }: WouldBeApprover,
): ApprovalRefusal | undefined {
  const may = standing.memberOf.includes(policy.approverGroupId) || isFallback(policy, request, { id, standing });
  return may ? conflictOf(request, id, standing.managerChain) : 'not-an-approver';
}

/** The separation of duties: neither who asks nor who leaves decides, nor who reports to who leaves. */
export function conflictOf(
  { requester, leaver }: Parties,
  id: string,
  managerChain: readonly string[],
): ApprovalConflict | undefined {
  if (id === requester.id) return 'own-request';
  if (id === leaver.id) return 'about-yourself';
  return managerChain.includes(leaver.id) ? 'below-the-leaver' : undefined;
}

/** The groups that make somebody an approver. */
export function approvingGroups({ approverGroupId, waiting: { fallbackGroupId } }: Policy): string[] {
  return fallbackGroupId === undefined ? [approverGroupId] : [approverGroupId, fallbackGroupId];
}

/** Whether the fallback approvers have been asked. */
export function isEscalated(request: Pick<OffboardingRequest, 'events'>): boolean {
  return eventsSinceAsked(request).some(({ kind }) => kind === 'escalated');
}

/** The fallback approver decides only on what was escalated to them. */
function isFallback({ waiting }: Policy, request: OffboardingRequest, { id, standing }: WouldBeApprover): boolean {
  const { fallbackUserId, fallbackGroupId } = waiting;
  const isNamed =
    id === fallbackUserId || (fallbackGroupId !== undefined && standing.memberOf.includes(fallbackGroupId));
  return isNamed && isEscalated(request);
}
