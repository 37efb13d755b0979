import { confirmationMail, planCard } from '../../cards/planCard.ts';
import { chosenOf } from '../../offboarding/offers.ts';
import { scopesOf } from '../../offboarding/plan.ts';
import { stillToldOf } from '../../policy/guardrails.ts';
import type { Turn } from '../turn.ts';
import { gave } from './answers.ts';
import { leaverOf, runAtOf, zoneOf, type Draft } from './draft.ts';
import { autoReplyOf, optionsOf, successorOf } from './options.ts';
import { withInputs } from './planInputs.ts';
import type { Question, Reaction } from './question.ts';
import { takeOverReaction, typedSuccessor } from './takeOver.ts';

const longestReason = 1000;
const longestReply = 1000;

/** Shows exactly what will happen, with its switches; a delete is confirmed by typing the leaver's mail address. */
export const planQuestion: Question = {
  id: 'plan',
  render({ texts, zone: own, now }, key, draft) {
    const { path = 'keep', offers = [], licences = [], findings = [], stuckGroups = {}, successorChoices = [] } = draft;
    const successor = successorOf(draft);
    const options = optionsOf(draft, texts.language);
    return planCard(texts, key, {
      ...{ path, offers, licences, stuckGroups, successor, successorChoices, now },
      findings: stillToldOf(findings, scopesOf(chosenOf(offers, options))),
      person: leaverOf(draft),
      // On the card a step without its successor says so; what it hands over is shown whoever it needs.
      options: { ...options, successor },
      successorReports: successor?.reportsToLeaver === true,
      autoReply: autoReplyOf(draft, texts.language),
      runAt: runAtOf(draft),
      zone: zoneOf(draft, own),
      reason: draft.reason ?? '',
      typedMail: draft.typedMail ?? '',
    });
  },
  understand(turn, draft) {
    const filled = withInputs(draft, turn.input, turn.texts.language);
    if (gave(turn.input, 'change')) return change(turn, filled);
    const isConfirmed = gave(turn.input, 'confirm');
    const takeOver = isConfirmed ? takeOverReaction(turn, filled) : undefined;
    if (takeOver !== undefined) return takeOver;
    if (draft.path === 'delete') return confirmDelete(turn, filled);
    if (!isConfirmed) return { kind: 'again', say: turn.texts.t('plan.unclear'), draft: filled };
    return confirmed(turn, filled);
  },
};

/** Somebody else who was typed to take over is looked up when the plan is shown again. */
function change(turn: Turn, draft: Draft): Reaction {
  const typed = typedSuccessor(turn, draft);
  const named = typed === undefined ? {} : typed === '' ? { successor: null } : { successorQuery: typed };
  return {
    kind: 'answered',
    draft: { ...draft, ...named, changing: true },
    said: turn.texts.t('plan.answered-change'),
  };
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
function confirmed(turn: Turn, draft: Draft): Reaction {
  const say = obstacle(turn, draft);
  return say === undefined ? { kind: 'confirmed', draft } : { kind: 'again', say, draft };
}

/** Why it can't be sent as it was filled in; undefined: it can. */
function obstacle({ texts: { t, language } }: Turn, draft: Draft): string | undefined {
  const length = draft.reason?.length ?? 0;
  if (length > longestReason) return t('plan.too-long', { length, limit: longestReason });
  // A delete can be confirmed by a written mail address, which chooses nobody.
  if (draft.successorChoices !== undefined) return t('successor.choose-first');
  const { steps, autoReply } = optionsOf(draft, language);
  if (!steps.includes('auto-reply')) return undefined;
  if (autoReply.trim() === '') return t('auto-reply.empty');
  return autoReply.length > longestReply
    ? t('auto-reply.too-long', { length: autoReply.length, limit: longestReply })
    : undefined;
}
