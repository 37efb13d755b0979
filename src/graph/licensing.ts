import { z } from 'zod';
import { hasCode } from '../errors.ts';
import type { DirectLicence } from '../offboarding/people.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { sentenceOf } from './errors.ts';
import { directAssignments, licenceStates } from './licences.ts';
import { userPath, withQuery } from './paths.ts';
import { readOne } from './reading.ts';

/** What of a licence is assigned. */
export type Assignable = Pick<DirectLicence, 'skuId' | 'disabledPlans'>;

/**
 * Assigns licences to the user directly, all of them or none, with all their service plans on but those named; naming no licence asks
 * nothing. Throws `graph-bad-request` where no seat is free or the user has no usage location, and other `graph-…`,
 * `graph-outcome-unknown` among them. Graph reference: user assignLicense.
 */
export async function assignLicences(
  client: GraphClient,
  { userId, licences }: { readonly userId: string; readonly licences: readonly Assignable[] },
  mark: WriteMark,
): Promise<void> {
  if (licences.length === 0) return;
  const addLicenses = licences.map(({ skuId, disabledPlans }) => ({ skuId, disabledPlans }));
  await change(client, { userId, addLicenses, removeLicenses: [] }, mark);
}

/** Which licences are taken from whom. */
export interface Removal {
  readonly userId: string;
  readonly skuIds: readonly string[];
}

/**
 * Takes licences that were assigned to the user, all of them or none; those that the user doesn't have are as good as removed. Throws
 * `graph-bad-request` for one that comes from a group or that another one needs, and other `graph-…`, `graph-outcome-unknown` among
 * them. Graph reference: user assignLicense.
 */
export async function removeLicences(client: GraphClient, { userId, skuIds }: Removal, mark: WriteMark): Promise<void> {
  if (skuIds.length === 0) return;
  try {
    await change(client, { userId, addLicenses: [], removeLicenses: skuIds }, mark);
  } catch (error) {
    if (!lacksOne(error)) throw error;
    // One that is gone keeps Graph from taking the others: those are asked for again without it.
    const held = skuIds.length === 1 ? [] : await heldOf(client, { userId, skuIds });
    if (held.length === skuIds.length) throw error;
    await removeLicences(client, { userId, skuIds: held }, mark);
  }
}

/** Graph has no code of its own for it: the sentence's beginning is all that tells it from other bad requests. */
function lacksOne(error: unknown): boolean {
  return hasCode(error, 'graph-bad-request') && /^User does not have a corresponding license/i.test(sentenceOf(error));
}

async function heldOf(client: GraphClient, { userId, skuIds }: Removal): Promise<string[]> {
  const path = withQuery(userPath(userId), { select: 'id,licenseAssignmentStates' });
  const schema = z.object({ licenseAssignmentStates: licenceStates });
  const { licenseAssignmentStates } = await readOne(client, { path, schema });
  const held = new Set(directAssignments(licenseAssignmentStates).map(({ skuId }) => skuId));
  return skuIds.filter((skuId) => held.has(skuId));
}

interface Change {
  readonly userId: string;
  readonly addLicenses: readonly Assignable[];
  readonly removeLicenses: readonly string[];
}

/** Both lists have to be there, also an empty one. */
async function change(client: GraphClient, { userId, ...body }: Change, { clientRequestId }: WriteMark): Promise<void> {
  const path = `${userPath(userId)}/assignLicense`;
  await client.call({ method: 'POST', path, kind: 'write', body, clientRequestId });
}
