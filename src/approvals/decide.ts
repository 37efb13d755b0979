import type { Finding, PlannedLeftover } from '../offboarding/model.ts';
import type { Actor, LeaverState } from '../offboarding/people.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { Standing } from '../offboarding/ports/tenant.ts';
import { approvalsNeeded, type Approval, type Decision, type OffboardingRequest } from '../offboarding/request.ts';
import { staleness } from '../policy/actions.ts';
import { approvalRefusal, type ApprovalRefusal } from '../policy/approving.ts';
import { blockingOf } from '../policy/guardrails.ts';
import { askAgain, whatChanged } from './askAgain.ts';
import { inspectFor, type Deps, type Inspection } from './inspect.ts';
import { auditRefusal } from './refusal.ts';

export interface Click {
  readonly requestId: string;
  readonly version: number;
  readonly verdict: 'approved' | 'rejected';
  readonly comment: string;
  readonly actor: Actor;
}

export type ClickResult =
  | { readonly kind: 'no-such-request' }
  | { readonly kind: ClickEnd; readonly request: OffboardingRequest }
  | { readonly kind: 'not-allowed'; readonly why: ApprovalRefusal; readonly request: OffboardingRequest }
  | { readonly kind: 'blocked'; readonly finding: Finding; readonly request: OffboardingRequest };

type ClickEnd =
  | 'decided'
  /** Counted; another approver is needed too. */
  | 'approved-in-part'
  /** The same person, the same decision again: nothing happens. */
  | 'same-again'
  /** Somebody was first: nothing changed. */
  | 'too-late'
  /** The card showed something that is no longer asked. */
  | 'out-of-date'
  | 'comment-needed'
  | 'leaver-gone'
  /** What the approver saw is no longer so; they are asked again. */
  | 'changed';

/** What a click is judged by, read once however often others get in between. */
interface Seen {
  readonly inspection: Inspection | undefined;
  readonly standing: Standing;
}

/**
 * Takes an approver's decision: rights and guardrails afresh in one Graph batch, then decision, audit row and job in one
 * transaction, won by compare-and-swap. Who loses it is judged again by what the winner left.
 */
export async function decide(deps: Deps, click: Click): Promise<ClickResult> {
  let request = await deps.store.requests.find(click.requestId);
  if (request === undefined) return refuseUnknown(deps, click);
  const seen = await inspectFor(deps, request, click.actor.id);
  for (;;) {
    const result = await judge(deps, click, { request, seen });
    if (result !== undefined) return result;
    request = (await deps.store.requests.find(click.requestId)) ?? request;
  }
}

async function refuseUnknown(deps: Deps, { requestId, actor, verdict }: Click): Promise<ClickResult> {
  await auditRefusal(deps, {
    requestId,
    actorId: actor.id,
    attempt: attemptOf(verdict),
    rule: 'no-such-request',
  });
  return { kind: 'no-such-request' };
}

interface Case {
  readonly request: OffboardingRequest;
  readonly seen: Seen;
}

/** undefined: somebody changed the request meanwhile, so it has to be judged again. */
async function judge(deps: Deps, click: Click, { request, seen }: Case): Promise<ClickResult | undefined> {
  const refusal = refusalOf(deps, click, { request, seen });
  if (refusal !== undefined) {
    const { rule, result } = refusal;
    const { requestId, actor, verdict } = click;
    await auditRefusal(deps, { requestId, actorId: actor.id, attempt: attemptOf(verdict), rule });
    return result;
  }
  const approving = click.verdict === 'approved' ? seen.inspection : undefined;
  if (approving === undefined) return settle(deps, click, { request });
  const changed = whatChanged(request, approving);
  if (changed.changes.length > 0) {
    const asked = await askAgain(deps, request, changed);
    return asked && { kind: 'changed', request: asked };
  }
  return settle(deps, click, { request, found: stateOf(approving), leftovers: changed.basis.plan.leftovers });
}

interface Refusal {
  readonly rule: string;
  readonly result: ClickResult;
}

