import type { JournalEntry, Snapshot } from '../journal.ts';
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
  readonly at: Date;
}

/** The run's memory. Each call is fenced: it throws `run-taken-over` when `token` no longer holds the run. */
export interface Journal {
  /** In order of position. */
  entries(requestId: string): Promise<JournalEntry[]>;
  /** Writes the snapshot before the first call, or counts one more attempt. Throws `plan-mismatch` if the position holds another step. */
  start(step: StepStart, token: string): Promise<JournalEntry>;
  end(step: StepEnd, token: string): Promise<void>;
}
