import { needsSuccessor } from '../../offboarding/offers.ts';
import { successorText } from '../../cards/takeOverFields.ts';
import type { Turn } from '../turn.ts';
import { sameWords } from './answers.ts';
import { without, type Draft, type DraftSuccessor } from './draft.ts';
import { successorOf } from './options.ts';
import type { Reaction } from './question.ts';

/** Longest name or mail address that is searched for. */
const longestQuery = 256;

/**
 * What comes of somebody else being named to take over: the plan is another one then, so that it is shown anew before it can be
 * confirmed. undefined: nobody else was named.
 */
export function takeOverReaction(turn: Turn, draft: Draft): Reaction | undefined {
  const { t } = turn.texts;
  const typed = typedSuccessor(turn, draft);
  if (typed === undefined) return choiceReaction(turn, draft);
  if (typed.length > longestQuery) {
    return { kind: 'again', say: t('say.too-long', { length: typed.length, limit: longestQuery }), draft };
  }
  if (typed === '') {
    return { kind: 'answered', draft: { ...settled(draft), successor: null }, said: t('successor.nobody') };
  }
  const asked = { ...settled(draft), successorQuery: typed };
  return { kind: 'answered', draft: asked, said: t('successor.searched', { query: typed }) };
}

/** What was typed to name who takes over, where it isn't what the card showed; empty: nobody. */
export function typedSuccessor({ input, texts }: Pick<Turn, 'input' | 'texts'>, draft: Draft): string | undefined {
  const given = input.kind === 'action' ? input.inputs['successor'] : undefined;
  if (given === undefined || !isAsked(draft)) return undefined;
  const typed = given.replace(/\s+/gu, ' ').trim();
  const shown = successorOf(draft);
  return sameWords(typed, successorText(texts, shown)) || isMailOf(typed, shown) ? undefined : typed;
}

/** A name may be that of several people, a mail address is not. */
function isMailOf(typed: string, successor: DraftSuccessor | null): boolean {
  return typed !== '' && typed.toLowerCase() === successor?.mail?.toLowerCase();
}

function isAsked({ offers = [] }: Draft): boolean {
  return offers.some(({ stepId }) => needsSuccessor(stepId));
}

/** One of those who were offered; as long as there are any, one has to be chosen. */
function choiceReaction({ input, texts: { t } }: Turn, draft: Draft): Reaction | undefined {
  const { successorChoices } = draft;
  if (successorChoices === undefined) return undefined;
  const given = input.kind === 'action' ? (input.inputs['successorChoice'] ?? '') : '';
  const chosen = successorChoices.find(({ id }) => id === given);
  if (chosen === undefined) {
    const refused = given === '' ? {} : ({ refused: 'not-offered' } as const);
    return { kind: 'again', say: t('successor.choose-first'), draft, ...refused };
  }
  const { id, displayName, mail, reportsToLeaver } = chosen;
  const successor = { id, displayName, mail, reportsToLeaver };
  return {
    kind: 'answered',
    draft: { ...settled(draft), successor },
    said: t('successor.named', { name: displayName }),
  };
}

/** Nobody is to be chosen or looked for any more. */
function settled(draft: Draft): Draft {
  return without(draft, 'successorChoices', 'successorQuery');
}
