import { FarewellError } from '../../errors.ts';
import type { Leftover, Snapshot } from '../journal.ts';
import type {
  OffboardingPath,
  OffboardingStepId,
  Offer,
  PlanOptions,
  Scope,
  StepId,
  Successor,
  UndoStepId,
} from '../model.ts';
import type { LeaverFacts, LeaverState } from '../people.ts';
import type { Tenant, WriteMark } from '../ports/tenant.ts';

/** What a step works with: the directory, the leaver, what was chosen, and what is already known. */
export interface StepScene {
  readonly tenant: Tenant;
  readonly requestId: string;
  readonly leaverId: string;
  readonly options: PlanOptions;
  /** What the plan says the step acts on; undefined: the leaver alone. */
  readonly scope: Scope | undefined;
  /** Read within the last minute; saves a round trip between the approval and the block. */
  readonly known: LeaverState | undefined;
  /** In an undo: what is known of the step that is undone. */
  readonly origin: Origin | undefined;
  readonly now: Date;
}

/** What the journal holds of a step that is undone. */
export interface Origin {
  readonly snapshot: Snapshot;
  /** What of it was not done. */
  readonly leftovers: readonly Leftover[];
}

/** One thing that a plan does, as a value: the engine knows nothing about any particular step. */
export interface Step {
  readonly id: StepId;
  /** Least application permissions, by Graph's permissions reference. */
  readonly permissions: readonly string[];
  /** Reads the state that the step is about to change. Throws `graph-not-found` when there is no such live user. */
  before(scene: StepScene): Promise<Snapshot>;
  /** The wanted state was there already: nothing is sent. */
  alreadySo(snapshot: Snapshot): boolean;
  /** Makes it so; answers what of it could not be done. May be run again after it was cut short. */
  run(scene: StepScene, mark: WriteMark, snapshot: Snapshot): Promise<readonly Leftover[]>;
  /** Reads whether the write had its effect since the snapshot. */
  hasHappened(scene: StepScene, snapshot: Snapshot): Promise<boolean>;
  /** Of several things, of which some were changed since the snapshot: those that were not. */
  leftOf?(scene: StepScene, snapshot: Snapshot): Promise<readonly Leftover[]>;
  /** Takes back what a run did, seconds ago perhaps: a read that says "so already" may be older than that run. */
  readonly takesBack?: true;
  /** Waits for the grace period of a delete in two parts. */
  readonly afterGrace?: true;
  /** When this step failed or its outcome is unknown, these paths stop here. */
  readonly essentialFor: readonly OffboardingPath[];
}

/** A step of a plan, with what decides whether a plan holds it. */
export interface OffboardingStep extends Step {
  readonly id: OffboardingStepId;
  /** The steps that take it back, in order; none: there is nothing to take back, or no way to. */
  readonly undoneBy: readonly UndoStepId[];
  /** How it would stand in this leaver's plan; undefined: it doesn't fit them. */
  offer(path: OffboardingPath, facts: LeaverFacts): Pick<Offer, 'by' | 'scope'> | undefined;
  /** Needs somebody who takes over; `mail`: somebody with a mail address. */
  readonly needsSuccessor?: 'anybody' | 'mail';
  /** Can't be taken back by anybody: said beside it on the card. */
  readonly irreversible?: true;
}

/** All of it was done. */
export const nothingLeft: readonly Leftover[] = [];

/** Of a step that acts on the leaver and nothing else. */
export const leaverAlone: Scope = { count: 1, items: [] };

/** Who takes over. Throws `internal`: no plan holds a step that needs somebody without naming them. */
export function successorOf({ options }: Pick<StepScene, 'options'>): Successor {
  if (options.successor === null) throw new FarewellError('internal', 'a step without the successor that it needs');
  return options.successor;
}
