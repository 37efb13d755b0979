import { askAgain, type Changed } from '../approvals/askAgain.ts';
import { hasCode } from '../errors.ts';
import { stepOf, undoneStepOf } from '../offboarding/catalogue.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { LeaverState } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { isFailure, type StepId } from '../offboarding/model.ts';
import { holdRun, type HeldRun } from './claim.ts';
import type { RunDeps } from './deps.ts';
import { finish } from './finish.ts';
import { handOver } from './handOver.ts';
import { measuredRun, measuredStep, type RunEnd } from './measured.ts';
import { pause } from './pause.ts';
import { asApproved, recheck } from './recheck.ts';
import { runStep } from './runStep.ts';

/** A decision younger than this is fresh enough for its findings to be the run's first snapshot. */
const freshForMs = 60_000;

/** A process that is told of no end. */
const unending = new AbortController().signal;

/**
 * Runs a due request to its end, or goes on with one that another process left. Safe to call at any time and from several
 * replicas: only the holder of the claim writes, and a step with an outcome is never run again. Once `stopping` is aborted
 * it ends the step at hand and hands the rest over to another replica.
 */
export async function runRequest(deps: RunDeps, requestId: string, stopping = unending): Promise<void> {
  // Fetched while the workers were being stopped: nobody has begun it.
  if (stopping.aborted) return deps.store.jobs.run(requestId, null);
  const held = await holdRun(deps, requestId);
  if (held === undefined) return;
  try {
    const end = await measuredRun(deps, held.request, () => execute(deps, held, stopping));
    if (end === 'to-hand-over') await handOver(deps, held);
  } catch (error) {
    // Somebody else goes on with it from the journal: nothing to report and nothing to retry.
    if (!hasCode(error, 'run-taken-over')) throw error;
    deps.log.warn({ requestId }, 'run taken over');
  } finally {
    await held.stopRenewing();
  }
}

async function execute(deps: RunDeps, { request, token }: HeldRun, stopping: AbortSignal): Promise<RunEnd> {
  const journal = await deps.store.journal.entries(request.id);
  const known = journal.length === 0 ? stateAtDecision(deps, request) : undefined;
  const mustCheck = isAtStart(request, journal) && known === undefined;
  const check = mustCheck ? await recheck(deps, request, { hasBegun: journal.length > 0 }) : asApproved;
  if (check.kind === 'blocked') {
    return finish(deps, request, { stoppedAt: nextStep(request, journal), stoppedBy: check.rule });
  }
  if (check.kind === 'changed') {
    await goBack(deps, request, check.changed);
    return 'asked-again';
  }
  const undone = request.undoOf === null ? [] : await deps.store.journal.entries(request.undoOf.id);
  const walked = await walkPlan(deps, request, { token, journal, undone, known, stopping });
  if (walked === 'to-hand-over') return walked;
  const { leftovers } = check;
  if (walked !== 'grace') return finish(deps, request, { stoppedAt: walked, stoppedBy: null, leftovers });
  await pause(deps, request);
  return 'first-part-done';
}

/** Before the first step of all, and before the first step of a delete's second part. */
function isAtStart({ plan, resumeAt }: OffboardingRequest, journal: readonly JournalEntry[]): boolean {
  if (journal.length === 0) return true;
  const second = plan.steps.filter((id) => stepOf(id).afterGrace === true);
  return resumeAt !== null && second.length > 0 && !journal.some(({ stepId }) => second.includes(stepId));
}

function nextStep({ plan }: OffboardingRequest, journal: readonly JournalEntry[]): StepId | null {
  return plan.steps.find((id) => !journal.some(({ stepId }) => stepId === id)) ?? null;
}

/** Nothing was begun: the approvers are asked again. */
async function goBack(deps: RunDeps, request: OffboardingRequest, changed: Changed): Promise<void> {
  const asked = await askAgain(deps, request, changed);
  deps.log.info({ requestId: request.id, askedAgain: asked !== undefined }, 'not as approved');
}

/** What the approval saw of the account, if the run follows it at once; one that had to wait for its time looks for itself. */
function stateAtDecision({ ambient }: RunDeps, { decision, runAt }: OffboardingRequest): LeaverState | undefined {
  if (decision?.found === undefined || (runAt !== null && runAt > decision.at)) return undefined;
  return ambient.now().getTime() - decision.at.getTime() < freshForMs ? decision.found : undefined;
}

interface Walk {
  readonly token: string;
  readonly journal: readonly JournalEntry[];
  /** In an undo: the journal of what is undone. */
  readonly undone: readonly JournalEntry[];
  readonly known: LeaverState | undefined;
  readonly stopping: AbortSignal;
}

/**
 * Runs each step that has no outcome yet; answers the essential step at which the plan had to stop, if any, or that the rest
 * waits for the grace period, or that this process is ending and another one has to go on.
 */
async function walkPlan(
  deps: RunDeps,
  request: OffboardingRequest,
  { token, journal, undone, known, stopping }: Walk,
): Promise<StepId | null | 'grace' | 'to-hand-over'> {
  let stoppedAt: StepId | null = null;
  for (const [position, stepId] of request.plan.steps.entries()) {
    if (stopping.aborted) return 'to-hand-over';
    const step = stepOf(stepId);
    if (step.afterGrace === true && stoppedAt === null && hasGraceToCome(request)) return 'grace';
    const earlier = journal.find((entry) => entry.stepId === stepId);
    const origin = undone.find((entry) => entry.stepId === undoneStepOf(stepId));
    const run = { request, step, position, token, earlier, known, origin, stoppedAt };
    const outcome = earlier?.outcome ?? (await measuredStep(deps, run, () => runStep(deps, run)));
    if (isFailure(outcome) && step.essentialFor.includes(request.path)) stoppedAt ??= stepId;
  }
  // Reading back takes its time too, and needs nothing that only this process knows.
  return stopping.aborted ? 'to-hand-over' : stoppedAt;
}

function hasGraceToCome({ plan, resumeAt }: OffboardingRequest): boolean {
  return plan.options.graceDays > 0 && resumeAt === null;
}
