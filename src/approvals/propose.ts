import { hasCode } from '../errors.ts';
import type { Actor, Leaver, Person } from '../offboarding/people.ts';
import type { Finding, OffboardingPath } from '../offboarding/model.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { planFor } from '../offboarding/plan.ts';
import { blockingOf } from '../policy/guardrails.ts';
import { inspect, type Deps } from './inspect.ts';

export interface Proposal {
  /** Made when the conversation began; makes a repeated Confirm find the same request. */
  readonly id: string;
  readonly actor: Actor;
  readonly leaverId: string;
  readonly path: OffboardingPath;
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
  });
  if (inspection === undefined) return { kind: 'leaver-gone' };
  const blocking = blockingOf(inspection.findings);
  if (blocking !== undefined) return refuse(deps, proposal, blocking);
  try {
    return { kind: 'made', request: await store(deps, proposal, inspection) };
  } catch (error) {
    if (!hasCode(error, 'leaver-has-open-request')) throw error;
    return refuse(deps, proposal, await openRequestFinding(deps, proposal.leaverId));
  }
}

async function store(
  deps: Deps,
  proposal: Proposal,
  { facts, findings }: NonNullable<Awaited<ReturnType<typeof inspect>>>,
) {
  const { actor, card } = proposal;
  return deps.store.transaction(async (records) => {
    const request = await records.requests.create({
      id: proposal.id,
      path: proposal.path,
      leaver: leaverOf(facts.person),
      requester: { id: actor.id, displayName: actor.displayName },
      reason: proposal.reason,
      runAt: proposal.runAt,
      timeZone: proposal.timeZone,
      plan: planFor(proposal.path, facts),
      findings,
      createdAt: deps.ambient.now(),
    });
    const copy = {
      id: deps.ambient.newId(),
      requestId: request.id,
      audience: 'requester',
      recipientId: actor.id,
    } as const;
    await records.sentCards.claim({ ...copy, conversationId: card.conversationId });
    // Not updated yet: the plan card stands there, and the approvers' cards need not wait for its pace.
    await records.sentCards.shown(copy.id, { ...card, hash: '', at: new Date(0) });
    await records.audit.append({
      at: request.createdAt,
      actorId: actor.id,
      action: 'request-made',
      requestId: request.id,
      details: { leaverId: proposal.leaverId, path: proposal.path, runAt: proposal.runAt?.toISOString() ?? null },
    });
    await records.jobs.refreshCards(request.id);
    return request;
  });
}

/** Stores who was refused what by which rule, and says so. */
async function refuse(deps: Deps, proposal: Proposal, finding: Finding): Promise<ProposalResult> {
  // The same Confirm may have been stored meanwhile, here or at another replica: it does not stand in its own way.
  const made = await deps.store.requests.find(proposal.id);
  if (made !== undefined) return { kind: 'already-made', request: made };
  await deps.store.audit.append({
    at: deps.ambient.now(),
    actorId: proposal.actor.id,
    action: 'request-refused',
    requestId: null,
    details: { leaverId: proposal.leaverId, path: proposal.path, rule: finding.id },
  });
  return { kind: 'refused', finding };
}

async function openRequestFinding({ store }: Deps, leaverId: string): Promise<Finding> {
  const open = await store.requests.openFor(leaverId);
  return { id: 'open-request', severity: 'blocks', values: { number: open?.number ?? 0 } };
}

function leaverOf({ id, displayName, userPrincipalName, mail, jobTitle, department, managerChain }: Person): Leaver {
  const managerName = managerChain[0]?.displayName ?? null;
  return { id, displayName, userPrincipalName, mail, jobTitle, department, managerName };
}
