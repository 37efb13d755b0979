import type { Finding, LeftoverId, OffboardingPath, Plan, PlanItem, StepId, Verdict } from './model.ts';
import type { Leaver, LeaverState, Licence, NamedPerson } from './people.ts';
import type { Receipt } from './receipt.ts';

/**
 * awaiting → approved (waits for its time) → running → completed | completed-with-errors | stopped;
 * or awaiting → rejected | cancelled | expired, and approved → cancelled. From running before the first step it goes back to
 * awaiting when what was approved is no longer so. A delete in two parts: running → grace → running; grace → cancelled.
 * What ended with problems or was stopped goes to running again when an approver retries.
 */
export type RequestState =
  | 'awaiting'
  | 'approved'
  | 'running'
  | 'grace'
  | 'completed'
  | 'completed-with-errors'
  | 'stopped'
  | 'rejected'
  | 'cancelled'
  | 'expired';

/** States in which a leaver is taken: no second request for them may be made. */
export const openStates: readonly RequestState[] = ['awaiting', 'approved', 'running', 'grace'];

/** What an approver decides on; when any of it changes, they are asked again. */
export interface Basis {
  readonly leaver: Leaver;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

export interface OffboardingRequest extends Basis {
  readonly id: string;
  /** The offboarding that this one takes back; null: it is no undo. */
  readonly undoOf: RequestRef | null;
  /** What people call it by: "request 12". */
  readonly number: number;
  /** Grows with every change; a card's click names the version it showed. */
  readonly version: number;
  /** Version at which the present state began, or was asked anew: a click on an older card is out of date. */
  readonly stateVersion: number;
  readonly state: RequestState;
  readonly path: OffboardingPath;
  readonly requester: NamedPerson;
  readonly reason: string;
  /** null: at once after approval. */
  readonly runAt: Date | null;
  /** When the second part of a delete is due; null: there is none, or the first part has not run. */
  readonly resumeAt: Date | null;
  /** IANA zone in which the requester chose the time. */
  readonly timeZone: string;
  /** Hash of the basis, as approvals/basis makes it. */
  readonly basisHash: string;
  readonly createdAt: Date;
  /** Approvals of the present asking, oldest first. */
  readonly approvals: readonly Approval[];
  /** null: nobody has decided, or it expired. */
  readonly decision: Decision | null;
  /** What happened to it since it was asked, oldest first; only ever appended to. */
  readonly events: readonly RequestEvent[];
  /** When the next of reminder, escalation and expiry is due; null: nobody is waited for. */
  readonly nextNoticeAt: Date | null;
  /** null: the approvers have not been looked up yet. */
  readonly reach: Reach | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly receipt: Receipt | null;
  /** When names, texts and snapshots were removed from it; null: they are there. */
  readonly purgedAt: Date | null;
}

export interface RequestRef {
  readonly id: string;
  readonly number: number;
}

/** What is asked for, before the store gives it a number. One that brings its decision with it is approved from the start. */
export type NewRequest = Pick<
  OffboardingRequest,
  | 'id'
  | 'undoOf'
  | 'path'
  | 'leaver'
  | 'requester'
  | 'reason'
  | 'runAt'
  | 'timeZone'
  | 'plan'
  | 'findings'
  | 'basisHash'
  | 'createdAt'
  | 'nextNoticeAt'
> & { readonly decision?: Decision };

export interface Approval {
  readonly by: NamedPerson;
  readonly at: Date;
  readonly comment: string;
  /** Hash of the basis that was approved. */
  readonly basisHash: string;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly by: NamedPerson;
  readonly comment: string;
  readonly at: Date;
  /** For an approval: what the leaver's account was like when it was checked; the run's first snapshot if it starts at once. */
  readonly found?: LeaverState;
}

export type EventKind =
  | 'approved-in-part'
  | 'approved'
  | 'rejected'
  | 'cancelled'
  | 'reminded'
  | 'escalated'
  | 'overdue'
  | 'expired'
  | 'asked-again'
  | 'ended'
  | 'first-part-done'
  | 'delete-announced'
  | 'review-due'
  | 'review-kept'
  | 'retried'
  | 'skipped'
  | 'undo-started'
  | 'undone'
  | 'undone-in-part'
  | 'undo-failed'
  | 'leftover-done'
  | 'leftover-reopened';

export interface RequestEvent {
  readonly kind: EventKind;
  readonly at: Date;
  /** null: Farewell itself. */
  readonly by: NamedPerson | null;
  /** Of `asked-again`: what is no longer as it was. */
  readonly changes?: readonly Change[];
  /** Of `skipped`: why. */
  readonly comment?: string;
  /** Of `skipped`: the step at which the run had stopped; null: at none. Where it isn't kept, only a block could stop one. */
  readonly stoppedAt?: StepId | null;
  /** Of `leftover-done` and `leftover-reopened`: which, and the request's version that it made. */
  readonly leftover?: LeftoverId;
  readonly version?: number;
}

/** What is no longer as the approvers saw it. */
export type Change =
  | { readonly what: ChangedField; readonly from: string | null; readonly to: string | null }
  /** The planned moment passed while nothing could run. */
  | { readonly what: 'late'; readonly plannedAt: string }
  | { readonly what: 'steps'; readonly from: readonly StepId[]; readonly to: readonly StepId[] }
  | {
      readonly what: 'scope';
      readonly step: StepId;
      readonly from: readonly PlanItem[];
      readonly to: readonly PlanItem[];
    }
  | { readonly what: 'licences'; readonly from: readonly Licence[]; readonly to: readonly Licence[] }
  | { readonly what: 'finding-new' | 'finding-gone'; readonly finding: Finding };

export type ChangedField = 'name' | 'user-name' | 'mail' | 'title' | 'department' | 'manager' | 'successor-mail';

/** Whom the question has reached. */
export interface Reach {
  /** Who has the card before them. */
  readonly asked: readonly AskedPerson[];
  /** Who may decide, but could not be brought the card. */
  readonly unreached: readonly NamedPerson[];
}

export interface AskedPerson extends NamedPerson {
  /** Their Teams id, where they see the card in the approvers' channel: by it they get a view of their own. */
  readonly teamsUserId?: string;
}

/** When the present asking began: at first, or when it was asked again. */
export function askedAt({ createdAt, events }: Pick<OffboardingRequest, 'createdAt' | 'events'>): Date {
  return events.findLast(({ kind }) => kind === 'asked-again')?.at ?? createdAt;
}

/** The events of the present asking. */
export function eventsSinceAsked({ events }: Pick<OffboardingRequest, 'events'>): readonly RequestEvent[] {
  return events.slice(events.findLastIndex(({ kind }) => kind === 'asked-again') + 1);
}

/** How many different approvers have to agree; one more for a finding that asks for a second. */
export function approvalsNeeded(findings: readonly Finding[]): number {
  return findings.some(({ severity }) => severity === 'second-approver') ? 2 : 1;
}

/** Whether an undo of it was ordered: from then on it is history, and the undo's own card is what counts. */
export function isTakenBack({ events }: Pick<OffboardingRequest, 'events'>): boolean {
  return events.some(({ kind }) => kind === 'undo-started');
}

/** Whether a delete went on although its block had failed: an approver said so. */
export function isBlockSkipped({ events }: Pick<OffboardingRequest, 'events'>): boolean {
  return events.some(({ kind, stoppedAt = 'block-sign-in' }) => kind === 'skipped' && stoppedAt === 'block-sign-in');
}

/** Whether somebody is asked, and has not answered yet, if the kept data are still needed. */
export function isUnderReview({ events }: Pick<OffboardingRequest, 'events'>): boolean {
  if (isTakenBack({ events })) return false;
  return events.findLast(({ kind }) => kind === 'review-due' || kind === 'review-kept')?.kind === 'review-due';
}
