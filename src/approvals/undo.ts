import { hasCode } from '../errors.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import { noOptions, type Plan, type StepId } from '../offboarding/model.ts';
import type { Actor } from '../offboarding/people.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { NewRequest, OffboardingRequest } from '../offboarding/request.ts';
import { isOutOfDate } from '../policy/actions.ts';
import type { ApprovalRefusal } from '../policy/approving.ts';
import { undoObstacle, undoRefusal, undoStepsFor, wasReport, type UndoObstacle } from '../policy/undoing.ts';
import { basisHash } from './basis.ts';
import type { Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';
import { standingOf } from './view.ts';

export interface UndoQuestion {
  readonly requestId: string;
  /** Of the card with the plan of the undo; undefined: it is yet to be shown. */
  readonly version?: number;
  readonly actor: Actor;
}

export type UndoLook =
  | {
      readonly kind: 'possible';
      readonly request: OffboardingRequest;
      readonly journal: readonly JournalEntry[];
      readonly steps: readonly StepId[];
    }
  | { readonly kind: 'no-such-request' }
  | { readonly kind: 'not-allowed'; readonly why: ApprovalRefusal }
  | { readonly kind: 'impossible'; readonly why: UndoObstacle; readonly request: OffboardingRequest }
  /** More was done since that plan was shown. */
  | { readonly kind: 'out-of-date' };

/** What an undo of this request would do, for who may; with the steps of a full undo, unblocking included. */
export async function lookAtUndo(deps: Deps, question: UndoQuestion): Promise<UndoLook> {
  const { requestId, actor } = question;
  const refuse = (rule: string) => auditRefusal(deps, { requestId, actorId: actor.id, attempt: 'undo', rule });
  const request = await deps.store.requests.find(requestId);
  if (request === undefined) {
    await refuse('no-such-request');
    return { kind: 'no-such-request' };
  }
  const journal = await deps.store.journal.entries(requestId);
  const why = await refusalOf(deps, { request, journal, actor });
  if (why !== undefined) {
    await refuse(why);
    return { kind: 'not-allowed', why };
  }
  const obstacle = undoObstacle(request, journal, deps.ambient.now());
  if (obstacle !== undefined) {
    await refuse(obstacle);
    return { kind: 'impossible', why: obstacle, request };
  }
  if (question.version !== undefined && isOutOfDate(request, question.version)) {
    await refuse('out-of-date');
    return { kind: 'out-of-date' };
  }
  return { kind: 'possible', request, journal, steps: undoStepsFor(journal, { unblock: true }) };
}

interface Judged {
  readonly request: OffboardingRequest;
  readonly journal: readonly JournalEntry[];
  readonly actor: Actor;
}

async function refusalOf(deps: Deps, { request, journal, actor }: Judged): Promise<ApprovalRefusal | undefined> {
  const standing = await standingOf(deps, actor.id);
  const why = undoRefusal(deps.policy, request, { id: actor.id, standing });
  return why ?? (wasReport(journal, actor.id) ? 'below-the-leaver' : undefined);
}

export interface UndoOrder extends UndoQuestion {
  /** A restored account is allowed to sign in again. */
  readonly unblock: boolean;
  /** The message in the approver's own chat that is to become the undo's card; undefined: it comes anew. */
  readonly card?: { readonly activityId: string; readonly conversationId: string };
}

export type UndoResult =
  | Exclude<UndoLook, { readonly kind: 'possible' }>
  | { readonly kind: 'started'; readonly request: OffboardingRequest }
  | { readonly kind: 'open-request'; readonly request: OffboardingRequest };

/**
 * Orders the undo, as a request of its own that is approved by who ordered it: the same engine runs it, journalled and safe from
 * crashes. Rights and what is left to undo are read afresh.
 */
export async function undo(deps: Deps, order: UndoOrder): Promise<UndoResult> {
  const look = await lookAtUndo(deps, order);
  if (look.kind !== 'possible') return look;
  const made = newUndo(deps, look.request, { ...order, journal: look.journal });
  try {
    const request = await deps.store.transaction((records) => start(records, look.request, { made, order }));
    // Somebody changed it meanwhile: it is judged by what they left.
    return request === undefined ? await undo(deps, order) : { kind: 'started', request };
  } catch (error) {
    if (!hasCode(error, 'leaver-has-open-request')) throw error;
    const { requestId, actor } = order;
    await auditRefusal(deps, { requestId, actorId: actor.id, attempt: 'undo', rule: 'open-request' });
    return {
      kind: 'open-request',
      request: (await deps.store.requests.openFor(look.request.leaver.id)) ?? look.request,
    };
  }
}

function newUndo(
  { ambient }: Deps,
  { id, number, path, leaver, timeZone, plan }: OffboardingRequest,
  { actor, unblock, journal }: UndoOrder & { journal: readonly JournalEntry[] },
): NewRequest {
  const at = ambient.now();
  const by = { id: actor.id, displayName: actor.displayName };
  const basis = {
    leaver,
    plan: undoPlanOf(plan, undoStepsFor(journal, { unblock })),
    findings: [],
  };
  return {
    ...basis,
    id: ambient.newId(),
    undoOf: { id, number },
    path,
    requester: by,
    reason: '',
    runAt: null,
    timeZone,
    basisHash: basisHash(basis),
    createdAt: at,
    nextNoticeAt: null,
    decision: { verdict: 'approved', by, comment: '', at },
  };
}

/** What the steps of an undo act on stands in the journal of what they take back; the successor is who loses it again. */
function undoPlanOf({ path, options: { successor } }: Plan, steps: readonly StepId[]): Plan {
  const options = { ...noOptions, successor };
  return { path, steps, licences: [], options, scopes: {}, leftovers: [], ownedGroupIds: [] };
}

interface Start {
  readonly made: NewRequest;
  readonly order: UndoOrder;
}

/** undefined: what is to be undone has changed since it was looked at, by another undo perhaps. */
async function start(
  records: Records,
  { id, version, state }: OffboardingRequest,
  { made, order }: Start,
): Promise<OffboardingRequest | undefined> {
  const { createdAt: at, requester: by } = made;
  const event = { kind: 'undo-started', at, by } as const;
  // Nobody is asked any more whether its data are still needed, nor to do anything more about it.
  const told = { requestId: id, version, from: [state], to: state, at, event, nextNoticeAt: null, openLeftovers: 0 };
  if ((await records.requests.change(told)) === undefined) return undefined;
  const request = await records.requests.create(made);
  await placeCard(records, request, order);
  const details = { undoOf: id, steps: made.plan.steps.join(' ') };
  await records.audit.append({ at, actorId: by.id, action: 'undo-made', requestId: made.id, details });
  await records.jobs.run(request.id, null);
  await records.jobs.refreshCards(request.id);
  await records.jobs.refreshCards(id);
  return request;
}

/** The copy of who ordered it. */
async function placeCard(
  { sentCards, contacts }: Records,
  { id }: OffboardingRequest,
  { actor, card }: UndoOrder,
): Promise<void> {
  const place = card ?? (await contacts.find(actor.id));
  if (place === undefined) return;
  const copy = { id, requestId: id, audience: 'approver', recipientId: actor.id } as const;
  await sentCards.claim({ ...copy, conversationId: place.conversationId, announced: 0 });
  if (card !== undefined) await sentCards.shown(id, { ...card, hash: '', at: new Date(0) });
}
