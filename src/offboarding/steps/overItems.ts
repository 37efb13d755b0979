import { asFarewellError, hasCode, type FarewellError } from '../../errors.ts';
import type { Leftover, Snapshot } from '../journal.ts';
import type { PlanItem } from '../model.ts';
import type { WriteMark } from '../ports/tenant.ts';
import type { Step, StepScene } from './step.ts';

/** One of the things that a step acts on. */
export interface Item extends PlanItem {
  /** Why Graph can't do it, as a code of `left`; undefined: it can be tried. */
  readonly fixed?: string;
  /** Of a licence. */
  readonly disabledPlans?: readonly string[];
}

/** The parts of a step that does the same to each of several things. */
export interface OverItems {
  readonly kind: Leftover['kind'];
  /** What is there and not yet as the step wants it. Throws `graph-not-found` when there is no such live user. */
  find(scene: StepScene): Promise<Item[]>;
  /** Makes it so for one of them. Throws `changed-since` where somebody meant it to be otherwise meanwhile. */
  change(scene: StepScene, item: Item, mark: WriteMark): Promise<void>;
}

type Parts = Required<Pick<Step, 'before' | 'alreadySo' | 'run' | 'hasHappened' | 'leftOf'>>;

/**
 * The engine's side of such a step. The snapshot holds the things to change, those of the plan only; later runs change what of
 * them is still to be done, so that nothing is done twice. One that can't be done doesn't keep the others away.
 */
export function overItems(parts: OverItems): Parts {
  return {
    before: async (scene) => ({ items: planned(scene, await parts.find(scene)) }),
    alreadySo: (snapshot) => itemsIn(snapshot).length === 0,
    run: (scene, mark, snapshot) => changeAll(scene, parts, { mark, snapshot }),
    // What can't be done stays to be done: then the step runs again, and lists it.
    hasHappened: async (scene, snapshot) => (await stillToDo(scene, parts, snapshot)).length === 0,
    leftOf: (scene, snapshot) => leftOf(scene, parts, snapshot),
  };
}

/** What the snapshot of such a step says that was to be changed. */
export function itemsIn(snapshot: Snapshot): readonly Item[] {
  return (snapshot['items'] as readonly Item[] | undefined) ?? [];
}

/** Of a step that is undone: what it did change. */
export function changedItems({ origin }: Pick<StepScene, 'origin'>): readonly Item[] {
  if (origin === undefined) return [];
  // What stood in the way of one that was changed in the end stands there no more.
  const items = itemsIn(origin.snapshot).map(({ fixed: _, ...item }) => item);
  return items.filter(({ id }) => !origin.leftovers.some((left) => left.id === id));
}

/** Nothing is touched that did not stand in the plan; a plan that only counts names nothing. */
export function planned<T extends { readonly id: string }>({ scope }: StepScene, items: readonly T[]): readonly T[] {
  if (scope === undefined || scope.items.length === 0) return items;
  return items.filter(({ id }) => scope.items.some((one) => one.id === id));
}

async function stillToDo(scene: StepScene, { find }: OverItems, snapshot: Snapshot): Promise<Item[]> {
  const wanted = new Set(itemsIn(snapshot).map(({ id }) => id));
  return (await find(scene)).filter(({ id }) => wanted.has(id));
}

interface Attempt {
  readonly mark: WriteMark;
  readonly snapshot: Snapshot;
}

async function changeAll(scene: StepScene, parts: OverItems, { mark, snapshot }: Attempt): Promise<Leftover[]> {
  const items = await stillToDo(scene, parts, snapshot);
  const left: Leftover[] = [];
  for (const [position, item] of items.entries()) {
    try {
      const why = item.fixed ?? (await tryToChange(scene, parts, { item, mark }));
      if (why !== undefined) left.push(leftover(parts, item, why));
    } catch (error) {
      const hasChanged = position > left.length || items.length < itemsIn(snapshot).length;
      if (!isOutOfReach(error) || !hasChanged) throw error;
      // What was changed has to be known, to the reader and to an undo: so the rest is listed.
      return [...left, ...items.slice(position).map((rest) => leftover(parts, rest, error.code))];
    }
  }
  return left;
}

/** What is not done where some of it is; none where nothing is: then the step as a whole was not done. */
async function leftOf(scene: StepScene, parts: OverItems, snapshot: Snapshot): Promise<Leftover[]> {
  const items = await stillToDo(scene, parts, snapshot);
  const isAll = items.length === itemsIn(snapshot).length;
  return isAll ? [] : items.map((item) => leftover(parts, item, item.fixed ?? 'graph-outcome-unknown'));
}

function leftover({ kind }: OverItems, { id, name }: Item, why: string): Leftover {
  return { kind, id, name, why };
}

/** Whoever comes next would fare no better. */
function isOutOfReach(error: unknown): error is FarewellError {
  return hasCode(error, 'graph-throttled', 'graph-unavailable');
}

interface Try {
  readonly item: Item;
  readonly mark: WriteMark;
}

/** Why it did not work, as a code. Throws what only a repeat can settle: an unknown outcome, or a directory out of reach. */
async function tryToChange(scene: StepScene, { change }: OverItems, { item, mark }: Try): Promise<string | undefined> {
  try {
    await change(scene, item, mark);
    return undefined;
  } catch (error) {
    if (isOutOfReach(error) || hasCode(error, 'graph-outcome-unknown')) throw error;
    return asFarewellError(error).code;
  }
}
