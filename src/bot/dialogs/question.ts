import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { Deps } from '../../approvals/inspect.ts';
import { answeredCard } from '../../cards/messageCards.ts';
import type { Card } from '../../cards/fill.ts';
import type { CardKey } from '../../cards/parts.ts';
import type { Input } from '../input.ts';
import { auditClick, type ClickRule } from '../refuse.ts';
import { replaceCard, say, sendCard, turnOf, type Turn } from '../turn.ts';
import { controlOf, isHelp } from './answers.ts';
import type { Draft, QuestionId } from './draft.ts';

/** What a reaction to a question comes to. */
export type Reaction =
  /** Answered: the draft with the answer, and what stays of the card. */
  | { readonly kind: 'answered'; readonly draft: Draft; readonly said: string }
  /** The plan was confirmed: its card stays until the request's card takes its place. */
  | { readonly kind: 'confirmed'; readonly draft: Draft }
  /** Not an answer: say why, and leave the question open with what was filled in; `refused`: no card of ours asks that. */
  | { readonly kind: 'again'; readonly say: string; readonly draft?: Draft; readonly refused?: ClickRule }
  /** The same question, shown differently. */
  | { readonly kind: 'shown'; readonly draft: Draft };

/** One question of the conversation: how it looks, and what a reaction to it means. */
export interface Question {
  readonly id: QuestionId;
  render(turn: Turn, key: CardKey, draft: Draft): Card;
  understand(turn: Turn, draft: Draft): Reaction;
}

export interface QuestionResult {
  readonly kind: 'answered' | 'cancelled' | 'back';
  readonly confirmed: boolean;
  readonly draft: Draft;
  /** Where the question's card stands. */
  readonly activityId: string;
}

interface Open {
  draft: Draft;
  activityId: string;
}

/** Asks a question with a card and waits for its button or for words; a prompt that also hears Action.Execute. */
export class QuestionPrompt extends Dialog {
  readonly #question: Question;
  readonly #deps: Deps;

  constructor(question: Question, deps: Deps) {
    super(question.id);
    this.#question = question;
    this.#deps = deps;
  }

  override async beginDialog(dc: DialogContext, options?: object): Promise<DialogTurnResult> {
    const asked = options as Draft;
    const draft: Draft = { ...asked, version: asked.version + 1 };
    const turn = turnOf(dc.context);
    const activityId = await sendCard(turn, this.#question.render(turn, keyOf(draft), draft));
    Object.assign(openOf(dc), { draft, activityId });
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const open = openOf(dc);
    if (isFromOtherCard(turn.input, open.draft)) {
      await auditClick(this.#deps, turn, 'card-closed');
      await say(turn, turn.texts.t('say.card-closed'));
      return Dialog.EndOfTurn;
    }
    if (isHelp(turn.input)) {
      await say(turn, turn.texts.t('help-in-dialog'));
      return Dialog.EndOfTurn;
    }
    const control = controlOf(turn.input);
    if (control === undefined) return this.#react(dc, turn, this.#question.understand(turn, open.draft));
    const kind = control === 'cancel' ? 'cancelled' : 'back';
    return this.#leave(dc, { result: resultOf(open, { kind }), card: closedCard(turn) });
  }

  /** Its card changes last: where what comes next fails, the question is still open and needs its buttons. */
  async #leave(dc: DialogContext, { result, card }: { result: QuestionResult; card: Card }): Promise<DialogTurnResult> {
    const ended = await dc.endDialog(result);
    await replaceCard(turnOf(dc.context), result.activityId, card);
    return ended;
  }

  async #react(dc: DialogContext, turn: Turn, reaction: Reaction): Promise<DialogTurnResult> {
    const open = openOf(dc);
    switch (reaction.kind) {
      case 'again':
        if (reaction.refused !== undefined) await auditClick(this.#deps, turn, reaction.refused);
        // The card first: what is typed on it after the sentence would be lost in the redrawing.
        await this.#show(turn, open, reaction.draft ?? open.draft);
        await say(turn, reaction.say);
        return Dialog.EndOfTurn;
      case 'shown':
        return this.#show(turn, open, reaction.draft);
      case 'answered':
        return this.#leave(dc, { result: resultOf(open, reaction), card: answeredCard(reaction.said) });
      case 'confirmed':
        return dc.endDialog(resultOf(open, { kind: 'answered', draft: reaction.draft, confirmed: true }));
    }
  }

  /** The card again in its place, with what was typed on it, so that a refused answer loses nothing. */
  async #show(turn: Turn, open: Open, draft: Draft): Promise<DialogTurnResult> {
    if (turn.input.kind === 'action') {
      await replaceCard(turn, open.activityId, this.#question.render(turn, keyOf(draft), draft));
    }
    open.draft = draft;
    return Dialog.EndOfTurn;
  }
}

/** Takes the buttons from a question's card without an answer. */
export async function closeCard(turn: Turn, activityId: string): Promise<void> {
  await replaceCard(turn, activityId, closedCard(turn));
}

function closedCard({ texts }: Turn): Card {
  return answeredCard(texts.t('say.question-closed'));
}

/** Ends everything on the stack; the question that was open loses its buttons. */
export async function closeOpenQuestion(stack: DialogContext, turn: Turn): Promise<void> {
  const open = innermost(stack);
  await stack.cancelAllDialogs();
  if (open?.activityId !== undefined) await replaceCard({ ...turn, answer: {} }, open.activityId, closedCard(turn));
}

/** The question is the innermost dialog: inside the round, inside the offboarding. */
function innermost(stack: DialogContext): Partial<Open> | undefined {
  const deepest = (dc: DialogContext): DialogContext => (dc.child === undefined ? dc : deepest(dc.child));
  return deepest(stack).activeDialog?.state as Partial<Open> | undefined;
}

/** What an open question keeps in the dialog's state. */
function openOf(dc: DialogContext): Open {
  return dc.activeDialog?.state as Open;
}

function resultOf(
  { draft, activityId }: Open,
  answer: Pick<QuestionResult, 'kind'> & Partial<QuestionResult>,
): QuestionResult {
  return { confirmed: false, draft, activityId, ...answer };
}

function keyOf({ requestId, version }: Draft): CardKey {
  return { requestId, version };
}

/** A button of another request or of an earlier card. */
function isFromOtherCard(input: Input, draft: Draft): boolean {
  return input.kind === 'action' && (input.key?.requestId !== draft.requestId || input.key.version !== draft.version);
}
