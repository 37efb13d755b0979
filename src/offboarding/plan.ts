import { stepsFor } from './catalogue.ts';
import type { LeaverFacts } from './people.ts';
import type { OffboardingPath, Plan } from './model.ts';

/** Microsoft keeps a deleted user restorable for this long (Graph reference: user delete). */
export const restoreDays = 30;

const dayInMs = 86_400_000;

/** The ordered steps for this leaver: what the plan card lists, and exactly what will run. */
export function planFor(path: OffboardingPath, facts: LeaverFacts): Plan {
  return { path, steps: stepsFor(path, facts.person), licences: facts.licences };
}

/** Last moment at which a user deleted at `deletedAt` can be restored. */
export function restorableUntil(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + restoreDays * dayInMs);
}
