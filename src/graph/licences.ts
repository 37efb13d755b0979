import { z } from 'zod';
import type { Licence } from '../offboarding/people.ts';
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
