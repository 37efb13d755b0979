import { stepOf, undoneStepOf } from '../offboarding/catalogue.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { StepId } from '../offboarding/model.ts';
import type { Unverified } from '../offboarding/receipt.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { RunDeps } from './deps.ts';
import { eventually } from './patience.ts';
import { orNull } from './readBack.ts';
import { sceneOf } from './scene.ts';

export const allVerified: Unverified = { notSo: [], unread: [] };

/** What the account itself shows is read on its own. */
const seenOnTheAccount: readonly StepId[] = [
  'block-sign-in',
  'revoke-sessions',
  'delete-user',
  'allow-sign-in',
  'restore-user',
];

/** Reads for each step that was done whether it is so. Side by side: each may have to wait until the directory shows it. */
export async function verify(
  deps: RunDeps,
  request: OffboardingRequest,
  journal: readonly JournalEntry[],
): Promise<Unverified> {
  const undone = request.undoOf === null ? [] : await deps.store.journal.entries(request.undoOf.id);
  const done = journal.filter(({ stepId, outcome }) => outcome === 'done' && !seenOnTheAccount.includes(stepId));
  const seen = await Promise.all(
    done.map(async ({ stepId, snapshot, leftovers }) => {
      const step = stepOf(stepId);
      const origin = undone.find((entry) => entry.stepId === undoneStepOf(stepId));
      const scene = sceneOf(deps, request, { step, origin, known: undefined });
      // What somebody changed since was left as they wanted it.
      const isSo =
        leftovers.length > 0 ||
        (await orNull(deps, request, () => eventually(deps.ambient, () => step.hasHappened(scene, snapshot))));
      return { stepId, isSo };
    }),
  );
  return {
    notSo: seen.filter(({ isSo }) => isSo === false).map(({ stepId }) => stepId),
    unread: seen.filter(({ isSo }) => isSo === null).map(({ stepId }) => stepId),
  };
}
