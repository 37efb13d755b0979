import { findingText } from '../../cards/parts.ts';
import { changeCard, chooseCard, pathCard, whoCard } from '../../cards/questionCards.ts';
import type { OffboardingPath } from '../../offboarding/model.ts';
import { commandOf } from '../commands.ts';
import type { Input } from '../input.ts';
import type { Turn } from '../turn.ts';
import { gave } from './answers.ts';
import { leaverOf, without, withoutPerson, type Draft } from './draft.ts';
import { planQuestion } from './planQuestion.ts';
import type { Question, Reaction } from './question.ts';
import { whenQuestion } from './whenQuestion.ts';

/** Longest name or mail address that is searched for. */
const longestQuery = 256;

const whoQuestion: Question = {
  id: 'who',
  render: ({ texts }, key, draft) => whoCard(texts, key, draft.query ?? ''),
  understand({ input, texts: { t, language } }, draft) {
    // "Alex leaves on Friday" answers it as well as the name alone.
    const command = input.kind === 'text' ? commandOf(input.text, language) : undefined;
    const sentence = command?.name === 'leaves' ? command.named : {};
    const query = (sentence['who'] ?? wordsIn(input)).trim();
    if (query === '') return { kind: 'again', say: t('who.error-empty') };
    if (query.length > longestQuery) {
      return { kind: 'again', say: t('say.too-long', { length: query.length, limit: longestQuery }) };
    }
    const when = sentence['when'] === undefined ? {} : { whenWords: sentence['when'] };
    return { kind: 'answered', draft: { ...draft, query, ...when }, said: t('who.searched', { query }) };
  },
};

function wordsIn(input: Input): string {
  if (input.kind === 'text') return input.text;
  return input.kind === 'action' ? (input.inputs['who'] ?? '') : '';
}

const chooseQuestion: Question = {
  id: 'choose',
  render: ({ texts }, key, { candidates = [], moreCandidates = false }) =>
    chooseCard(texts, key, { choices: candidates.map((person) => ({ id: person.id, person })), more: moreCandidates }),
  understand({ input, texts: { t } }, draft) {
    // Words here are a new search: "Daan de Vries finance" narrows what was offered.
    if (input.kind === 'text' && input.text !== '') return searchAgain(draft, input.text, t);
    const given = input.kind === 'action' ? (input.inputs['person'] ?? '') : '';
    const chosen = draft.candidates?.find(({ id }) => id === given);
    if (chosen === undefined) {
      const refused = given === '' ? {} : ({ refused: 'not-offered' } as const);
      return { kind: 'again', say: t('who.choose-first'), ...refused };
    }
    return {
      kind: 'answered',
      draft: { ...draft, leaver: chosen },
      said: t('who.answered', { name: chosen.displayName }),
    };
  },
};

function searchAgain(draft: Draft, query: string, t: Turn['texts']['t']): Reaction {
  return { kind: 'answered', draft: { ...withoutPerson(draft), query }, said: t('who.searched', { query }) };
}

const pathQuestion: Question = {
  id: 'path',
  render({ texts, zone, now }, key, draft) {
    const { licences = [], findings = [], deleteBlockedBy, explain = false } = draft;
    return pathCard(texts, key, { person: leaverOf(draft), licences, findings, deleteBlockedBy, explain, now, zone });
  },
  understand(turn, draft) {
    if (gave(turn.input, 'explain')) return { kind: 'shown', draft: { ...draft, explain: true } };
    if (gave(turn.input, 'keep')) return pathAnswer(turn, draft, 'keep');
    if (gave(turn.input, 'delete')) return deleteAnswer(turn, draft);
    return { kind: 'again', say: turn.texts.t('path.unclear') };
  },
};

function deleteAnswer(turn: Turn, draft: Draft): Reaction {
  const { deleteBlockedBy } = draft;
  if (deleteBlockedBy === undefined) return pathAnswer(turn, draft, 'delete');
  return { kind: 'again', say: findingText(turn.texts, deleteBlockedBy) };
}

function pathAnswer({ texts: { t } }: Turn, draft: Draft, path: OffboardingPath): Reaction {
  const said = t(`path.answered-${path}`, { name: leaverOf(draft).displayName });
  return { kind: 'answered', draft: { ...draft, path }, said };
}

const changeQuestion: Question = {
  id: 'change',
  render: ({ texts }, key) => changeCard(texts, key),
  understand({ input, texts: { t } }, draft) {
    const kept = without(draft, 'changing');
    const changed: Readonly<Record<string, Draft>> = {
      'change-person': withoutPerson(kept),
      'change-path': without(kept, 'path', 'typedMail'),
      'change-when': without(kept, 'runAt', 'whenWords'),
    };
    const next = input.kind === 'action' ? changed[input.verb] : undefined;
    return next === undefined
      ? { kind: 'again', say: t('plan.change-what') }
      : { kind: 'answered', draft: next, said: t('plan.answered-change') };
  },
};

/** Every question there is; the draft decides which one comes next. */
export const questions: readonly Question[] = [
  whoQuestion,
  chooseQuestion,
  pathQuestion,
  whenQuestion,
  planQuestion,
  changeQuestion,
];
