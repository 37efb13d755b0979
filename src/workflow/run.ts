import { hasCode } from '../errors.ts';
import { stepOf } from '../offboarding/catalogue.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { LeaverState } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { StepId } from '../offboarding/model.ts';
import { finalState, receiptOf } from '../offboarding/receipt.ts';
import { holdRun } from './claim.ts';
import type { RunDeps } from './deps.ts';
import { readBack } from './readBack.ts';
import { recheck } from './recheck.ts';
import { runStep } from './runStep.ts';

/** A decision younger than this is fresh enough for its findings to be the run's first snapshot. */
const freshForMs = 60_000;

/**
 * Runs a due request to its end, or goes on with one that a dead process left. Safe to call at any time and from several
 * replicas: only the holder of the claim writes, and a step with an outcome is never run again.
 */
export async function runRequest(deps: RunDeps, requestId: string): Promise<void> {
  const held = await holdRun(deps, requestId);
  if (held === undefined) return;
  try {
    await execute(deps, held.request, held.token);
  } catch (error) {
    // Somebody else goes on with it from the journal: nothing to report and nothing to retry.
    if (!hasCode(error, 'run-taken-over')) throw error;
    deps.log.warn({ requestId }, 'run taken over');
  } finally {
    held.stopRenewing();
  }
}

async function execute(deps: RunDeps, request: OffboardingRequest, token: string): Promise<void> {
  const journal = await deps.store.journal.entries(request.id);
  const known = journal.length === 0 ? stateAtDecision(deps, request) : undefined;
  const forbidden = journal.length === 0 && known === undefined ? await recheck(deps, request) : undefined;
  const first = request.plan.steps[0] ?? null;
  if (forbidden !== undefined) return finish(deps, request, { stoppedAt: first, stoppedBy: forbidden });
  const stoppedAt = await walkPlan(deps, request, { token, journal, known });
  await finish(deps, request, { stoppedAt, stoppedBy: null });
}

/** What the approval saw of the account, if the run follows it at once. */
function stateAtDecision({ ambient }: RunDeps, { decision }: OffboardingRequest): LeaverState | undefined {
  if (decision?.found === undefined) return undefined;
  return ambient.now().getTime() - decision.at.getTime() < freshForMs ? decision.found : undefined;
}

interface Walk {
  readonly token: string;
  readonly journal: readonly JournalEntry[];
  readonly known: LeaverState | undefined;
}

/** Runs each step that has no outcome yet; answers the essential step at which the plan had to stop, if any. */
async function walkPlan(
  deps: RunDeps,
  request: OffboardingRequest,
  { token, journal, known }: Walk,
): Promise<StepId | null> {
  let stoppedAt: StepId | null = null;
  for (const [position, stepId] of request.plan.steps.entries()) {
    const step = stepOf(stepId);
    const earlier = journal.find((entry) => entry.stepId === stepId);
    const outcome =
      earlier?.outcome ?? (await runStep(deps, { request, step, position, token, earlier, known, stoppedAt }));
    const failed = outcome === 'failed' || outcome === 'unknown';
    if (failed && step.essentialFor.includes(request.path)) stoppedAt ??= stepId;
  }
  return stoppedAt;
}

interface End {
  readonly stoppedAt: StepId | null;
  /** The guardrail that forbade the run. */
  readonly stoppedBy: string | null;
}

/** Reads the tenant again and closes the request with what is so. */
async function finish(deps: RunDeps, request: OffboardingRequest, { stoppedAt, stoppedBy }: End): Promise<void> {
  const entries = await deps.store.journal.entries(request.id);
  const seen = await readBack(deps, request, entries);
  const receipt = receiptOf({ path: request.path, entries, stoppedAt, stoppedBy, ...seen });
  const at = deps.ambient.now();
  const end = { requestId: request.id, version: request.version, from: ['running'], to: finalState(receipt) } as const;
  await deps.store.transaction(async (records) => {
    const closed = await records.requests.change({ ...end, receipt, at });
    if (closed === undefined) return;
    const details = { headline: receipt.headline, problems: receipt.problems, stoppedBy };
    await records.audit.append({ at, actorId: null, action: 'run-ended', requestId: request.id, details });
    await records.jobs.refreshCards(request.id);
  });
  deps.log.info({ requestId: request.id, headline: receipt.headline, problems: receipt.problems }, 'run ended');
}
