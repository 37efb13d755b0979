import { asFarewellError } from '../errors.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { Licence } from '../offboarding/people.ts';
import type { LicenceChange, ReadBack } from '../offboarding/receipt.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { StepId } from '../offboarding/model.ts';
import type { AccountState } from '../offboarding/ports/tenant.ts';
import { restorableUntil } from '../offboarding/plan.ts';
import type { RunDeps } from './deps.ts';
import { eventually } from './patience.ts';

export interface Seen {
  readonly readBack: ReadBack;
  readonly restorableUntil: Date | null;
  readonly licences: readonly LicenceChange[];
}

/** Reads the tenant after the run; what can't be read is null, never assumed. */
export async function readBack(
  deps: RunDeps,
  request: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<Seen> {
  const deletedAt =
    request.path === 'delete' ? await orNull(deps, request, () => deletionTime(deps, request, journal)) : false;
  if (deletedAt instanceof Date) {
    return {
      readBack: { signInBlocked: null, sessionsRevoked: null, deleted: true },
      restorableUntil: restorableUntil(deletedAt),
      licences: await licenceChanges(deps, request, journal),
    };
  }
  // Where they may be deleted by now, an account that still shows may be one that no longer is.
  const mayBeGone = deletedAt === null && isExpected(journal, 'delete-user');
  const account = mayBeGone ? null : await orNull(deps, request, () => accountAfter(deps, request, journal));
  return {
    readBack: { ...(account ?? unreadable), deleted: deletedAt },
    restorableUntil: null,
    licences: deletedAt === false ? await licenceChanges(deps, request, journal) : [],
  };
}

type AccountSeen = Omit<ReadBack, 'deleted'>;

const unreadable: AccountSeen = { signInBlocked: null, sessionsRevoked: null };

/** The account as it is once everything shows that is expected to, or as it was last seen. */
async function accountAfter(
  deps: RunDeps,
  { leaver }: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<AccountSeen> {
  const revoke = journal.find(({ stepId, outcome }) => stepId === 'revoke-sessions' && outcome === 'done');
  const isPatient = isExpected(journal, 'block-sign-in');
  let seen = unreadable;
  await eventually(deps.ambient, async () => {
    const account = await deps.tenant.readAccount(leaver.id);
    // Of an account that isn't there nothing is said: neither that it is blocked, nor that it isn't.
    seen = account === undefined ? unreadable : seenOf(account, revoke);
    return !isPatient || (seen.signInBlocked === true && seen.sessionsRevoked !== false);
  });
  return seen;
}

function seenOf(account: AccountState, revoke: JournalEntry | undefined): AccountSeen {
  const { accountEnabled, signInSessionsValidFrom } = account;
  return {
    signInBlocked: !accountEnabled,
    sessionsRevoked: revoke === undefined ? null : isRevokedSince(revoke, signInSessionsValidFrom),
  };
}

/** Graph tells whole seconds, and another revoke in the same second leaves the time as it was. */
const secondsRoundedMs = 2000;

function isRevokedSince({ snapshot, startedAt }: JournalEntry, validFrom: string | null): boolean {
  if (validFrom === null) return false;
  const isNew = Date.parse(validFrom) >= startedAt.getTime() - secondsRoundedMs;
  return isNew || validFrom !== snapshot['signInSessionsValidFrom'];
}

/** Patience only where a change is expected to show: after a failed or skipped step the first read is the answer. */
export function isExpected(journal: readonly JournalEntry[], step: StepId): boolean {
  return journal.some(({ stepId, outcome }) => stepId === step && outcome !== 'skipped' && outcome !== 'failed');
}

async function deletionTime(
  deps: RunDeps,
  { leaver }: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<Date | false> {
  const read = async () => (await deps.tenant.readDeleted(leaver.id))?.deletedAt;
  if (!isExpected(journal, 'delete-user')) return (await read()) ?? false;
  let deletedAt: Date | undefined;
  await eventually(deps.ambient, async () => {
    deletedAt = await read();
    return deletedAt !== undefined;
  });
  return deletedAt ?? false;
}

/** Consumed counts before (the snapshot) and after; the count may lag, so it is read until it moved or patience ends. */
async function licenceChanges(
  deps: RunDeps,
  request: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<LicenceChange[]> {
  const before = licencesBefore(journal);
  if (before.length === 0) return [];
  let after: readonly Licence[] | null = null;
  await orNull(deps, request, () =>
    eventually(deps.ambient, async () => {
      const counts = await deps.tenant.readLicenceCounts();
      after = counts;
      return before.every(({ skuId, consumed }) => (consumedOf(counts, skuId) ?? consumed) < consumed);
    }),
  );
  return before.map(({ skuId, skuPartNumber, consumed, enabled }) => ({
    skuId,
    skuPartNumber,
    consumedBefore: consumed,
    consumedAfter: after === null ? null : (consumedOf(after, skuId) ?? null),
    enabled,
  }));
}

function consumedOf(licences: readonly Licence[], skuId: string): number | undefined {
  return licences.find((licence) => licence.skuId === skuId)?.consumed;
}

/** Of what a delete frees, or what was taken without one. */
function licencesBefore(journal: readonly JournalEntry[]): readonly Licence[] {
  const freeing = journal.filter(({ stepId }) => stepId === 'delete-user' || stepId === 'remove-licences');
  const done = freeing.find(({ stepId }) => isExpected(journal, stepId));
  return (done?.snapshot['licences'] as readonly Licence[] | undefined) ?? [];
}

/** What the read gives, or null and a line in the log where it can't be read. */
export async function orNull<T>(deps: RunDeps, { id }: OffboardingRequest, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    // The receipt says "could not be read", which is a problem of its own and never a "done".
    deps.log.warn({ requestId: id, err: asFarewellError(error) }, 'read back failed');
    return null;
  }
}
