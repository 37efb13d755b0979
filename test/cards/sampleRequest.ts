import type { OffboardingPath, Outcome } from '../../src/offboarding/model.ts';
import type { Licence } from '../../src/offboarding/people.ts';
import type { Receipt } from '../../src/offboarding/receipt.ts';
import type { Approval, OffboardingRequest, RequestEvent, RequestState } from '../../src/offboarding/request.ts';
import { barePlan } from '../support/facts.ts';
import { findingsFrom, key, licencesFrom, now, personFrom, zone, type Filling } from './fillings.ts';

export const approverId = 'approver';

const later = new Date(now.getTime() + 3 * 86_400_000);

export interface RequestLook {
  readonly state: RequestState;
  readonly path: OffboardingPath;
  readonly outcome: Outcome | undefined;
}

/** A request in this state, with everything on it that people and the directory can say. */
export function requestFrom(filling: Filling, { state, path, outcome }: RequestLook): OffboardingRequest {
  const { mark } = filling;
  const { managerName = null, ...leaver } = personFrom(filling);
  const ended = ['completed', 'completed-with-errors', 'stopped'].includes(state);
  const licences = licencesFrom(filling);
  const times = { runAt: later, resumeAt: state === 'grace' ? now : null, createdAt: now, timeZone: zone };
  return {
    ...{ id: key.requestId, number: 12, version: 3, stateVersion: 3, undoOf: null, state, path, ...times },
    leaver: { ...leaver, managerName, managerId: 'manager', id: 'leaver' },
    requester: { id: 'y', displayName: mark('requester', 256) },
    reason: mark('reason', 1000),
    plan: barePlan(path, licences),
    findings: findingsFrom(filling),
    basisHash: 'hash',
    ...decisionFor(filling, state),
    events: state === 'expired' ? [happened('expired')] : [],
    nextNoticeAt: null,
    reach: { asked: [{ id: 'another', displayName: 'Another', teamsUserId: 'user-another' }], unreached: [] },
    startedAt: ended ? now : null,
    finishedAt: ended ? now : null,
    receipt: ended ? receiptFrom(licences, outcome, path) : null,
    purgedAt: null,
  };
}

export function approvalFrom({ mark }: Filling, id = approverId): Approval {
  const by = { id, displayName: mark('approver', 256) };
  return { by, at: now, comment: mark('comment', 1000), basisHash: 'hash' };
}

export function happened(kind: RequestEvent['kind'], more: Partial<RequestEvent> = {}): RequestEvent {
  return { kind, at: now, by: null, ...more };
}

function decisionFor(filling: Filling, state: RequestState): Pick<OffboardingRequest, 'approvals' | 'decision'> {
  if (state === 'awaiting' || state === 'expired') return { approvals: [], decision: null };
  const verdict = state === 'rejected' || state === 'cancelled' ? state : 'approved';
  const approvals = verdict === 'approved' ? [approvalFrom(filling, 'other'), approvalFrom(filling)] : [];
  return { approvals, decision: { ...approvalFrom(filling), verdict } };
}

function receiptFrom(licences: readonly Licence[], outcome: Outcome | undefined, path: OffboardingPath): Receipt {
  const isDone = outcome === 'done' || outcome === 'already-so';
  const known = outcome !== 'unknown';
  return {
    headline: isDone ? 'done' : headlineFor(outcome, path),
    problems: isDone ? 0 : 2,
    stoppedAt: isDone ? null : 'block-sign-in',
    stoppedBy: outcome === 'skipped' ? 'open-request' : null,
    readBack: { signInBlocked: known ? isDone : null, sessionsRevoked: null, deleted: known ? isDone : null },
    restorableUntil: isDone && path === 'delete' ? now.toISOString() : null,
    licences: licences.map(({ skuId, skuPartNumber, consumed, enabled }, index) => ({
      ...{ skuId, skuPartNumber, consumedBefore: consumed, enabled },
      consumedAfter: index === 0 ? null : consumed - 1,
    })),
  };
}

function headlineFor(outcome: Outcome | undefined, path: OffboardingPath): Receipt['headline'] {
  if (outcome === 'skipped') return 'nothing-changed';
  return path === 'delete' ? 'stopped' : 'done-with-problems';
}
