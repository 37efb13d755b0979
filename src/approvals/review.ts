import { dayInMs } from '../offboarding/plan.ts';
import type { Actor } from '../offboarding/people.ts';
import type { Records } from '../offboarding/ports/store.ts';
import { isUnderReview, type OffboardingRequest } from '../offboarding/request.ts';
import type { Policy } from '../policy/policy.ts';
import type { Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';

export interface ReviewClick {
  readonly requestId: string;
  readonly actor: Actor;
}

export type ReviewLook =
  | { readonly kind: 'open'; readonly request: OffboardingRequest }
  | { readonly kind: 'no-such-request' }
  | { readonly kind: 'not-yours' | 'answered-already'; readonly request: OffboardingRequest };

/** Whether this person may say if the kept data are still needed: who asked, a manager of the leaver, HR or an approver. */
export async function lookAtReview(deps: Deps, { requestId, actor }: ReviewClick): Promise<ReviewLook> {
  const request = await deps.store.requests.find(requestId);
  const refuse = (rule: string) => auditRefusal(deps, { requestId, actorId: actor.id, attempt: 'review', rule });
  if (request === undefined) {
    await refuse('no-such-request');
    return { kind: 'no-such-request' };
  }
  if (!(await mayAnswer(deps, request, actor.id))) {
    await refuse('not-yours');
    return { kind: 'not-yours', request };
  }
  return { kind: isUnderReview(request) ? 'open' : 'answered-already', request };
}

async function mayAnswer({ tenant, policy }: Deps, request: OffboardingRequest, actorId: string): Promise<boolean> {
  if (request.requester.id === actorId) return true;
  if (request.leaver.id === actorId) return false;
  const [groups, chains] = await Promise.all([
    tenant.memberOf(actorId, reviewingGroups(policy)),
    tenant.managerChains([request.leaver.id]),
  ]);
  return groups.length > 0 || (chains.get(request.leaver.id) ?? []).includes(actorId);
}

function reviewingGroups({ approverGroupId, hrGroupId }: Policy): string[] {
  return hrGroupId === undefined ? [approverGroupId] : [approverGroupId, hrGroupId];
}

/** Keeps the data for so many days more, after which it is asked again; 0: for good. */
export async function keepLonger(deps: Deps, click: ReviewClick & { days: number }): Promise<ReviewLook> {
  const look = await lookAtReview(deps, click);
  if (look.kind !== 'open') return look;
  const kept = await deps.store.transaction((records) =>
    keep(records, look.request, { ...click, at: deps.ambient.now() }),
  );
  return kept === undefined ? { kind: 'answered-already', request: look.request } : { kind: 'open', request: kept };
}

async function keep(
  records: Records,
  { id, version, state }: OffboardingRequest,
  { actor, days, at }: ReviewClick & { days: number; at: Date },
): Promise<OffboardingRequest | undefined> {
  const by = { id: actor.id, displayName: actor.displayName };
  const request = await records.requests.change({
    requestId: id,
    version,
    from: [state],
    to: state,
    at,
    event: { kind: 'review-kept', at, by },
    nextNoticeAt: days === 0 ? null : new Date(at.getTime() + days * dayInMs),
  });
  if (request === undefined) return undefined;
  await records.audit.append({ at, actorId: actor.id, action: 'review-kept', requestId: id, details: { days } });
  await records.jobs.refreshCards(id);
  return request;
}
