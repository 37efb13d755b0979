import { z } from 'zod';
import type { GraphClient } from './client.ts';
import { unexpectedAnswer } from './errors.ts';
import { withQuery } from './paths.ts';

const organization = z.object({
  value: z.array(z.object({ id: z.string(), displayName: z.string().nullish() })).min(1),
});

export interface Organization {
  /** The tenant's id. */
  readonly id: string;
  readonly displayName: string;
  /** What Graph's clock said when it answered; undefined: it did not say. */
  readonly answeredAt: Date | undefined;
}

/** The tenant itself. Throws `graph-…`. Graph reference: organization list. */
export async function readOrganization(client: GraphClient): Promise<Organization> {
  const path = withQuery('/organization', { select: 'id,displayName' });
  const { body, headers } = await client.call({ method: 'GET', path, kind: 'read' });
  const { data, error } = organization.safeParse(body);
  const [found] = data?.value ?? [];
  if (found === undefined) throw unexpectedAnswer('/organization', error);
  return { id: found.id, displayName: found.displayName ?? '', answeredAt: dateOf(headers.get('date')) };
}

function dateOf(text: string | null): Date | undefined {
  const at = new Date(text ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
