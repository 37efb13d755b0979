import type { LeftoverId } from '../offboarding/model.ts';
import { doneLeftovers, leftoversOf, openLeftoversOf } from '../offboarding/openLeftovers.ts';
import type { Actor } from '../offboarding/people.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { Standing } from '../offboarding/ports/tenant.ts';
import { isTakenBack, type EventKind, type OffboardingRequest } from '../offboarding/request.ts';
import { staleness, statesFor } from '../policy/actions.ts';
import type { ApprovalRefusal } from '../policy/approving.ts';
import { approverRefusal } from '../policy/undoing.ts';
import type { Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';
import { standingOf } from './view.ts';

export interface Tick {
  readonly requestId: string;
  /** Of the card: what it showed as done decides what was ticked and what was unticked on it. */
  readonly version: number;
  readonly actor: Actor;
  /** Ids of what is done, by the card: claims, checked against the plan. */
  readonly done: readonly string[];
}

export type TickResult =
  | { readonly kind: 'no-such-request' | 'malformed' }
  | { readonly kind: 'not-allowed'; readonly why: ApprovalRefusal }
  | {
      readonly kind: 'ticked' | 'same-again' | 'too-late' | 'out-of-date' | 'already-undone' | 'nothing-left';
      readonly request: OffboardingRequest;
    };

/**
 * Ticks off what people did themselves, or takes a tick back, by who may approve the request. Two who tick different things at
 * once lose nothing: what counts is what each changed on the card before them.
 */
export async function tick(deps: Deps, order: Tick): Promise<TickResult> {
  let request = await deps.store.requests.find(order.requestId);
  if (request === undefined) {
    return refuse(deps, order, { rule: 'no-such-request', result: { kind: 'no-such-request' } });
  }
  const standing = await standingOf(deps, order.actor.id);
  for (;;) {
    const result = await judge(deps, order, { request, standing });
    if (result !== undefined) return result;
    request = (await deps.store.requests.find(order.requestId)) ?? request;
  }
}

interface Case {
  readonly request: OffboardingRequest;
  readonly standing: Standing;
}

/** undefined: somebody changed the request meanwhile, so it has to be judged again. */
async function judge(deps: Deps, order: Tick, { request, standing }: Case): Promise<TickResult | undefined> {
  const refusal = refusalOf(deps, order, { request, standing });
  if (refusal !== undefined) return refuse(deps, order, refusal);
  const changes = changesBy(order, request);
  if (changes.length === 0) return refuse(deps, order, { rule: 'same-again', result: { kind: 'same-again', request } });
  const at = deps.ambient.now();
  const ticked = await deps.store.transaction((records) => record(records, request, { order, changes, at }));
  return ticked && { kind: 'ticked', request: ticked };
}

interface Refusal {
  readonly rule: string;
  readonly result: TickResult;
}

async function refuse(deps: Deps, { requestId, actor }: Tick, { rule, result }: Refusal): Promise<TickResult> {
  await auditRefusal(deps, { requestId, actorId: actor.id, attempt: 'tick', rule });
  return result;
}

function refusalOf({ policy }: Deps, order: Tick, { request, standing }: Case): Refusal | undefined {
  const why = approverRefusal(policy, request, { id: order.actor.id, standing });
  if (why !== undefined) return { rule: why, result: { kind: 'not-allowed', why } };
  const stale = staleness('tick', request, order.version);
  if (stale !== undefined) {
    return { rule: stale, result: { kind: stale === 'wrong-state' ? 'too-late' : 'out-of-date', request } };
  }
  // Else a name would come to it that nothing removes any more.
  if (request.purgedAt !== null) return { rule: 'purged', result: { kind: 'nothing-left', request } };
  const planned: readonly string[] = request.plan.leftovers.map(({ id }) => id);
  if (!order.done.every((id) => planned.includes(id))) {
    return { rule: 'malformed-card', result: { kind: 'malformed' } };
  }
  if (isTakenBack(request)) return { rule: 'already-undone', result: { kind: 'already-undone', request } };
  const isOver = leftoversOf(request).length === 0;
  return isOver ? { rule: 'nothing-left', result: { kind: 'nothing-left', request } } : undefined;
}

interface Change {
  readonly leftover: LeftoverId;
  readonly kind: Extract<EventKind, 'leftover-done' | 'leftover-reopened'>;
}

/** What was ticked or unticked on the card, as far as it isn't so already. */
function changesBy({ version, done }: Tick, request: OffboardingRequest): Change[] {
  const [shown, now] = [doneLeftovers(request, version), doneLeftovers(request)];
  return leftoversOf(request).flatMap(({ id }): Change[] => {
    const wanted = done.includes(id);
    const isTouched = wanted !== shown.has(id);
    if (!isTouched || wanted === now.has(id)) return [];
    return [{ leftover: id, kind: wanted ? 'leftover-done' : 'leftover-reopened' }];
  });
}

interface Recording {
  readonly order: Tick;
  readonly changes: readonly Change[];
  readonly at: Date;
}

/** Each change is one version and one row of the audit; undefined: another change came first. */
async function record(
  records: Records,
  before: OffboardingRequest,
  { order: { actor }, changes, at }: Recording,
): Promise<OffboardingRequest | undefined> {
  const by = { id: actor.id, displayName: actor.displayName };
  let request = before;
  for (const { kind, leftover } of changes) {
    const version = request.version + 1;
    const event = { kind, at, by, leftover, version };
    const openLeftovers = openLeftoversOf({ ...request, events: [...request.events, event] }).length;
    const { id: requestId, state } = request;
    const transition = {
      requestId,
      version: request.version,
      from: statesFor('tick'),
      to: state,
      at,
      event,
      openLeftovers,
    };
    const changed = await records.requests.change(transition);
    if (changed === undefined) return undefined;
    request = changed;
    await records.audit.append({ at, actorId: by.id, action: kind, requestId, details: { leftover, version } });
  }
  await records.jobs.refreshCards(before.id);
  return request;
}
