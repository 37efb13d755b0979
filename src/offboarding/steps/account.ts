import { FarewellError } from '../../errors.ts';
import type { LeaverState } from '../people.ts';
import type { StepScene } from './step.ts';

/** The leaver's account state, from what is known or else read. Throws `graph-not-found`. */
export async function accountOf(scene: StepScene): Promise<LeaverState> {
  if (scene.known !== undefined) return scene.known;
  const account = await scene.tenant.readAccount(scene.leaverId);
  if (account === undefined) throw new FarewellError('graph-not-found', 'the leaver is not a live user');
  return account;
}
