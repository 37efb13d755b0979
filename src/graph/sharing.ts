import { z } from 'zod';
import { FarewellError } from '../errors.ts';
import type { Library } from '../offboarding/belongings.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { driveItemPath, permissionPath } from './paths.ts';
import { pageOf, readAll } from './reading.ts';
import { isNotFound } from './told.ts';

const identity = z.object({ user: z.object({ id: z.string().nullish() }).nullish() }).nullish();

const permission = z.object({
  id: z.string(),
  roles: z.array(z.string()).nullish(),
  grantedToV2: identity,
  grantedTo: identity,
});

type Permission = z.infer<typeof permission>;

/**
 * Ids of the permissions by which this person reads and writes in the whole OneDrive; one to read only is none of them. Throws
 * `graph-…`. Graph reference: driveItem list permissions.
 */
export async function readShares(client: GraphClient, library: Library, personId: string): Promise<string[]> {
  const path = `${rootOf(library)}/permissions`;
  const permissions = await readAll(client, { path, schema: pageOf(permission) });
  return permissions.filter((one) => mayWrite(one) && isGrantedTo(one, personId)).map(({ id }) => id);
}

function mayWrite({ roles }: Permission): boolean {
  return roles?.some((role) => role === 'write' || role === 'owner') === true;
}

function isGrantedTo({ grantedToV2, grantedTo }: Permission, personId: string): boolean {
  return [grantedToV2, grantedTo].some((to) => to?.user?.id?.toLowerCase() === personId.toLowerCase());
}

/** Of an invitation, only whom it could not be given to; there it has the reason in the place of a permission. */
const given = z.object({ value: z.array(z.object({ error: z.object({ code: z.string().nullish() }).nullish() })) });

/**
 * Lets this person read and write in the whole OneDrive, without a mail to them; who may already stays so. Throws `graph-forbidden`
 * where the organization's rules for sharing are against it, `graph-bad-request` where the drive can't be shared, and other
 * `graph-…`, `graph-outcome-unknown` among them. Graph reference: driveItem invite.
 */
export async function shareLibrary(
  client: GraphClient,
  { library, personId }: { readonly library: Library; readonly personId: string },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const path = `${rootOf(library)}/invite`;
  const body = { recipients: [{ objectId: personId }], roles: ['write'], requireSignIn: true, sendInvitation: false };
  const answer = await client.call({ method: 'POST', path, kind: 'write', body, clientRequestId });
  const refusal = given.safeParse(answer.body).data?.value.find(({ error }) => (error ?? null) !== null)?.error;
  if (refusal === undefined || refusal === null) return;
  const graphCode = refusal.code ?? '';
  throw new FarewellError('graph-forbidden', 'the invitation was taken and not given', { graphCode, clientRequestId });
}

/** Takes a permission back, which may be gone already. Throws `graph-…`, `graph-outcome-unknown` among them. Graph reference: permission delete. */
export async function unshareLibrary(
  client: GraphClient,
  { library, permissionId }: { readonly library: Library; readonly permissionId: string },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const path = permissionPath(rootOf(library), permissionId);
  try {
    await client.call({ method: 'DELETE', path, kind: 'write', clientRequestId });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function rootOf({ driveId, rootId }: Library): string {
  return driveItemPath(driveId, rootId);
}
