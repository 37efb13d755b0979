import { leftoversFor } from './leftovers.ts';
import type { OffboardingPath, Offer, Plan, PlanOptions, Scopes } from './model.ts';
import { chosenOf } from './offers.ts';
import type { LeaverFacts } from './people.ts';

/** Microsoft keeps a deleted user restorable for this long (Graph reference: user delete). */
export const restoreDays = 30;

/** A day in milliseconds. */
export const dayInMs = 86_400_000;

export interface Planning {
  readonly path: OffboardingPath;
  readonly facts: LeaverFacts;
  /** The steps that fit the leaver and may be done. */
  readonly offers: readonly Offer[];
  readonly options: PlanOptions;
}

/** The ordered steps for this leaver: what the plan card lists, and exactly what will run. */
export function planFor({ path, facts, offers, options }: Planning): Plan {
  const chosen = chosenOf(offers, options);
  const steps = chosen.map(({ stepId }) => stepId);
  return {
    path,
    steps,
    licences: facts.licences,
    options,
    scopes: scopesOf(chosen),
    leftovers: leftoversFor(path, facts, { steps, successor: options.successor }),
    ownedGroupIds: facts.ownedGroups.map(({ id }) => id),
  };
}

/** What each of these steps acts on. */
export function scopesOf(offers: readonly Offer[]): Scopes {
  return Object.fromEntries(offers.map(({ stepId, scope }) => [stepId, scope]));
}

/** Last moment at which a user deleted at `deletedAt` can be restored. */
export function restorableUntil(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + restoreDays * dayInMs);
}
