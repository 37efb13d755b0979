import { confirmationMail, planCard } from '../../cards/planCard.ts';
import { graceChoices, reviewChoices, type Plan } from '../../offboarding/model.ts';
import { stepsFor } from '../../offboarding/catalogue.ts';
import type { Input } from '../input.ts';
import type { Turn } from '../turn.ts';
import { gave } from './answers.ts';
import { leaverOf, optionsOf, runAtOf, zoneOf, type Draft } from './draft.ts';
import type { Question, Reaction } from './question.ts';

const longestReason = 1000;

/** Shows exactly what will happen; a delete is confirmed by typing the leaver's mail address. */
export const planQuestion: Question = {
  id: 'plan',
  render: ({ texts, zone: own }, key, draft) =>
    planCard(texts, key, {
      person: leaverOf(draft),
      plan: planOf(draft),
      findings: draft.findings ?? [],
      runAt: runAtOf(draft),
      zone: zoneOf(draft, own),
      reason: draft.reason ?? '',
      typedMail: draft.typedMail ?? '',
    }),
  understand(turn, draft) {
    const filled = withInputs(draft, turn.input);
    if (gave(turn.input, 'change')) {
      return { kind: 'answered', draft: { ...filled, changing: true }, said: turn.texts.t('plan.answered-change') };
    }
    if (draft.path === 'delete') return confirmDelete(turn, filled);
    if (!gave(turn.input, 'confirm')) return { kind: 'again', say: turn.texts.t('plan.unclear'), draft: filled };
    return confirmed(turn, filled);
  },
};

function planOf(draft: Draft): Plan {
  const { path = 'keep', licences = [] } = draft;
  return { path, steps: stepsFor(path, leaverOf(draft)), licences, options: optionsOf(draft) };
}

/** Keeps what was typed on the card, whatever becomes of the click. */
function withInputs(draft: Draft, input: Input): Draft {
  if (input.kind !== 'action') return draft;
  const { reason = draft.reason ?? '', confirmMail = draft.typedMail ?? '', grace, review } = input.inputs;
  return {
    ...draft,
    reason,
    typedMail: confirmMail,
    graceDays: chosen(graceChoices, grace) ?? draft.graceDays ?? 0,
    reviewDays: chosen(reviewChoices, review) ?? draft.reviewDays ?? 0,
  };
}

/** One of those offered; what is not on the card counts as not chosen. */
function chosen(choices: readonly number[], value: string | undefined): number | undefined {
  return choices.find((days) => String(days) === value);
}

function confirmDelete(turn: Turn, draft: Draft): Reaction {
  const { t } = turn.texts;
  const mail = confirmationMail(leaverOf(draft));
  const typed = turn.input.kind === 'text' ? turn.input.text : (draft.typedMail ?? '');
  if (isSame(typed, mail) && (turn.input.kind === 'text' || gave(turn.input, 'confirm'))) return confirmed(turn, draft);
  if (turn.input.kind === 'text' && !typed.includes('@')) {
    return { kind: 'again', say: gave(turn.input, 'confirm') ? t('plan.mail-needed', { mail }) : t('plan.unclear') };
  }
  return { kind: 'again', say: t(typed.trim() === '' ? 'plan.mail-needed' : 'plan.mail-mismatch', { mail }), draft };
}

function isSame(typed: string, mail: string): boolean {
  return typed.trim().toLowerCase() === mail.toLowerCase();
}

/** The card stays as it is: whoever asked puts the request's card in its place once the request is stored. */
function confirmed({ texts: { t } }: Turn, draft: Draft): Reaction {
  const length = draft.reason?.length ?? 0;
  if (length > longestReason)
    return { kind: 'again', say: t('plan.too-long', { length, limit: longestReason }), draft };
  return { kind: 'confirmed', draft };
}
