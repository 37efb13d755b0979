import { z } from 'zod';
import { FarewellError, hasCode } from '../errors.ts';
import type { AccountState, WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { sentenceOf } from './errors.ts';
import { deletedItemPath, userPath, withQuery } from './paths.ts';
import { readIfThere } from './reading.ts';

const account = z
  .object({
    id: z.string(),
    accountEnabled: z.boolean().nullish(),
    signInSessionsValidFromDateTime: z.string().nullish(),
  })
  .transform(({ accountEnabled, signInSessionsValidFromDateTime }): AccountState => ({
    accountEnabled: accountEnabled !== false,
    signInSessionsValidFrom: signInSessionsValidFromDateTime ?? null,
  }));

const accountSelect = 'id,accountEnabled,signInSessionsValidFromDateTime';

const deleted = z
  .object({ id: z.string(), deletedDateTime: z.iso.datetime({ offset: true }) })
  .transform(({ deletedDateTime }) => ({ deletedAt: new Date(deletedDateTime) }));

/** The account's present state; undefined: no such live user. Throws `graph-…`. Graph reference: user get. */
export function readAccount(client: GraphClient, id: string): Promise<AccountState | undefined> {
  return readIfThere(client, { path: withQuery(userPath(id), { select: accountSelect }), schema: account });
}

/** The user among the deleted ones; undefined: not there. Throws `graph-…`. Graph reference: directory/deletedItems get. */
export function readDeleted(client: GraphClient, id: string): Promise<{ deletedAt: Date } | undefined> {
  return readIfThere(client, {
    path: withQuery(deletedItemPath(id), { select: 'id,deletedDateTime' }),
    schema: deleted,
  });
}

/** Disables the account. Throws `graph-…`, `graph-outcome-unknown` among them. Graph reference: user update. */
export async function blockSignIn(client: GraphClient, id: string, { clientRequestId }: WriteMark): Promise<void> {
  const body = { accountEnabled: false };
  await client.call({ method: 'PATCH', path: userPath(id), kind: 'write', body, clientRequestId });
}

/** Enables the account. Throws `graph-…`, `graph-outcome-unknown` among them. Graph reference: user update. */
export async function allowSignIn(client: GraphClient, id: string, { clientRequestId }: WriteMark): Promise<void> {
  const body = { accountEnabled: true };
  await client.call({ method: 'PATCH', path: userPath(id), kind: 'write', body, clientRequestId });
}

/**
 * Makes refresh tokens and session cookies void; any 2xx is success, whatever it holds (known issue: 204 and 200 both occur).
 * Throws `graph-…`, `graph-outcome-unknown` among them. Graph reference: users/revokeSignInSessions.
 */
export async function revokeSessions(client: GraphClient, id: string, { clientRequestId }: WriteMark): Promise<void> {
  await client.call({ method: 'POST', path: `${userPath(id)}/revokeSignInSessions`, kind: 'write', clientRequestId });
}

/**
 * Soft-deletes the user. Throws `graph-not-found` for one who is not live, perhaps because an earlier try was heard, and other
 * `graph-…`, `graph-outcome-unknown` among them. Graph reference: user delete.
 */
export async function deleteUser(client: GraphClient, id: string, { clientRequestId }: WriteMark): Promise<void> {
  await client.call({ method: 'DELETE', path: userPath(id), kind: 'write', clientRequestId });
}

/**
 * Takes the user back from the deleted ones, blocked if they went so. Throws `graph-conflict` where their name or an address was
 * given away, `graph-not-found` for one who is not among them, perhaps because an earlier try was heard, and other `graph-…`,
 * `graph-outcome-unknown` among them. Graph reference: directory deletedItems restore.
 */
export async function restoreUser(client: GraphClient, id: string, { clientRequestId }: WriteMark): Promise<void> {
  try {
    // Without a body: v1.0 has no parameters here, whatever beta and PowerShell offer.
    await client.call({ method: 'POST', path: `${deletedItemPath(id)}/restore`, kind: 'write', clientRequestId });
  } catch (error) {
    if (hasCode(error, 'graph-bad-request') && saysTaken(error)) {
      throw new FarewellError('graph-conflict', "the deleted user's name was given away", error.details);
    }
    throw error;
  }
}

/** Graph answers it 400 or 409, and not always with the code that it has for it. */
function saysTaken(error: FarewellError): boolean {
  return (
    error.details.graphCode === 'Request_MultipleObjectsWithSameKeyValue' || /already exists/i.test(sentenceOf(error))
  );
}
