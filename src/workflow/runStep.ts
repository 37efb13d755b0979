import { asFarewellError, hasCode } from '../errors.ts';
import type { JournalEntry, Leftover, Snapshot } from '../offboarding/journal.ts';
import type { LeaverState } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Outcome, StepId } from '../offboarding/model.ts';
import type { StepStart } from '../offboarding/ports/journal.ts';
import { changedItems, itemsIn } from '../offboarding/steps/overItems.ts';
import type { Origin, Step, StepScene } from '../offboarding/steps/step.ts';
import type { RunDeps } from './deps.ts';
import { eventually } from './patience.ts';
import { sceneOf } from './scene.ts';

export interface StepRun {
  readonly request: OffboardingRequest;
  readonly step: Step;
  readonly position: number;
  /** The claim that fences every write to the journal. */
  readonly token: string;
  /** The journal's line, where an earlier attempt began and left no outcome. */
  readonly earlier: JournalEntry | undefined;
  readonly known: LeaverState | undefined;
  /** In an undo: the journal's line of the step that is undone. */
  readonly origin: Origin | undefined;
  /** The essential step that failed before: this one is not run. */
  readonly stoppedAt: StepId | null;
}

interface Ending {
  readonly outcome: Outcome;
  /** Why, for skipped, failed and unknown: a code. */
  readonly problem?: string;
  readonly leftovers?: readonly Leftover[];
}

/** How often a write is sent at most, when reading back shows each time that it had no effect. */
const mostTries = 3;

/** Snapshot, call and outcome of one step, each on disk before the next. Throws `run-taken-over` and storage faults only. */
export async function runStep(deps: RunDeps, run: StepRun): Promise<Outcome> {
  const { line, ...ending } = await perform(deps, run);
  const at = deps.ambient.now();
  const requestId = run.request.id;
  await deps.store.transaction(async (records) => {
    // A line without a snapshot never stands open: whoever went on with it would compare the tenant with nothing.
    if (line === undefined) await records.journal.start(startOf(deps, run, {}), run.token);
    await records.journal.end({ requestId, stepId: run.step.id, at, ...ending }, run.token);
    const { outcome, problem = null } = ending;
    const isSent = line !== undefined && outcome !== 'already-so';
    const clientRequestId = isSent ? line.clientRequestId : null;
    const details = { step: run.step.id, outcome, problem, clientRequestId };
    await records.audit.append({ at, actorId: null, action: 'step-ended', requestId, details });
    await records.jobs.refreshCards(requestId);
  });
  return ending.outcome;
}

interface Performed extends Ending {
  /** The journal's line, with the id under which Entra's own log knows the step's writes; undefined: it did not begin. */
  readonly line: JournalEntry | undefined;
}

async function perform(deps: RunDeps, run: StepRun): Promise<Performed> {
  if (run.stoppedAt !== null) return { outcome: 'skipped', problem: 'stopped-before', line: undefined };
  const scene = sceneOf(deps, run.request, run);
  const before = await lookBefore(deps, run, scene);
  if (before instanceof Error) return { ...failure(deps, run, before), line: undefined };
  const line = await deps.store.journal.start(startOf(deps, run, before), run.token);
  if (run.step.alreadySo(line.snapshot)) return { outcome: 'already-so', line };
  return { ...(await makeSo(deps, run, { scene, line })), line };
}

/** What an earlier attempt may have done is looked for first. */
async function makeSo(deps: RunDeps, run: StepRun, attempt: Attempt): Promise<Ending> {
  const happened = attempt.line.attempts > 1 && (await readBack(deps, run, attempt));
  return happened === false ? write(deps, run, attempt) : happened;
}

/** The snapshot of an earlier attempt is the one that counts; else the state is read now. */
async function lookBefore(deps: RunDeps, run: StepRun, scene: StepScene): Promise<Snapshot | Error> {
  const { step, earlier, request } = run;
  if (earlier !== undefined) return earlier.snapshot;
  const found: { before: Snapshot | Error } = { before: {} };
  await eventually(deps.ambient, async () => {
    found.before = await step.before(scene).catch(asFarewellError);
    return request.undoOf === null || !mayBeStale(run, found.before);
  });
  return found.before;
}

/** In an undo: a user who was just restored may not show at once, and what a run just did may not either. */
function mayBeStale({ step, origin }: StepRun, before: Snapshot | Error): boolean {
  if (before instanceof Error) return hasCode(before, 'graph-not-found');
  // Of several things, each shows when it will.
  const isAll = itemsIn(before).length === changedItems({ origin }).length;
  return step.takesBack === true && (step.alreadySo(before) || !isAll);
}

function startOf(deps: RunDeps, { request, step, position, earlier }: StepRun, snapshot: Snapshot): StepStart {
  const clientRequestId = earlier?.clientRequestId ?? deps.ambient.newId();
  return { requestId: request.id, position, stepId: step.id, snapshot, clientRequestId, at: deps.ambient.now() };
}

interface Attempt {
  readonly scene: StepScene;
  readonly line: JournalEntry;
}

/** Sends the write; where Graph doesn't say what came of it, the state is read back before anything is decided. */
async function write(deps: RunDeps, run: StepRun, attempt: Attempt): Promise<Ending> {
  for (let tries = 1; ; tries += 1) {
    try {
      const leftovers = await run.step.run(
        attempt.scene,
        { clientRequestId: attempt.line.clientRequestId },
        attempt.line.snapshot,
      );
      // What somebody has changed since is meant to stay.
      const isAll = leftovers.every(({ why }) => why === 'changed-since');
      return isAll ? { outcome: 'done', leftovers } : { outcome: 'failed', problem: 'not-all', leftovers };
    } catch (error) {
      // An earlier attempt may have done some of it.
      const mayBePart = run.earlier !== undefined;
      if (!hasCode(error, 'graph-outcome-unknown')) {
        return mayBePart ? giveUp(deps, run, { ...attempt, error }) : failure(deps, run, error);
      }
      const happened = await readBack(deps, run, attempt);
      if (happened !== false) return happened;
      if (tries === mostTries) return giveUp(deps, run, { ...attempt, error });
    }
  }
}

/** What was done of it all the same has to be known, to the reader and to an undo; unknown where that can't be read. */
async function giveUp(
  deps: RunDeps,
  run: StepRun,
  { scene, line, error }: Attempt & { error: unknown },
): Promise<Ending> {
  const ending = failure(deps, run, error);
  try {
    const leftovers = (await run.step.leftOf?.(scene, line.snapshot)) ?? [];
    return leftovers.length === 0 ? ending : { ...ending, problem: 'not-all', leftovers };
  } catch (unread) {
    return { ...failure(deps, run, unread), outcome: 'unknown' };
  }
}

/** Whether the write had its effect: done, `false` for certainly not, or unknown where that can't be read either. */
async function readBack(deps: RunDeps, run: StepRun, { scene, line }: Attempt): Promise<Ending | false> {
  try {
    const happened = await eventually(deps.ambient, () => run.step.hasHappened(scene, line.snapshot));
    return happened && { outcome: 'done' };
  } catch (error) {
    return { ...failure(deps, run, error), outcome: 'unknown' };
  }
}

function failure(deps: RunDeps, { request, step }: StepRun, error: unknown): Ending {
  deps.log.warn({ requestId: request.id, step: step.id, err: error }, 'step failed');
  return { outcome: 'failed', problem: asFarewellError(error).code };
}
