import { hasCode } from '../errors.ts';
import type { Finding } from '../offboarding/model.ts';
import type { Actor } from '../offboarding/people.ts';
import type { Records } from '../offboarding/ports/store.ts';
import { isTakenBack, type OffboardingRequest } from '../offboarding/request.ts';
import { staleness, statesFor } from '../policy/actions.ts';
import type { ApprovalRefusal } from '../policy/approving.ts';
import { blockingOf } from '../policy/guardrails.ts';
import { approverRefusal } from '../policy/undoing.ts';
import { inspectFor, type Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';

export interface GoOn {
  readonly requestId: string;
  readonly version: number;
  readonly actor: Actor;
  /** `retry`: what failed is tried again; `skip`: it is left as it is, for the reason in the comment, and the rest runs. */
  readonly how: 'retry' | 'skip';
  readonly comment: string;
}

export type GoOnResult =
  | { readonly kind: 'no-such-request' }
  | { readonly kind: 'not-allowed'; readonly why: ApprovalRefusal }
  | {
      readonly kind:
        'going-on' | 'too-late' | 'already-undone' | 'purged' | 'out-of-date' | 'comment-needed' | 'open-request';
      readonly request: OffboardingRequest;
    }
  | { readonly kind: 'blocked'; readonly finding: Finding; readonly request: OffboardingRequest };

/** Goes on with a run that ended with problems, by who may approve it. Nothing that was done is done again. */
export async function goOn(deps: Deps, order: GoOn): Promise<GoOnResult> {
  const request = await deps.store.requests.find(order.requestId);
  if (request === undefined)
    return refuse(deps, order, { rule: 'no-such-request', result: { kind: 'no-such-request' } });
  const refusal = await refusalOf(deps, order, request);
  if (refusal !== undefined) return refuse(deps, order, refusal);
  try {
    const going = await deps.store.transaction((records) =>
      reopen(records, request, { order, at: deps.ambient.now() }),
    );
    if (going !== undefined) return { kind: 'going-on', request: going };
    const now = (await deps.store.requests.find(request.id)) ?? request;
    return await refuse(deps, order, { rule: 'wrong-state', result: { kind: 'too-late', request: now } });
  } catch (error) {
    if (!hasCode(error, 'leaver-has-open-request')) throw error;
    return refuse(deps, order, { rule: 'open-request', result: { kind: 'open-request', request } });
  }
}

interface Refusal {
  readonly rule: string;
  readonly result: GoOnResult;
}

async function refuse(deps: Deps, { requestId, actor, how }: GoOn, { rule, result }: Refusal): Promise<GoOnResult> {
  await auditRefusal(deps, { requestId, actorId: actor.id, attempt: how, rule });
  return result;
}

async function refusalOf(deps: Deps, order: GoOn, request: OffboardingRequest): Promise<Refusal | undefined> {
  const { inspection, standing } = await inspectFor(deps, request, order.actor.id);
  const why = approverRefusal(deps.policy, request, { id: order.actor.id, standing });
  if (why !== undefined) return { rule: why, result: { kind: 'not-allowed', why } };
  const stale = staleness(order.how, request, order.version);
  if (stale !== undefined) {
    return { rule: stale, result: { kind: stale === 'wrong-state' ? 'too-late' : 'out-of-date', request } };
  }
  if (isTakenBack(request)) return { rule: 'already-undone', result: { kind: 'already-undone', request } };
  if (request.purgedAt !== null) return { rule: 'purged', result: { kind: 'purged', request } };
  if (order.how === 'skip' && order.comment.trim() === '') {
    return { rule: 'comment-needed', result: { kind: 'comment-needed', request } };
  }
  const finding = request.undoOf === null && inspection !== undefined && blockingOf(inspection.findings);
  return finding ? { rule: finding.id, result: { kind: 'blocked', finding, request } } : undefined;
}

interface Reopening {
  readonly order: GoOn;
  readonly at: Date;
}

async function reopen(
  records: Records,
  { id, version, receipt }: OffboardingRequest,
  { order, at }: Reopening,
): Promise<OffboardingRequest | undefined> {
  const { actor, how } = order;
  const comment = order.comment.trim();
  const kind = how === 'retry' ? 'retried' : 'skipped';
  const by = { id: actor.id, displayName: actor.displayName };
  const skipped = how === 'skip' ? { stoppedAt: receipt?.stoppedAt ?? null } : {};
  const event = { kind, at, by, ...skipped, ...(comment === '' ? {} : { comment }) } as const;
  const from = statesFor(how);
  const request = await records.requests.change({
    requestId: id,
    version,
    from,
    to: 'running',
    at,
    event,
    receipt: null,
    openLeftovers: 0,
  });
  if (request === undefined) return undefined;
  if (how === 'skip') await records.journal.skip(id);
  await records.journal.reopen(id, how === 'retry' ? ['failed', 'unknown', 'stopped-before'] : ['stopped-before']);
  await records.audit.append({
    at,
    actorId: actor.id,
    action: kind,
    requestId: id,
    details: { version: request.version },
  });
  await records.jobs.run(id, null);
  await records.jobs.refreshCards(id);
  return request;
}
