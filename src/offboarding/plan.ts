import { stepsFor } from './catalogue.ts';
import type { LeaverFacts } from './people.ts';
import type { OffboardingPath, Plan, PlanOptions } from './model.ts';

/** Microsoft keeps a deleted user restorable for this long (Graph reference: user delete). */
export const restoreDays = 30;

/** A day in milliseconds. */
export const dayInMs = 86_400_000;

/** The ordered steps for this leaver: what the plan card lists, and exactly what will run. */
export function planFor(path: OffboardingPath, facts: LeaverFacts, options: PlanOptions): Plan {
  return { path, steps: stepsFor(path, facts.person), licences: facts.licences, options };
}

/** Last moment at which a user deleted at `deletedAt` can be restored. */
export function restorableUntil(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + restoreDays * dayInMs);
}
