import { asFarewellError, hasCode } from '../errors.ts';
import type { JournalEntry, Snapshot } from '../offboarding/journal.ts';
import type { LeaverState } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Outcome, StepId } from '../offboarding/model.ts';
import type { Step, StepScene } from '../offboarding/steps/step.ts';
import type { RunDeps } from './deps.ts';
import { eventually } from './patience.ts';

export interface StepRun {
  readonly request: OffboardingRequest;
  readonly step: Step;
  readonly position: number;
  /** The claim that fences every write to the journal. */
  readonly token: string;
  /** The journal's line, where an earlier attempt began and left no outcome. */
  readonly earlier: JournalEntry | undefined;
  readonly known: LeaverState | undefined;
  /** The essential step that failed before: this one is not run. */
  readonly stoppedAt: StepId | null;
}

interface Ending {
  readonly outcome: Outcome;
  /** Why, for skipped, failed and unknown: a code. */
  readonly problem?: string;
}

/** How often a write is sent at most, when reading back shows each time that it had no effect. */
const mostTries = 3;

/** Snapshot, call and outcome of one step, each on disk before the next. Throws `run-taken-over` and storage faults only. */
export async function runStep(deps: RunDeps, run: StepRun): Promise<Outcome> {
  const ending = await perform(deps, run);
  const at = deps.ambient.now();
  await deps.store.transaction(async (records) => {
    await records.journal.end({ requestId: run.request.id, stepId: run.step.id, at, ...ending }, run.token);
    const details = { step: run.step.id, outcome: ending.outcome, problem: ending.problem ?? null };
    await records.audit.append({ at, actorId: null, action: 'step-ended', requestId: run.request.id, details });
    await records.jobs.refreshCards(run.request.id);
  });
  return ending.outcome;
}

async function perform(deps: RunDeps, run: StepRun): Promise<Ending> {
  const scene: StepScene = { tenant: deps.tenant, leaverId: run.request.leaver.id, known: run.known };
  const before = run.stoppedAt === null ? await lookBefore(run, scene) : {};
  const line = await begin(deps, run, before instanceof Error ? {} : before);
  if (run.stoppedAt !== null) return { outcome: 'skipped', problem: 'stopped-before' };
  if (before instanceof Error) return failure(deps, run, before);
  if (run.step.alreadySo(line.snapshot)) return { outcome: 'already-so' };
  if (line.attempts > 1) {
    const happened = await readBack(deps, run, { scene, line });
    if (happened !== false) return happened;
  }
  return write(deps, run, { scene, line });
}

/** The snapshot of an earlier attempt is the one that counts; else the state is read now. */
async function lookBefore({ step, earlier }: StepRun, scene: StepScene): Promise<Snapshot | Error> {
  if (earlier !== undefined) return earlier.snapshot;
  try {
    return await step.before(scene);
  } catch (error) {
    return asFarewellError(error);
  }
}

function begin(
  deps: RunDeps,
  { request, step, position, token, earlier }: StepRun,
  snapshot: Snapshot,
): Promise<JournalEntry> {
  const clientRequestId = earlier?.clientRequestId ?? deps.ambient.newId();
  const start = { requestId: request.id, position, stepId: step.id, snapshot, clientRequestId, at: deps.ambient.now() };
  return deps.store.journal.start(start, token);
}

interface Attempt {
  readonly scene: StepScene;
  readonly line: JournalEntry;
}

/** Sends the write; where Graph doesn't say what came of it, the state is read back before anything is decided. */
async function write(deps: RunDeps, run: StepRun, attempt: Attempt): Promise<Ending> {
  for (let tries = 1; ; tries += 1) {
    try {
      await run.step.run(attempt.scene, { clientRequestId: attempt.line.clientRequestId });
      return { outcome: 'done' };
    } catch (error) {
      if (!hasCode(error, 'graph-outcome-unknown')) return failure(deps, run, error);
      const happened = await readBack(deps, run, attempt);
      if (happened !== false) return happened;
      if (tries === mostTries) return failure(deps, run, error);
    }
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
