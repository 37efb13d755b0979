import { whatChanged, type Changed } from '../approvals/askAgain.ts';
import { inspect, questionOf } from '../approvals/inspect.ts';
import type { PlannedLeftover } from '../offboarding/model.ts';
import type { Change, OffboardingRequest } from '../offboarding/request.ts';
import { blockingOf } from '../policy/guardrails.ts';
import type { RunDeps } from './deps.ts';

export type Recheck =
  /** With what people have to do themselves, as it is now; undefined: it was not looked at. */
  | { readonly kind: 'as-approved'; readonly leftovers?: readonly PlannedLeftover[] }
  /** The guardrail that now forbids it; a code. */
  | { readonly kind: 'blocked'; readonly rule: string }
  | { readonly kind: 'changed'; readonly changed: Changed };

export const asApproved: Recheck = { kind: 'as-approved' };

/** A run that could not start at its time starts by itself when it is no later than this. */
const mostLateMs = 3_600_000;

/**
 * Holds the leaver against the guardrails just before a run or its second part, and before the first step also against what was
 * approved. Whoever approved a moment is asked again when it passed long ago.
 */
export async function recheck(
  deps: RunDeps,
  request: OffboardingRequest,
  { hasBegun }: { hasBegun: boolean },
): Promise<Recheck> {
  // An undo takes back; the guardrails are about doing.
  if (request.undoOf !== null) return asApproved;
  const inspection = await inspect(deps, questionOf(request));
  if (inspection === undefined) return { kind: 'blocked', rule: 'leaver-gone' };
  const rule = blockingOf(inspection.findings)?.id;
  if (rule !== undefined) return { kind: 'blocked', rule };
  const { basis, changes: found } = whatChanged(request, inspection);
  // What the first part did is a change too, and the wanted one.
  const changes = [...lateness(request, deps.ambient.now()), ...(hasBegun ? [] : found)];
  if (changes.length === 0) return { kind: 'as-approved', leftovers: basis.plan.leftovers };
  return { kind: 'changed', changed: { basis, changes } };
}

function lateness({ runAt, resumeAt, decision, events }: OffboardingRequest, now: Date): Change[] {
  const planned = resumeAt ?? runAt;
  if (planned === null) return [];
  // An approver's word after its time is what it waited for.
  const goneOn = events.findLast(({ kind }) => kind === 'retried' || kind === 'skipped');
  const due = Math.max(planned.getTime(), decision?.at.getTime() ?? 0, goneOn?.at.getTime() ?? 0);
  return now.getTime() - due > mostLateMs ? [{ what: 'late', plannedAt: planned.toISOString() }] : [];
}
