import { z } from 'zod';
import type { NamedPerson } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import { userPath, withQuery } from './paths.ts';
import { eventual } from './reading.ts';

interface Managed {
  readonly id: string;
  readonly displayName?: string | null | undefined;
  readonly manager?: Managed | null | undefined;
}

/** Somebody with the people above them; the top carries no manager at all. */
export const managed: z.ZodType<Managed> = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  get manager() {
    return managed.nullish();
  },
});

/** Expands everyone above a user in one read, which only `eventual` and $count allow. Graph reference: user list manager. */
export const chainQuery = { expand: 'manager($levels=max;$select=id,displayName)', count: true };

/** Everyone above a user, nearest first. */
export function managerChainRead(userId: string): Read<NamedPerson[]> {
  const path = withQuery(userPath(userId), { select: 'id,displayName', ...chainQuery });
  return { path, schema: managed.transform(({ manager }) => chainFrom(manager)), headers: eventual };
}

/** The chain that begins with this manager. */
export function chainFrom(manager: Managed | null | undefined): NamedPerson[] {
  if (manager === undefined || manager === null) return [];
  return [{ id: manager.id, displayName: manager.displayName ?? '' }, ...chainFrom(manager.manager)];
}
