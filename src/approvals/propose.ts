import { hasCode } from '../errors.ts';
import type { Actor } from '../offboarding/people.ts';
import type { Finding, OffboardingPath, PlanOptions } from '../offboarding/model.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { blockingOf } from '../policy/guardrails.ts';
import { nextNoticeAt } from '../policy/waiting.ts';
import { basisHash, basisOf, planHash } from './basis.ts';
import { inspect, type Deps, type Inspection } from './inspect.ts';

export interface Proposal {
  /** Made when the conversation began; makes a repeated Confirm find the same request. */
  readonly id: string;
  readonly actor: Actor;
  readonly leaverId: string;
  readonly path: OffboardingPath;
  readonly options: PlanOptions;
  /** Hash of the plan that was confirmed, by `planHash`; undefined: whatever it is now. */
  readonly seen?: string | undefined;
  readonly reason: string;
  readonly runAt: Date | null;
  readonly timeZone: string;
  /** Where the requester's copy of the card already stands. */
  readonly card: { readonly activityId: string; readonly conversationId: string };
}

export type ProposalResult =
  | { readonly kind: 'made' | 'already-made'; readonly request: OffboardingRequest }
  | { readonly kind: 'refused'; readonly finding: Finding }
  | { readonly kind: 'time-passed' }
  /** The plan is no longer what was confirmed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'leaver-gone' };

/** Checks everything afresh, stores the request as awaiting and has the approvers' cards sent, all in one transaction. */
export async function propose(deps: Deps, proposal: Proposal): Promise<ProposalResult> {
  const made = await deps.store.requests.find(proposal.id);
  if (made !== undefined) return { kind: 'already-made', request: made };
  if (proposal.runAt !== null && proposal.runAt <= deps.ambient.now()) return { kind: 'time-passed' };
  const inspection = await inspect(deps, {
    leaverId: proposal.leaverId,
    requesterId: proposal.actor.id,
    path: proposal.path,
    successorId: proposal.options.successor?.id,
  });
  if (inspection === undefined) {
    await auditRefused(deps, proposal, 'leaver-gone');
    return { kind: 'leaver-gone' };
  }
  const blocking = blockingOf(inspection.findings);
  if (blocking !== undefined) return refuse(deps, proposal, blocking);
  const { seen, path } = proposal;
  if (seen !== undefined && seen !== planHash(path, inspection)) return { kind: 'changed' };
  try {
    return { kind: 'made', request: await store(deps, proposal, inspection) };
  } catch (error) {
    if (!hasCode(error, 'leaver-has-open-request')) throw error;
    return refuse(deps, proposal, await openRequestFinding(deps, proposal.leaverId));
  }
}

function store(deps: Deps, proposal: Proposal, inspection: Inspection): Promise<OffboardingRequest> {
  const { id, actor, card, path, options, reason, runAt, timeZone } = proposal;
  const basis = basisOf({ path, options }, inspection);
  const createdAt = deps.ambient.now();
  return deps.store.transaction(async (records) => {
    const request = await records.requests.create({
      id,
      undoOf: null,
      path,
      requester: { id: actor.id, displayName: actor.displayName },
      reason,
      runAt,
      timeZone,
      ...basis,
      basisHash: basisHash(basis),
      createdAt,
      nextNoticeAt: nextNoticeAt(deps.policy, { createdAt, runAt, events: [] }),
    });
    const copy = {
      id: deps.ambient.newId(),
      requestId: request.id,
      audience: 'requester',
      recipientId: actor.id,
    } as const;
    await records.sentCards.claim({ ...copy, conversationId: card.conversationId, announced: 0 });
    // Not updated yet: the plan card stands there, and the approvers' cards need not wait for its pace.
    await records.sentCards.shown(copy.id, { ...card, hash: '', at: new Date(0) });
    await records.audit.append({
      at: request.createdAt,
      actorId: actor.id,
      action: 'request-made',
      requestId: request.id,
      details: { leaverId: proposal.leaverId, path, runAt: runAt?.toISOString() ?? null, basis: request.basisHash },
    });
    await records.jobs.refreshCards(request.id);
    return request;
  });
}

/** Stores by which rule it was refused, and says so. */
async function refuse(deps: Deps, proposal: Proposal, finding: Finding): Promise<ProposalResult> {
  // The same Confirm may have been stored meanwhile, here or at another replica: it does not stand in its own way.
  const made = await deps.store.requests.find(proposal.id);
  if (made !== undefined) return { kind: 'already-made', request: made };
  await auditRefused(deps, proposal, finding.id);
  return { kind: 'refused', finding };
}

async function auditRefused({ store, ambient }: Deps, proposal: Proposal, rule: string): Promise<void> {
  const { actor, leaverId, path } = proposal;
  await store.audit.append({
    at: ambient.now(),
    actorId: actor.id,
    action: 'request-refused',
    requestId: null,
    details: { leaverId, path, rule },
  });
}

async function openRequestFinding({ store }: Deps, leaverId: string): Promise<Finding> {
  const open = await store.requests.openFor(leaverId);
  return { id: 'open-request', severity: 'blocks', values: { number: open?.number ?? 0 } };
}
