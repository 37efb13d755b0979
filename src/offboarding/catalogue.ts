import { FarewellError } from '../errors.ts';
import type { OffboardingPath, StepId, UndoStepId } from './model.ts';
import type { Person } from './people.ts';
import { allowSignIn } from './steps/allowSignIn.ts';
import { blockSignIn } from './steps/blockSignIn.ts';
import { deleteUser } from './steps/deleteUser.ts';
import { mendSteps } from './steps/mend.ts';
import { restoreUser } from './steps/restoreUser.ts';
import { revokeSessions } from './steps/revokeSessions.ts';
import type { Step } from './steps/step.ts';

/** Every step of an offboarding, in the order in which plans run them: block, revoke, and the delete last. */
export const catalogue: readonly Step[] = [blockSignIn, revokeSessions, deleteUser];

/** Every step of an undo. */
const undoSteps: readonly Step[] = [allowSignIn, restoreUser, ...mendSteps];

const steps = new Map([...catalogue, ...undoSteps].map((step) => [step.id, step]));

/** The step with this id. */
export function stepOf(id: StepId): Step {
  const step = steps.get(id);
  if (step === undefined) throw new FarewellError('internal', `no step ${id}`);
  return step;
}

/** The ids of the steps that this path takes for this leaver, in order. */
export function stepsFor(path: OffboardingPath, leaver: Pick<Person, 'userType'>): StepId[] {
  return catalogue.filter((step) => step.needed(path, leaver)).map(({ id }) => id);
}

/** The step that an undo step takes back. */
export function undoneStepOf(id: StepId): StepId | undefined {
  return catalogue.find(({ undoneBy }) => undoneBy.includes(id as UndoStepId))?.id;
}
