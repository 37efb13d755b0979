import type { PlannedLeftover, StepId } from '../offboarding/model.ts';
import { openLeftoversOf } from '../offboarding/openLeftovers.ts';
import { dayInMs } from '../offboarding/plan.ts';
import type { Records } from '../offboarding/ports/store.ts';
import { finalState, receiptOf, type Headline, type Receipt } from '../offboarding/receipt.ts';
import type { EventKind, OffboardingRequest } from '../offboarding/request.ts';
import type { RunDeps } from './deps.ts';
import { readBack } from './readBack.ts';
import { readBackUndo } from './readBackUndo.ts';
import { allVerified, verify } from './verify.ts';

export interface End {
  readonly stoppedAt: StepId | null;
  /** The guardrail that forbade the run. */
  readonly stoppedBy: string | null;
  /** What people have to do themselves, where it was looked at again just before the run. */
  readonly leftovers?: readonly PlannedLeftover[] | undefined;
}

/** Reads the tenant again and closes the request with what is so; answers the receipt's headline. */
export async function finish(
  deps: RunDeps,
  request: OffboardingRequest,
  { stoppedAt, stoppedBy, leftovers }: End,
): Promise<Headline> {
  const entries = await deps.store.journal.entries(request.id);
  const look = request.undoOf === null ? readBack : readBackUndo;
  const seen = await look(deps, request, entries);
  // Of a deleted user nothing more can be read: what was done before went with them.
  const isGone = seen.readBack.deleted === true;
  const unverified = isGone ? allVerified : await verify(deps, request, entries);
  const receipt = receiptOf({ plan: request.plan, entries, stoppedAt, stoppedBy, unverified, ...seen });
  await deps.store.transaction((records) => close(records, request, { receipt, leftovers, at: deps.ambient.now() }));
  deps.log.info({ requestId: request.id, headline: receipt.headline, problems: receipt.problems }, 'run ended');
  return receipt.headline;
}

interface Closing extends Pick<End, 'leftovers'> {
  readonly receipt: Receipt;
  readonly at: Date;
}

async function close(
  records: Records,
  request: OffboardingRequest,
  { receipt, leftovers, at }: Closing,
): Promise<void> {
  const { id, version, undoOf } = request;
  const nextNoticeAt = reviewAt(request, receipt, at);
  const event = { kind: 'ended', at, by: null } as const;
  const to = finalState(receipt);
  const plan = leftovers === undefined ? request.plan : { ...request.plan, leftovers };
  const openLeftovers = openLeftoversOf({ ...request, plan, receipt }).length;
  const end = {
    requestId: id,
    version,
    from: ['running'],
    to,
    receipt,
    at,
    event,
    nextNoticeAt,
    leftovers,
    openLeftovers,
  } as const;
  const closed = await records.requests.change(end);
  if (closed === undefined) return;
  const details = { headline: receipt.headline, problems: receipt.problems, stoppedBy: receipt.stoppedBy };
  await records.audit.append({ at, actorId: null, action: 'run-ended', requestId: id, details });
  await records.jobs.refreshCards(id);
  if (undoOf === null) return;
  // The request that was undone tells its own readers.
  await records.requests.tell(undoOf.id, { kind: undoneAs(receipt), at, by: request.requester });
  await records.jobs.refreshCards(undoOf.id);
}

function undoneAs({ headline }: Receipt): EventKind {
  if (headline === 'done') return 'undone';
  return headline === 'nothing-changed' ? 'undo-failed' : 'undone-in-part';
}

/** When the requester is asked whether the kept data are still needed; null: never, or nothing was blocked. */
function reviewAt({ plan }: OffboardingRequest, { readBack: { signInBlocked } }: Receipt, at: Date): Date | null {
  const { reviewDays } = plan.options;
  const isKept = plan.path === 'keep' && reviewDays > 0 && signInBlocked === true;
  return isKept ? new Date(at.getTime() + reviewDays * dayInMs) : null;
}
