import { z } from 'zod';
import type { LeaverLicence, Licence } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { withQuery } from './paths.ts';
import { pageOf, readOne, type Page } from './reading.ts';

const sku = z
  .object({
    skuId: z.string(),
    skuPartNumber: z.string(),
    consumedUnits: z.number(),
    prepaidUnits: z.object({ enabled: z.number() }),
  })
  .transform(({ skuId, skuPartNumber, consumedUnits, prepaidUnits }): Licence => ({
    skuId,
    skuPartNumber,
    consumed: consumedUnits,
    enabled: prepaidUnits.enabled,
  }));

/** Where a user's licences come from. Graph reference: licenseAssignmentState. */
export const licenceStates = z
  .array(
    z.object({
      skuId: z.string().nullish(),
      assignedByGroup: z.string().nullish(),
      disabledPlans: z.array(z.string()).nullish(),
    }),
  )
  .nullish();

type LicenceStates = z.infer<typeof licenceStates>;

/** The licences that a user has, and where they come from. Graph reference: user. */
export const licensedShape = z.object({
  assignedLicenses: z.array(z.object({ skuId: z.string() })).nullish(),
  licenseAssignmentStates: licenceStates,
});

/** All licences that the tenant has, a list that Graph never pages. Graph reference: subscribedSkus. */
export const licencesRead: Read<Page<Licence>> = {
  path: withQuery('/subscribedSkus', { select: 'skuId,skuPartNumber,consumedUnits,prepaidUnits' }),
  schema: pageOf(sku),
};

/** How many of each licence the tenant has and uses. Throws `graph-…`. Graph reference: subscribedSkus. */
export async function readLicenceCounts(client: GraphClient): Promise<Licence[]> {
  const { value } = await readOne(client, licencesRead);
  return value;
}

/** Of the tenant's licences, those that the user has; where it isn't told where one comes from, it is their own. */
export function licencesOf(user: z.infer<typeof licensedShape>, all: readonly Licence[]): LeaverLicence[] {
  const held = new Set(user.assignedLicenses?.map(({ skuId }) => skuId));
  const states = Map.groupBy(user.licenseAssignmentStates ?? [], ({ skuId }) => skuId);
  return all
    .filter(({ skuId }) => held.has(skuId))
    .map((licence) => ({ ...licence, ...originOf(states.get(licence.skuId) ?? []) }));
}

function originOf(states: NonNullable<LicenceStates>): Pick<LeaverLicence, 'direct' | 'groupIds'> {
  const groupIds = [...new Set(states.flatMap(({ assignedByGroup }) => assignedByGroup ?? []))];
  return { direct: states.length === 0 || directAssignments(states).length > 0, groupIds };
}

/** What is assigned to the user and not through a group, each licence once, with the service plans that are off. */
export function directAssignments(states: LicenceStates): { skuId: string; disabledPlans: string[] }[] {
  const direct = (states ?? []).filter(({ assignedByGroup }) => (assignedByGroup ?? null) === null);
  const disabled = new Map<string, string[]>();
  for (const { skuId, disabledPlans } of direct) {
    if (typeof skuId === 'string' && !disabled.has(skuId)) disabled.set(skuId, disabledPlans ?? []);
  }
  return [...disabled].map(([skuId, disabledPlans]) => ({ skuId, disabledPlans }));
}
