import type { Finding, OffboardingPath, Plan, Verdict } from './model.ts';
import type { Leaver, LeaverState, NamedPerson } from './people.ts';
import type { Receipt } from './receipt.ts';

/**
 * awaiting → approved (waits for its time) → running → completed | completed-with-errors | stopped;
 * or awaiting → rejected | cancelled, and approved → cancelled.
 */
export type RequestState =
  'awaiting' | 'approved' | 'running' | 'completed' | 'completed-with-errors' | 'stopped' | 'rejected' | 'cancelled';

/** States in which a leaver is taken: no second request for them may be made. */
export const openStates: readonly RequestState[] = ['awaiting', 'approved', 'running'];

export interface OffboardingRequest {
  readonly id: string;
  /** What people call it by: "request 12". */
  readonly number: number;
  /** Grows with every change of state; a card's click names the version it showed. */
  readonly version: number;
  readonly state: RequestState;
  readonly path: OffboardingPath;
  readonly leaver: Leaver;
  readonly requester: NamedPerson;
  readonly reason: string;
  /** null: at once after approval. */
  readonly runAt: Date | null;
  /** IANA zone in which the requester chose the time. */
  readonly timeZone: string;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly createdAt: Date;
  readonly decision: Decision | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly receipt: Receipt | null;
}

/** What is asked for, before the store gives it a number. */
export type NewRequest = Pick<
  OffboardingRequest,
  'id' | 'path' | 'leaver' | 'requester' | 'reason' | 'runAt' | 'timeZone' | 'plan' | 'findings' | 'createdAt'
>;

export interface Decision {
  readonly verdict: Verdict;
  readonly by: NamedPerson;
  readonly comment: string;
  readonly at: Date;
  /** For an approval: what the leaver's account was like when it was checked; the run's first snapshot if it starts at once. */
  readonly found?: LeaverState;
}
