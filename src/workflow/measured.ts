import { inLogContext } from '../log.ts';
import { isFailure, type Outcome } from '../offboarding/model.ts';
import type { Headline } from '../offboarding/receipt.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { noTelemetry } from '../telemetry/telemetry.ts';
import type { RunDeps } from './deps.ts';
import type { StepRun } from './runStep.ts';

/** How this process's part of a run ended: with a receipt, or so that the rest comes later. */
export type RunEnd = Headline | 'first-part-done' | 'asked-again' | 'to-hand-over';

/** Times a run, or the part of it that this process does. Throws what `work` throws. */
export function measuredRun(
  { telemetry = noTelemetry }: RunDeps,
  { id, path, undoOf }: OffboardingRequest,
  work: () => Promise<RunEnd>,
): Promise<RunEnd> {
  const labels = { 'farewell.path': path, 'farewell.run.kind': undoOf === null ? 'offboarding' : 'undo' };
  return telemetry.measure({ kind: 'run', labels, ids: { 'farewell.request_id': id } }, async (tell) => {
    const end = await work();
    tell({ labels: { 'farewell.run.outcome': end }, ...(isTrouble(end) && { error: end }) });
    return end;
  });
}

/** Times a step; its lines in the log carry its id. Throws what `work` throws. */
export function measuredStep(
  { telemetry = noTelemetry }: RunDeps,
  { step, request }: StepRun,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const labels = { 'farewell.step': step.id, 'farewell.path': request.path };
  const operation = { kind: 'step', labels, ids: { 'farewell.request_id': request.id } } as const;
  return inLogContext({ step: step.id }, () =>
    telemetry.measure(operation, async (tell) => {
      const outcome = await work();
      tell({ labels: { 'farewell.step.outcome': outcome }, ...(isFailure(outcome) && { error: outcome }) });
      return outcome;
    }),
  );
}

function isTrouble(end: RunEnd): boolean {
  return end === 'done-with-problems' || end === 'nothing-changed' || end === 'stopped';
}
