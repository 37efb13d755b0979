import type { JournalEntry } from '../offboarding/journal.ts';
import { restorableUntil } from '../offboarding/plan.ts';
import type { AccountState } from '../offboarding/ports/tenant.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { RunDeps } from './deps.ts';
import { eventually } from './patience.ts';
import { isExpected, orNull, type Seen } from './readBack.ts';

/** Reads the tenant after an undo; what can't be read is null, never assumed. */
export async function readBackUndo(
  deps: RunDeps,
  request: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<Seen> {
  const account = await orNull(deps, request, () => accountAfter(deps, request, journal));
  if (account === null) return seen({ signInBlocked: null, deleted: null });
  if (account !== undefined) return seen({ signInBlocked: !account.accountEnabled, deleted: false });
  const deleted = await orNull(deps, request, async () => (await deps.tenant.readDeleted(request.leaver.id)) ?? 'gone');
  if (deleted === null || deleted === 'gone') return seen({ signInBlocked: null, deleted: deleted && true });
  return {
    ...seen({ signInBlocked: null, deleted: true }),
    restorableUntil: restorableUntil(deleted.deletedAt),
  };
}

function seen(account: { signInBlocked: boolean | null; deleted: boolean | null }): Seen {
  return { readBack: { ...account, sessionsRevoked: null }, restorableUntil: null, licences: [] };
}

/** The account once it is as the undo left it, or as it was last seen; the directory is eventually consistent. */
async function accountAfter(
  { tenant, ambient }: RunDeps,
  { leaver }: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<AccountState | undefined> {
  const isAllowed = isExpected(journal, 'allow-sign-in');
  const isPatient = isAllowed || isExpected(journal, 'restore-user');
  let account: AccountState | undefined;
  await eventually(ambient, async () => {
    account = await tenant.readAccount(leaver.id);
    return !isPatient || (account !== undefined && (account.accountEnabled || !isAllowed));
  });
  return account;
}
