import type { Outcome, StepId } from './model.ts';

/** One line of the journal: what one step found, did and ended in. */
export interface JournalEntry {
  readonly requestId: string;
  readonly position: number;
  readonly stepId: StepId;
  /** The state before; what an undo goes back to. */
  readonly snapshot: Snapshot;
  readonly attempts: number;
  /** Our GUID on the Graph write; Entra's audit log shows it as correlation id. */
  readonly clientRequestId: string;
  readonly startedAt: Date;
  readonly outcome: Outcome | null;
  /** Why, for skipped, failed and unknown: a key of the texts. */
  readonly problem: string | null;
  /** What of the step could not be done, item by item. */
  readonly leftovers: readonly Leftover[];
  readonly finishedAt: Date | null;
}

export type LeftKind =
  | 'manager'
  | 'report'
  | 'group'
  | 'owned-group'
  | 'licence'
  | 'device'
  | 'meeting'
  | 'auto-reply'
  | 'drive'
  | 'permission';

/** One thing of a step that could not be done. */
export interface Leftover {
  readonly kind: LeftKind;
  readonly id: string;
  readonly name: string;
  /** A code. */
  readonly why: string;
}

export type Snapshot = Readonly<Record<string, unknown>>;
