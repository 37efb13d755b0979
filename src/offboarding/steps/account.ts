import { FarewellError, hasCode } from '../../errors.ts';
import type { LeaverState } from '../people.ts';
import type { StepScene } from './step.ts';

/** The leaver's account state, from what is known or else read. Throws `graph-not-found`. */
export async function accountOf(scene: StepScene): Promise<LeaverState> {
  if (scene.known !== undefined) return scene.known;
  const account = await scene.tenant.readAccount(scene.leaverId);
  if (account === undefined) throw new FarewellError('graph-not-found', 'the leaver is not a live user');
  return account;
}

/**
 * After a write that answered "not found": whether that is because an earlier try of it was heard. Throws `graph-outcome-unknown`
 * where it can't be read, since a step must not be called failed that may have been done.
 */
export async function wasHeardBefore(error: unknown, isSo: () => Promise<boolean>): Promise<boolean> {
  if (!hasCode(error, 'graph-not-found')) return false;
  return isSo().catch((cause: unknown) => {
    throw new FarewellError('graph-outcome-unknown', 'what an earlier try did could not be read', { cause });
  });
}
