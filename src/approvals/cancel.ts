import type { Actor } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { staleness, statesFor } from '../policy/actions.ts';
import { approvalRefusal, type ApprovalRefusal } from '../policy/approving.ts';
import type { Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';
import { standingOf } from './view.ts';

export interface Cancellation {
  readonly requestId: string;
  readonly version: number;
  readonly comment: string;
  readonly actor: Actor;
}

export type CancellationResult =
  | { readonly kind: 'no-such-request' }
  | {
      readonly kind: 'cancelled' | 'same-again' | 'too-late' | 'out-of-date';
      readonly request: OffboardingRequest;
    }
  | {
      readonly kind: 'not-allowed';
      readonly why: 'not-yours' | ApprovalRefusal;
      readonly request: OffboardingRequest;
    };

type Right = 'withdraw' | 'call-off';

/** Withdraws a request that has not begun to run; the requester may, until the run starts. */
export function withdraw(deps: Deps, cancellation: Cancellation): Promise<CancellationResult> {
  return cancelBy(deps, cancellation, {
    right: 'withdraw',
    refusal: ({ requester }) => Promise.resolve(requester.id === cancellation.actor.id ? undefined : 'not-yours'),
  });
}

/** Calls off a run that was approved for later; whoever may approve the request may. */
export function callOff(deps: Deps, cancellation: Cancellation): Promise<CancellationResult> {
  return cancelBy(deps, cancellation, {
    right: 'call-off',
    refusal: async (request) => {
      const { id } = cancellation.actor;
      return approvalRefusal(deps.policy, request, { id, standing: await standingOf(deps, id) });
    },
  });
}

interface Rule {
  readonly right: Right;
  refusal(request: OffboardingRequest): Promise<'not-yours' | ApprovalRefusal | undefined>;
}

async function cancelBy(deps: Deps, cancellation: Cancellation, rule: Rule): Promise<CancellationResult> {
  const { requestId, actor } = cancellation;
  const refuse = async (why: string, result: CancellationResult) => {
    await auditRefusal(deps, { requestId, actorId: actor.id, attempt: rule.right, rule: why });
    return result;
  };
  let request = await deps.store.requests.find(requestId);
  if (request === undefined) return refuse('no-such-request', { kind: 'no-such-request' });
  const why = await rule.refusal(request);
  if (why !== undefined) return refuse(why, { kind: 'not-allowed', why, request });
  for (;;) {
    if (request.decision?.verdict === 'cancelled' && request.decision.by.id === actor.id) {
      return refuse('same-again', { kind: 'same-again', request });
    }
    // An undo starts at once; without it what it undoes could not be undone any more.
    const isUndo = request.undoOf !== null;
    const stale = isUndo ? 'wrong-state' : staleness(rule.right, request, cancellation.version);
    if (stale !== undefined) {
      return refuse(stale, { kind: stale === 'wrong-state' ? 'too-late' : 'out-of-date', request });
    }
    const cancelled = await record(deps, request, { ...cancellation, right: rule.right });
    if (cancelled !== undefined) return { kind: 'cancelled', request: cancelled };
    // Lost the compare-and-swap: judged again by what the winner left.
    request = (await deps.store.requests.find(requestId)) ?? request;
  }
}

async function record(
  { store, ambient }: Deps,
  { id, version }: OffboardingRequest,
  { actor, comment, right }: Cancellation & { right: Right },
): Promise<OffboardingRequest | undefined> {
  const at = ambient.now();
  const by = { id: actor.id, displayName: actor.displayName };
  return store.transaction(async (records) => {
    const request = await records.requests.change({
      requestId: id,
      version,
      from: statesFor(right),
      to: 'cancelled',
      at,
      decision: { verdict: 'cancelled', by, comment: comment.trim(), at },
      event: { kind: 'cancelled', at, by },
      nextNoticeAt: null,
    });
    if (request === undefined) return undefined;
    const details = { version: request.version, by: right };
    await records.audit.append({ at, actorId: actor.id, action: 'cancelled', requestId: id, details });
    await records.jobs.refreshCards(id);
    return request;
  });
}
