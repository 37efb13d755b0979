import type { LeaverState, Person } from '../people.ts';
import type { OffboardingPath, StepId, UndoStepId } from '../model.ts';
import type { Leftover, Snapshot } from '../journal.ts';
import type { Tenant, WriteMark } from '../ports/tenant.ts';

/** What a step works with: the directory, the leaver, and what is already known of their account. */
export interface StepScene {
  readonly tenant: Tenant;
  readonly leaverId: string;
  /** Read within the last minute; saves a round trip between the approval and the block. */
  readonly known: LeaverState | undefined;
  /** In an undo: the snapshot of the step that is undone. */
  readonly origin: Snapshot | undefined;
}

/** One thing that a plan does, as a value: the engine knows nothing about any particular step. */
export interface Step {
  readonly id: StepId;
  /** Least application permissions, by Graph's permissions reference. */
  readonly permissions: readonly string[];
  /** The steps that take it back, in order; none: there is nothing to take back, or no way to. */
  readonly undoneBy: readonly UndoStepId[];
  needed(path: OffboardingPath, leaver: Pick<Person, 'userType'>): boolean;
  /** Reads the state that the step is about to change. Throws `graph-not-found` when there is no such live user. */
  before(scene: StepScene): Promise<Snapshot>;
  /** The wanted state was there already: nothing is sent. */
  alreadySo(snapshot: Snapshot): boolean;
  /** Makes it so; answers what of it could not be done. May be run again after it was cut short. */
  run(scene: StepScene, mark: WriteMark): Promise<readonly Leftover[]>;
  /** Reads whether the write had its effect since the snapshot. */
  hasHappened(scene: StepScene, snapshot: Snapshot): Promise<boolean>;
  /** Takes back what a run did, seconds ago perhaps: a read that says "so already" may be older than that run. */
  readonly takesBack?: true;
  /** Waits for the grace period of a delete in two parts. */
  readonly afterGrace?: true;
  /** When this step failed or its outcome is unknown, these paths stop here. */
  readonly essentialFor: readonly OffboardingPath[];
}

/** All of it was done. */
export const nothingLeft: readonly Leftover[] = [];
