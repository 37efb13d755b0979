import { undoneBy } from '../offboarding/catalogue.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { StepId } from '../offboarding/model.ts';
import type { Ties } from '../offboarding/people.ts';
import { itemsIn } from '../offboarding/steps/overItems.ts';
import { isTakenBack, openStates, type OffboardingRequest } from '../offboarding/request.ts';
import { approvalRefusal, conflictOf, type ApprovalRefusal, type WouldBeApprover } from './approving.ts';
import type { Policy } from './policy.ts';

export type UndoObstacle = 'nothing-to-undo' | 'already-undone' | 'too-late-to-restore' | 'not-ended' | 'purged';

/** Why what this request did can't be taken back now, or undefined when it can. */
export function undoObstacle(
  request: OffboardingRequest,
  journal: readonly JournalEntry[],
  now: Date,
): UndoObstacle | undefined {
  if (request.undoOf !== null) return 'nothing-to-undo';
  if (openStates.includes(request.state)) return 'not-ended';
  if (isTakenBack(request)) return 'already-undone';
  // What was so before is no longer known.
  if (request.purgedAt !== null) return 'purged';
  if (undoStepsFor(journal, { unblock: true }).length === 0) return 'nothing-to-undo';
  const until = request.receipt?.restorableUntil ?? null;
  return until !== null && new Date(until) <= now ? 'too-late-to-restore' : undefined;
}

/** The steps that take back what was done, the last first; a restored account stays blocked unless unblocking is chosen. */
export function undoStepsFor(journal: readonly JournalEntry[], { unblock }: { unblock: boolean }): StepId[] {
  const steps = journal
    .filter(mayHaveChanged)
    .toReversed()
    .flatMap(({ stepId }) => undoneBy(stepId));
  return steps.includes('restore-user') && !unblock ? steps.filter((id) => id !== 'allow-sign-in') : steps;
}

/** Whether the step changed something, all of it or a part, or may have. */
function mayHaveChanged({ outcome, problem }: JournalEntry): boolean {
  return outcome === 'done' || outcome === 'unknown' || problem === 'not-all' || problem === 'skipped-in-part';
}

/** Why this person may not act on this request as an approver, or undefined when they may. */
export function approverRefusal(
  policy: Policy,
  request: OffboardingRequest,
  approver: WouldBeApprover,
): ApprovalRefusal | undefined {
  return (request.undoOf === null ? approvalRefusal : undoRefusal)(policy, request, approver);
}

/** Approvers undo; who leaves and who reports to them are no judges. */
export function undoRefusal(
  { approverGroupId }: Policy,
  request: OffboardingRequest,
  { id, standing }: WouldBeApprover,
): ApprovalRefusal | undefined {
  if (!standing.memberOf.includes(approverGroupId)) return 'not-an-approver';
  const why = conflictOf(request, id, standing.managerChain);
  // Taking back is no approval of one's own request.
  return why === 'own-request' ? undefined : why;
}

/** Whether this person reported to the leaver before the run took them away, which the directory no longer tells. */
export function wasReport(journal: readonly JournalEntry[], id: string): boolean {
  return journal.some(({ stepId, snapshot }) => {
    const reports = stepId === 'reassign-reports' ? itemsIn(snapshot) : (snapshot['ties'] as Ties | undefined)?.reports;
    return reports?.some((one) => one.id === id) === true;
  });
}
