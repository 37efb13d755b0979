import type { Actor, LeaverFacts, LeaverState } from '../offboarding/people.ts';
import type { Decision, OffboardingRequest } from '../offboarding/request.ts';
import type { Finding } from '../offboarding/model.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { Transition } from '../offboarding/ports/requests.ts';
import { approvalRefusal, type ApprovalRefusal } from '../policy/approving.ts';
import { blockingOf, findingsOf } from '../policy/guardrails.ts';
import type { Deps } from './inspect.ts';

export interface Click {
  readonly requestId: string;
  readonly version: number;
  readonly verdict: 'approved' | 'rejected';
  readonly comment: string;
  readonly actor: Actor;
}

export type ClickResult =
  | { readonly kind: 'decided'; readonly request: OffboardingRequest }
  /** Somebody was first, or the card was old: nothing changed. */
  | { readonly kind: 'too-late'; readonly request: OffboardingRequest }
  | { readonly kind: 'no-such-request' }
  | { readonly kind: 'comment-needed'; readonly request: OffboardingRequest }
  | { readonly kind: 'not-allowed'; readonly why: ApprovalRefusal; readonly request: OffboardingRequest }
  | { readonly kind: 'blocked'; readonly finding: Finding; readonly request: OffboardingRequest }
  | { readonly kind: 'leaver-gone'; readonly request: OffboardingRequest };

/**
 * Takes an approver's decision: rights and guardrails afresh in one Graph batch, then decision, audit row and job in one
 * transaction, won by compare-and-swap.
 */
export async function decide(deps: Deps, click: Click): Promise<ClickResult> {
  const request = await deps.store.requests.find(click.requestId);
  if (request === undefined) return { kind: 'no-such-request' };
  const { facts, actor } = await deps.tenant.readLeaverAndActor(request.leaver.id, {
    id: click.actor.id,
    groupIds: [deps.policy.approverGroupId],
  });
  const isApprover = actor.memberOf.includes(deps.policy.approverGroupId);
  const why = approvalRefusal(request, { id: click.actor.id, isApprover, managerChain: actor.managerChain });
  if (why !== undefined) return refused(deps, click, { rule: why, result: { kind: 'not-allowed', why, request } });
  if (request.state !== 'awaiting' || request.version !== click.version) return { kind: 'too-late', request };
  if (click.verdict === 'rejected') return reject(deps, click, request);
  if (facts === undefined) return { kind: 'leaver-gone', request };
  const finding = stillBlocked(deps, request, facts);
  if (finding !== undefined)
    return refused(deps, click, { rule: finding.id, result: { kind: 'blocked', finding, request } });
  return settle(deps, click, stateOf(facts));
}

async function reject(deps: Deps, click: Click, request: OffboardingRequest): Promise<ClickResult> {
  if (click.comment.trim() === '') return { kind: 'comment-needed', request };
  return settle(deps, click, undefined);
}

/** The transaction: who wins the compare-and-swap decides, everybody else is told who did. */
async function settle(deps: Deps, click: Click, found: LeaverState | undefined): Promise<ClickResult> {
  const at = deps.ambient.now();
  const by = { id: click.actor.id, displayName: click.actor.displayName };
  const decision: Decision = {
    verdict: click.verdict,
    by,
    comment: click.comment.trim(),
    at,
    ...(found === undefined ? {} : { found }),
  };
  const change: Transition = {
    requestId: click.requestId,
    version: click.version,
    from: ['awaiting'],
    to: click.verdict,
    decision,
    at,
  };
  const changed = await deps.store.transaction((records) => record(records, change, decision));
  if (changed !== undefined) return { kind: 'decided', request: changed };
  const request = await deps.store.requests.find(click.requestId);
  return request === undefined ? { kind: 'no-such-request' } : { kind: 'too-late', request };
}

async function record(
  records: Records,
  change: Transition,
  decision: Decision,
): Promise<OffboardingRequest | undefined> {
  const request = await records.requests.change(change);
  if (request === undefined) return undefined;
  await records.audit.append({
    at: change.at,
    actorId: decision.by.id,
    action: decision.verdict,
    requestId: request.id,
    details: { version: request.version, path: request.path, leaverId: request.leaver.id },
  });
  if (decision.verdict === 'approved') await records.jobs.run(request.id, request.runAt);
  await records.jobs.refreshCards(request.id);
  return request;
}

/** Rules about the leaver that may have become true since the request was made. */
function stillBlocked({ policy }: Deps, request: OffboardingRequest, facts: LeaverFacts): Finding | undefined {
  return blockingOf(
    findingsOf({
      facts,
      requesterId: request.requester.id,
      // Whose report the leaver is was settled when the request was made; the approver decides with that in sight.
      requesterIsHr: true,
      requesterChain: [],
      leaverIsProtected: facts.groups.some(({ id }) => id === policy.protectedGroupId),
      path: request.path,
      openRequest: undefined,
      requestsToday: 0,
      requestsPerDay: policy.requestsPerDay,
      remainingApprovers: undefined,
    }),
  );
}

function stateOf(facts: LeaverFacts): LeaverState {
  return { accountEnabled: facts.person.accountEnabled, signInSessionsValidFrom: facts.signInSessionsValidFrom };
}

interface Refusal {
  readonly rule: string;
  readonly result: ClickResult;
}

/** Stores who was refused by which rule. */
async function refused(deps: Deps, click: Click, { rule, result }: Refusal): Promise<ClickResult> {
  await deps.store.audit.append({
    at: deps.ambient.now(),
    actorId: click.actor.id,
    action: 'attempt-refused',
    requestId: click.requestId,
    details: { attempt: click.verdict, rule },
  });
  return result;
}