function refusalOf({ policy }: Deps, click: Click, { request, seen }: Case): Refusal | undefined {
  const why = approvalRefusal(policy, request, { id: click.actor.id, standing: seen.standing });
  if (why !== undefined) return { rule: why, result: { kind: 'not-allowed', why, request } };
  if (isSameAgain(click, request)) return { rule: 'same-again', result: { kind: 'same-again', request } };
  const stale = staleness(attemptOf(click.verdict), request, click.version);
  if (stale !== undefined) {
    return { rule: stale, result: { kind: stale === 'wrong-state' ? 'too-late' : 'out-of-date', request } };
  }
  return click.verdict === 'approved' ? forbidden({ request, seen }) : unexplained(click, request);
}

/** What stands against an approval by the directory as it is now. */
function forbidden({ request, seen: { inspection } }: Case): Refusal | undefined {
  if (inspection === undefined) return { rule: 'leaver-gone', result: { kind: 'leaver-gone', request } };
  const finding = blockingOf(inspection.findings);
  return finding && { rule: finding.id, result: { kind: 'blocked', finding, request } };
}

function unexplained({ comment }: Click, request: OffboardingRequest): Refusal | undefined {
  return comment.trim() === '' ? { rule: 'comment-needed', result: { kind: 'comment-needed', request } } : undefined;
}

/** An approval stands also where it was not the last that was needed. */
function isSameAgain({ actor, verdict }: Click, { state, decision, approvals }: OffboardingRequest): boolean {
  if (verdict === 'rejected') return decision?.verdict === 'rejected' && decision.by.id === actor.id;
  const stands = decision === null ? state === 'awaiting' : decision.verdict === 'approved';
  return stands && approvals.some(({ by }) => by.id === actor.id);
}

interface Settling {
  readonly request: OffboardingRequest;
  /** For an approval: the leaver's account as it was checked. */
  readonly found?: LeaverState;
  /** For an approval: what people have to do themselves, as it is now. */
  readonly leftovers?: readonly PlannedLeftover[];
}

/** The transaction; undefined: another change came first. */
async function settle(
  deps: Deps,
  click: Click,
  { request, found, leftovers }: Settling,
): Promise<ClickResult | undefined> {
  const at = deps.ambient.now();
  const by = { id: click.actor.id, displayName: click.actor.displayName };
  const comment = click.comment.trim();
  const { basisHash } = request;
  const approvals =
    click.verdict === 'approved' ? [...request.approvals, { by, at, comment, basisHash }] : request.approvals;
  const inPart = click.verdict === 'approved' && approvals.length < approvalsNeeded(request.findings);
  const decision: Decision = { verdict: click.verdict, by, comment, at, ...(found === undefined ? {} : { found }) };
  const changed = await deps.store.transaction((records) =>
    record(records, request, { approvals, decision, inPart, leftovers }),
  );
  return changed && { kind: inPart ? 'approved-in-part' : 'decided', request: changed };
}

interface Taken {
  readonly approvals: readonly Approval[];
  readonly decision: Decision;
  /** Others have to agree too. */
  readonly inPart: boolean;
  readonly leftovers: Settling['leftovers'];
}

async function record(
  records: Records,
  { id, version }: OffboardingRequest,
  { approvals, decision, inPart, leftovers }: Taken,
): Promise<OffboardingRequest | undefined> {
  const { verdict, by, at } = decision;
  const kind = inPart ? 'approved-in-part' : verdict;
  const request = await records.requests.change({
    requestId: id,
    version,
    from: ['awaiting'],
    to: inPart ? 'awaiting' : verdict,
    at,
    approvals,
    leftovers,
    event: { kind, at, by },
    ...(inPart ? {} : { decision, nextNoticeAt: null }),
  });
  if (request === undefined) return undefined;
  await records.audit.append({
    at,
    actorId: by.id,
    action: kind,
    requestId: id,
    details: {
      version: request.version,
      path: request.path,
      leaverId: request.leaver.id,
      basis: request.basisHash,
    },
  });
  if (request.state === 'approved') await records.jobs.run(id, request.runAt);
  await records.jobs.refreshCards(id);
  return request;
}

function attemptOf(verdict: Click['verdict']): 'approve' | 'reject' {
  return verdict === 'approved' ? 'approve' : 'reject';
}

function stateOf({ facts }: Inspection): LeaverState {
  return { accountEnabled: facts.person.accountEnabled, signInSessionsValidFrom: facts.signInSessionsValidFrom };
}
