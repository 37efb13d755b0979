import { FarewellError } from '../errors.ts';
import type { StepId, UndoStepId } from './model.ts';
import { allowSignIn } from './steps/allowSignIn.ts';
import { autoReply, restoreAutoReply } from './steps/autoReply.ts';
import { blockSignIn } from './steps/blockSignIn.ts';
import { cancelMeetings } from './steps/cancelMeetings.ts';
import { deleteUser } from './steps/deleteUser.ts';
import { disableDevices, enableDevices } from './steps/devices.ts';
import { forwardMail, stopForwarding } from './steps/forwardMail.ts';
import { handOverGroups, takeBackGroups } from './steps/handOverGroups.ts';
import { leaveGroups, rejoinGroups } from './steps/leaveGroups.ts';
import { mendSteps } from './steps/mend.ts';
import { reassignReports, takeBackReports } from './steps/reassignReports.ts';
import { giveBackLicences, removeLicences } from './steps/removeLicences.ts';
import { restoreUser } from './steps/restoreUser.ts';
import { revokeSessions } from './steps/revokeSessions.ts';
import { shareFiles, unshareFiles } from './steps/shareFiles.ts';
import type { OffboardingStep, Step } from './steps/step.ts';

/**
 * Every step of an offboarding, in the order in which plans run them. Microsoft's (remove a former employee): block, revoke, then
 * what needs a licensed mailbox, then the files and groups, then the licences, and the delete last.
 */
export const catalogue: readonly OffboardingStep[] = [
  blockSignIn,
  revokeSessions,
  disableDevices,
  autoReply,
  forwardMail,
  cancelMeetings,
  shareFiles,
  handOverGroups,
  leaveGroups,
  reassignReports,
  removeLicences,
  deleteUser,
];

/** Every step of an undo. */
export const undoSteps: readonly Step[] = [
  allowSignIn,
  enableDevices,
  restoreAutoReply,
  stopForwarding,
  unshareFiles,
  takeBackGroups,
  rejoinGroups,
  takeBackReports,
  giveBackLicences,
  restoreUser,
  ...mendSteps,
];

const steps = new Map([...catalogue, ...undoSteps].map((step) => [step.id, step]));
const offboardingSteps = new Map<StepId, OffboardingStep>(catalogue.map((step) => [step.id, step]));

/** The step with this id. */
export function stepOf(id: StepId): Step {
  const step = steps.get(id);
  if (step === undefined) throw new FarewellError('internal', `no step ${id}`);
  return step;
}

/** The steps that take this one back, in order. */
export function undoneBy(id: StepId): readonly UndoStepId[] {
  return offboardingSteps.get(id)?.undoneBy ?? [];
}

/** The step that an undo step takes back. */
export function undoneStepOf(id: StepId): StepId | undefined {
  return catalogue.find((step) => step.undoneBy.includes(id as UndoStepId))?.id;
}

/** The offboarding step with this id; undefined: it is a step of an undo. */
export function offboardingStepOf(id: StepId): OffboardingStep | undefined {
  return offboardingSteps.get(id);
}
