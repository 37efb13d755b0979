import { inspect } from '../approvals/inspect.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { blockingOf } from '../policy/guardrails.ts';
import type { RunDeps } from './deps.ts';

/** Holds the leaver against the guardrails just before the run; answers the rule that now forbids it. */
export async function recheck(deps: RunDeps, request: OffboardingRequest): Promise<string | undefined> {
  const inspection = await inspect(deps, {
    leaverId: request.leaver.id,
    requesterId: request.requester.id,
    path: request.path,
    requestId: request.id,
  });
  if (inspection === undefined) return 'leaver-gone';
  return blockingOf(inspection.findings)?.id;
}
