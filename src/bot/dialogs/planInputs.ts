import { graceChoices, reviewChoices, type Offer } from '../../offboarding/model.ts';
import type { Language } from '../../i18n/text.ts';
import type { Input, Inputs } from '../input.ts';
import { sameWords } from './answers.ts';
import type { Draft, Switches } from './draft.ts';
import { suggestedReply } from './options.ts';

/** Keeps what was filled in on the plan's card, whatever becomes of the click; who takes over is looked at apart. */
export function withInputs(draft: Draft, input: Input, language: Language): Draft {
  if (input.kind !== 'action') return draft;
  const { path = 'keep', offers = [], switches = {} } = draft;
  const { reason = draft.reason ?? '', confirmMail = draft.typedMail ?? '', grace, review } = input.inputs;
  const filled: Draft = {
    ...draft,
    reason,
    typedMail: confirmMail,
    graceDays: chosen(graceChoices, grace) ?? draft.graceDays ?? 0,
    reviewDays: chosen(reviewChoices, review) ?? draft.reviewDays ?? 0,
    switches: { ...switches, [path]: { ...switches[path], ...switchesIn(input.inputs, offers) } },
  };
  const { autoReply } = input.inputs;
  return autoReply === undefined ? filled : withReply(filled, autoReply, language);
}

/** One of those offered; what is not on the card counts as not chosen. */
function chosen(choices: readonly number[], value: string | undefined): number | undefined {
  return choices.find((days) => String(days) === value);
}

/** The switches of the steps that are offered; a client that sends none leaves them as they were shown. */
function switchesIn(inputs: Inputs, offers: readonly Offer[]): Switches {
  const switched = offers.flatMap(({ stepId, by }) => {
    const value = inputs[`option-${stepId}`];
    return by === 'always' || (value !== 'true' && value !== 'false') ? [] : [[stepId, value === 'true'] as const];
  });
  return Object.fromEntries(switched);
}

/** What was suggested is not kept: it has to follow who takes over. */
function withReply(draft: Draft, typed: string, language: Language): Draft {
  const { autoReply: _, ...rest } = draft;
  return sameWords(typed, suggestedReply(draft, language)) ? rest : { ...rest, autoReply: typed };
}
