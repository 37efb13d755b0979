import { z } from 'zod';
import { hasCode } from '../errors.ts';
import type { Library } from '../offboarding/belongings.ts';
import type { Drive } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { sentenceOf } from './errors.ts';
import { driveRootPath, userPath, withQuery } from './paths.ts';
import { readOne } from './reading.ts';

const drive = z
  .object({ id: z.string(), quota: z.object({ used: z.number().nullish() }).nullish() })
  .transform(({ id, quota }): Drive => ({ id, usedBytes: quota?.used ?? null }));

const root = z.object({ id: z.string() });

/** A user's OneDrive. Graph reference: drive get. */
export function driveRead(userId: string): Read<Drive> {
  return { path: withQuery(`${userPath(userId)}/drive`, { select: 'id,quota' }), schema: drive };
}

/**
 * The user never opened OneDrive, or the tenant has none. SharePoint answers it by several statuses and codes: of the 400s only
 * its sentence tells them from other ones.
 */
export function lacksDrive(error: unknown): boolean {
  if (hasCode(error, 'graph-not-found')) return true;
  if (!hasCode(error, 'graph-bad-request')) return false;
  return /^(Unable to retrieve user's mysite URL|Tenant does not have a SPO license)/i.test(sentenceOf(error));
}

/** The user's OneDrive with its root folder; undefined: never opened. Throws `graph-…`. Graph reference: drive get, driveItem get. */
export async function readLibrary(client: GraphClient, userId: string): Promise<Library | undefined> {
  try {
    const { id: driveId } = await readOne(client, driveRead(userId));
    const path = withQuery(driveRootPath(driveId), { select: 'id' });
    const { id: rootId } = await readOne(client, { path, schema: root });
    return { driveId, rootId };
  } catch (error) {
    if (lacksDrive(error)) return undefined;
    throw error;
  }
}
