import type { JournalEntry, Leftover, Snapshot } from '../journal.ts';
import type { Outcome, StepId } from '../model.ts';

export interface StepStart {
  readonly requestId: string;
  readonly position: number;
  readonly stepId: StepId;
  readonly snapshot: Snapshot;
  readonly clientRequestId: string;
  readonly at: Date;
}

export interface StepEnd {
  readonly requestId: string;
  readonly stepId: StepId;
  readonly outcome: Outcome;
  readonly problem?: string;
  readonly leftovers?: readonly Leftover[];
  readonly at: Date;
}

export type ReopenedEnd = 'failed' | 'unknown' | 'stopped-before';

/** The run's memory. Each call is fenced: it throws `run-taken-over` when `token` no longer holds the run. */
export interface Journal {
  /** In order of position. */
  entries(requestId: string): Promise<JournalEntry[]>;
  /** Writes the snapshot before the first call, or counts one more attempt. Throws `plan-mismatch` if the position holds another step. */
  start(step: StepStart, token: string): Promise<JournalEntry>;
  end(step: StepEnd, token: string): Promise<void>;
  /**
   * For a run that has ended: steps with one of these problems or outcomes get none again, so that the next run takes them up.
   * Not fenced, since nobody holds an ended run; goes with the transition that opens it.
   */
  reopen(requestId: string, what: readonly ReopenedEnd[]): Promise<void>;
  /**
   * For a run that has ended: what failed or is unknown counts as skipped, by the problem `skipped-in-part` where some of it was or may
   * be done, else `skipped-by-approver`. Not fenced either.
   */
  skip(requestId: string): Promise<void>;
}
