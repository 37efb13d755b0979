import type { Texts } from '../i18n/text.ts';
import type { Offer, Successor } from '../offboarding/model.ts';
import { needsSuccessor } from '../offboarding/offers.ts';
import { personDetails, shortName, type Choice, type PersonOnCard } from './parts.ts';

/** Who takes over, and what the automatic reply says of it. */
export interface TakeOverOnCard {
  readonly offers: readonly Offer[];
  /** Who takes over as the card has it; null: nobody. */
  readonly successor: Successor | null;
  /** Those who may be meant by what was typed; none: nothing to choose. */
  readonly successorChoices: readonly (PersonOnCard & { readonly id: string })[];
  readonly autoReply: string;
}

/** What the plan's template needs to ask who takes over; nothing is asked where no step needs anybody. */
export function successorField(texts: Texts, { offers, successor, successorChoices }: TakeOverOnCard) {
  const { t } = texts;
  const isAsked = offers.some(({ stepId }) => needsSuccessor(stepId));
  return {
    successorLabel: isAsked ? t('successor.label') : '',
    successorHint: t('successor.hint'),
    successorValue: successorText(texts, successor),
    successorChoice: isAsked && successorChoices.length > 0 ? [choiceOf(texts, successorChoices)] : [],
  };
}

/** As the field shows them; empty: nobody. */
export function successorText({ t }: Pick<Texts, 't'>, successor: Successor | null): string {
  if (successor === null) return '';
  const { displayName: name, mail } = successor;
  return mail === null ? name : t('successor.text', { name, mail });
}

function choiceOf(texts: Texts, people: TakeOverOnCard['successorChoices']): Choice {
  const choices = people.map((person) => ({
    value: person.id,
    title: `${shortName(person.displayName)}: ${personDetails(texts, shortened(person))}`,
  }));
  return { id: 'successorChoice', label: texts.t('successor.choice'), value: '', choices };
}

/** Several of the longest there can be have to fit on the card. */
function shortened(person: PersonOnCard): PersonOnCard {
  const { jobTitle, department, managerName } = person;
  const short = (text: string | null) => text && shortName(text);
  const manager = managerName === undefined ? {} : { managerName: short(managerName) };
  return { ...person, jobTitle: short(jobTitle), department: short(department), ...manager };
}

/** What the plan's template needs to ask for the automatic reply, where that step fits. */
export function autoReplyField({ t }: Pick<Texts, 't'>, { offers, autoReply }: TakeOverOnCard) {
  const isAsked = offers.some(({ stepId }) => stepId === 'auto-reply');
  return { autoReplyLabel: isAsked ? t('auto-reply.label') : '', autoReplyValue: autoReply };
}
