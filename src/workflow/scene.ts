import type { LeaverState } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Origin, Step, StepScene } from '../offboarding/steps/step.ts';
import type { RunDeps } from './deps.ts';

export interface Cue {
  readonly step: Step;
  readonly known: LeaverState | undefined;
  readonly origin: Origin | undefined;
}

/** What a step of this request works with. */
export function sceneOf(
  { tenant, ambient }: RunDeps,
  request: OffboardingRequest,
  { step, known, origin }: Cue,
): StepScene {
  const { id: requestId, leaver, plan } = request;
  const { options, scopes } = plan;
  return { tenant, requestId, leaverId: leaver.id, options, scope: scopes[step.id], known, origin, now: ambient.now() };
}
