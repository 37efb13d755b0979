import { catalogue, offboardingStepOf } from './catalogue.ts';
import type { OffboardingPath, OffboardingStepId, Offer, PlanOptions, StepId, Successor } from './model.ts';
import type { LeaverFacts } from './people.ts';

/** Every step that fits this leaver on this path, in the order in which it would run. */
export function offersFor(path: OffboardingPath, facts: LeaverFacts): Offer[] {
  return catalogue.flatMap((step) => {
    const offer = step.offer(path, facts);
    return offer === undefined ? [] : [{ stepId: step.id, ...offer }];
  });
}

/** Those of these steps that a plan with these options holds. */
export function chosenOf(offers: readonly Offer[], options: PlanOptions): Offer[] {
  return offers.filter(({ stepId, by }) => by === 'always' || isChosen(stepId, options));
}

function isChosen(stepId: OffboardingStepId, { steps, successor }: PlanOptions): boolean {
  return steps.includes(stepId) && canHaveSuccessor(stepId, successor);
}

/** Whether the step hands something to somebody. */
export function needsSuccessor(stepId: StepId): boolean {
  return offboardingStepOf(stepId)?.needsSuccessor !== undefined;
}

/** Whether the step has the person whom it needs to hand something to. */
export function canHaveSuccessor(stepId: StepId, successor: Successor | null): boolean {
  switch (offboardingStepOf(stepId)?.needsSuccessor) {
    case undefined:
      return true;
    case 'anybody':
      return successor !== null;
    case 'mail':
      return successor !== null && successor.mail !== null;
  }
}

/** Who takes over as long as nobody chose otherwise: the leaver's manager, where they can. */
export function successorAtFirst({ manager }: Pick<LeaverFacts, 'manager'>): Successor | null {
  if (manager === null || !manager.accountEnabled || manager.userType === 'Guest') return null;
  const { id, displayName, mail } = manager;
  return { id, displayName, mail };
}
