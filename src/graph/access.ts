import { z } from 'zod';
import type { AccountState, WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
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
