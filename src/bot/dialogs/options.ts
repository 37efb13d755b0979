import { languages, textsOf, type Language } from '../../i18n/text.ts';
import { shortName } from '../../cards/parts.ts';
import type { Offer, PlanOptions } from '../../offboarding/model.ts';
import { chosenOf, needsSuccessor } from '../../offboarding/offers.ts';
import { leaverOf, type Draft, type DraftSuccessor } from './draft.ts';

/** What the plan would be made with if it were confirmed as it stands. */
export function optionsOf(draft: Draft, language: Language): PlanOptions {
  const { offers = [] } = draft;
  const wanted: PlanOptions = {
    ...periodOf(draft),
    steps: offers.filter((offer) => isSwitchedOn(draft, offer)).map(({ stepId }) => stepId),
    successor: namedOnly(successorOf(draft)),
    autoReply: autoReplyOf(draft, language),
  };
  const steps = chosenOf(offers, wanted)
    .filter(({ by }) => by !== 'always')
    .map(({ stepId }) => stepId);
  // Who takes over nothing, or says nothing, is no part of the plan.
  const isNeeded = steps.some(needsSuccessor);
  return {
    ...wanted,
    steps,
    successor: isNeeded ? wanted.successor : null,
    autoReply: steps.includes('auto-reply') ? wanted.autoReply : '',
  };
}

/** Of the path that was chosen. */
function periodOf({ path, graceDays = 0, reviewDays = 0 }: Draft): Pick<PlanOptions, 'graceDays' | 'reviewDays'> {
  return path === 'delete' ? { graceDays, reviewDays: 0 } : { graceDays: 0, reviewDays };
}

/** As it was switched by hand, else as the step stands at first. */
function isSwitchedOn({ switches, path = 'keep' }: Draft, { stepId, by }: Offer): boolean {
  return switches?.[path]?.[stepId] ?? by === 'on';
}

/** Who takes over, as the plan's card has it. */
export function successorOf({ successor, successorAtFirst = null }: Draft): DraftSuccessor | null {
  return successor === undefined ? successorAtFirst : successor;
}

function namedOnly(successor: DraftSuccessor | null): PlanOptions['successor'] {
  if (successor === null) return null;
  const { id, displayName, mail } = successor;
  return { id, displayName, mail };
}

/** What the automatic reply says: as it was written, else as suggested, in the requester's language first and then the other. */
export function autoReplyOf(draft: Draft, language: Language): string {
  return draft.autoReply ?? suggestedReply(draft, language);
}

/** The text that is suggested for the automatic reply. */
export function suggestedReply(draft: Draft, language: Language): string {
  const successor = successorOf(draft);
  const name = shortName(leaverOf(draft).displayName);
  const inOrder = [language, ...languages.filter((other) => other !== language)];
  return inOrder
    .map((each) => {
      const { t } = textsOf(each);
      if (successor === null || successor.mail === null) return t('auto-reply.suggestion-nobody', { name });
      const values = { name, successor: shortName(successor.displayName), mail: successor.mail };
      return t('auto-reply.suggestion', values);
    })
    .join('\n\n');
}
