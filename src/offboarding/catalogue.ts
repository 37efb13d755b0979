import type { OffboardingPath, StepId } from './model.ts';
import type { Person } from './people.ts';
import { blockSignIn } from './steps/blockSignIn.ts';
import { deleteUser } from './steps/deleteUser.ts';
import { revokeSessions } from './steps/revokeSessions.ts';
import type { Step } from './steps/step.ts';

const steps: Readonly<Record<StepId, Step>> = {
  'block-sign-in': blockSignIn,
  'revoke-sessions': revokeSessions,
  'delete-user': deleteUser,
};

/** Every step there is, in the order in which plans run them: block, revoke, and the delete last. */
export const catalogue: readonly Step[] = [blockSignIn, revokeSessions, deleteUser];

/** The step with this id. */
export function stepOf(id: StepId): Step {
  return steps[id];
}

/** The ids of the steps that this path takes for this leaver, in order. */
export function stepsFor(path: OffboardingPath, leaver: Pick<Person, 'userType'>): StepId[] {
  return catalogue.filter((step) => step.needed(path, leaver)).map(({ id }) => id);
}
