import type { TenantState } from './state.ts';

interface Past {
  readonly state: TenantState;
  left: number;
}

/** The directory's eventual consistency: reads of an object that was just written may still see it as it was. */
export interface Lag {
  /** Call before a write to these objects. */
  remember(state: TenantState, ids: readonly string[]): void;
  /** The state that a read of these objects sees. */
  view(state: TenantState, ids: readonly string[]): TenantState;
}

/** Keeps the state of before each write for `state.lagReads` reads of the same object; costs nothing while that is 0. */
export function createLag(): Lag {
  const past = new Map<string, Past>();
  return {
    remember(state, ids) {
      if (state.lagReads <= 0) return;
      const copy = structuredClone(state);
      for (const id of ids) past.set(id, { state: copy, left: state.lagReads });
    },
    view(state, ids) {
      const found = ids.flatMap((id) => past.get(id) ?? []).filter(({ left }) => left > 0);
      // One read of things that were written together is one read of each.
      for (const each of found) each.left -= 1;
      return found[0]?.state ?? state;
    },
  };
}
