import type { LeaverState, Person } from '../people.ts';
import type { OffboardingPath, StepId } from '../model.ts';
import type { Snapshot } from '../journal.ts';
import type { Tenant, WriteMark } from '../ports/tenant.ts';

/** What a step works with: the directory, the leaver, and what is already known of their account. */
export interface StepScene {
  readonly tenant: Tenant;
  readonly leaverId: string;
  /** Read within the last minute; saves a round trip between the approval and the block. */
  readonly known: LeaverState | undefined;
}

/** One thing that a plan does, as a value: the engine knows nothing about any particular step. */
export interface Step {
  readonly id: StepId;
  /** Least application permissions, by Graph's permissions reference. */
  readonly permissions: readonly string[];
  readonly reversible: boolean;
  needed(path: OffboardingPath, leaver: Pick<Person, 'userType'>): boolean;
  /** Reads the state that the step is about to change. Throws `graph-not-found` when there is no such live user. */
  before(scene: StepScene): Promise<Snapshot>;
  /** The wanted state was there already: nothing is sent. */
  alreadySo(snapshot: Snapshot): boolean;
  /** The one write. */
  run(scene: StepScene, mark: WriteMark): Promise<void>;
  /** Reads whether the write had its effect since the snapshot. */
  hasHappened(scene: StepScene, snapshot: Snapshot): Promise<boolean>;
  /** When this step failed or its outcome is unknown, these paths stop here. */
  readonly essentialFor: readonly OffboardingPath[];
}
