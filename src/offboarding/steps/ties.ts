import { FarewellError } from '../../errors.ts';
import type { NamedGroup, Ties } from '../people.ts';
import type { Item } from './overItems.ts';
import type { StepScene } from './step.ts';

/** What binds the leaver to the tenant now. Throws `graph-not-found` when there is no such live user. */
export async function tiesOf({ tenant, leaverId }: Pick<StepScene, 'tenant' | 'leaverId'>): Promise<Ties> {
  const ties = await tenant.readTies(leaverId);
  if (ties === undefined) throw new FarewellError('graph-not-found', 'the leaver is not a live user');
  return ties;
}

/** A group as a thing that a step acts on; one that Graph can't change is told as left, never left out. */
export function groupItem({ id, displayName: name, fixed }: NamedGroup): Item {
  return { id, name, ...(fixed && { fixed: 'fixed-membership' }) };
}
