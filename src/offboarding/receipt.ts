import type { JournalEntry } from './journal.ts';
import { isFailure, type Plan, type StepId } from './model.ts';
import type { RequestState } from './request.ts';

export type Headline = 'done' | 'done-with-problems' | 'nothing-changed' | 'stopped';

/** What was so when the tenant was read again after the run; never what was merely sent. */
export interface Receipt {
  readonly headline: Headline;
  readonly problems: number;
  /** The step at which the run stopped, for the headline `stopped`. */
  readonly stoppedAt: StepId | null;
  /** The guardrail that forbade the run just before it; a code. */
  readonly stoppedBy: string | null;
  readonly readBack: ReadBack;
  /** Receipts of the first release have none. */
  readonly unverified?: Unverified;
  readonly restorableUntil: string | null;
  readonly licences: readonly LicenceChange[];
}

export interface ReadBack {
  /** null: could not be read. */
  readonly signInBlocked: boolean | null;
  /** null also where the plan had no revoke to look for. */
  readonly sessionsRevoked: boolean | null;
  readonly deleted: boolean | null;
}

/** Steps of which the journal says done and the tenant doesn't. */
export interface Unverified {
  /** Read, and not so. */
  readonly notSo: readonly StepId[];
  /** Could not be read. */
  readonly unread: readonly StepId[];
}

export interface LicenceChange {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly consumedBefore: number;
  /** null: could not be read after the run. */
  readonly consumedAfter: number | null;
  readonly enabled: number;
}

export interface RunFindings {
  readonly plan: Pick<Plan, 'steps'>;
  readonly entries: readonly JournalEntry[];
  readonly readBack: ReadBack;
  readonly unverified: Unverified;
  readonly restorableUntil: Date | null;
  readonly licences: readonly LicenceChange[];
  readonly stoppedAt: StepId | null;
  /** The guardrail that forbade the run; a code. */
  readonly stoppedBy: string | null;
}

/** Makes the receipt from the journal and from what was read back: a step that says done but isn't so is a problem. */
export function receiptOf(run: RunFindings): Receipt {
  const problems = countProblems(run);
  return {
    headline: headlineOf(run, problems),
    problems,
    stoppedAt: run.stoppedAt,
    stoppedBy: run.stoppedBy,
    readBack: run.readBack,
    unverified: run.unverified,
    restorableUntil: run.restorableUntil?.toISOString() ?? null,
    licences: run.licences,
  };
}

function countProblems(run: RunFindings): number {
  const failed = run.entries.filter(({ outcome }) => isFailure(outcome)).length;
  const { notSo, unread } = run.unverified;
  const problems = failed + notSo.length + unread.length;
  return problems === 0 && !isVerified(run) ? 1 : problems;
}

/** What the plan promises was seen in the tenant after the run. */
function isVerified({ plan: { steps }, readBack }: RunFindings): boolean {
  const { signInBlocked, sessionsRevoked, deleted } = readBack;
  if (steps.includes('delete-user')) return deleted === true;
  if (steps.includes('allow-sign-in')) return deleted === false && signInBlocked === false;
  if (steps.includes('restore-user')) return deleted === false && signInBlocked !== null;
  return signInBlocked === true && sessionsRevoked !== false;
}

function headlineOf({ entries, stoppedAt }: RunFindings, problems: number): Headline {
  const changed = entries.some(({ outcome }) => outcome === 'done');
  const uncertain = entries.some(({ outcome }) => outcome === 'unknown');
  if (problems === 0 && stoppedAt === null) return 'done';
  if (!changed && !uncertain) return 'nothing-changed';
  return stoppedAt === null ? 'done-with-problems' : 'stopped';
}

/** The state that a run with this receipt ends in; only `done` is completed without errors. */
export function finalState(receipt: Receipt): RequestState {
  if (receipt.headline === 'done') return 'completed';
  return receipt.stoppedAt === null ? 'completed-with-errors' : 'stopped';
}
