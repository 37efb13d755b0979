import { ActivityTypes, CardFactory, MessageFactory, type Activity, type TurnContext } from 'botbuilder';
import type { Card } from '../cards/fill.ts';
import type { Texts } from '../i18n/text.ts';
import type { Actor } from '../offboarding/people.ts';
import type { Input } from './input.ts';

/** One turn of a known person: what they did, and the ways to answer. */
export interface Turn {
  readonly context: TurnContext;
  readonly actor: Actor;
  readonly input: Input;
  readonly texts: Texts;
  /** IANA zone of the client, else the one from the settings. */
  readonly zone: string;
  readonly now: Date;
  /** A chat with this person alone. */
  readonly isPersonal: boolean;
  readonly answer: InvokeAnswer;
}

/** What an Action.Execute is answered with, filled in while the turn runs: a card, else the last sentence. */
export interface InvokeAnswer {
  card?: Card;
  sentence?: string;
}

/** Action.Execute arrives as an invoke, which wants an answer. */
export function isInvoke({ type }: Pick<Activity, 'type'>): boolean {
  return type === (ActivityTypes.Invoke as string);
}

const turnKey = Symbol('farewell.turn');

export function keepTurn(turn: Turn): void {
  turn.context.turnState.set(turnKey, turn);
}

/** The turn that the bot put on the context before it ran the dialogs. */
export function turnOf(context: TurnContext): Turn {
  return context.turnState.get<Turn>(turnKey);
}

/**
 * Says a sentence; plain text, so that a name with Markdown in it stays a name. In a channel the answer to a click is for who
 * clicked, not for everybody.
 */
export async function say({ context, answer, isPersonal }: Turn, text: string): Promise<void> {
  answer.sentence = text;
  if (!isPersonal && isInvoke(context.activity)) return;
  await context.sendActivity({ ...MessageFactory.text(text), textFormat: 'plain' });
}

/** Sends a card as a new message; answers its activity id. */
export async function sendCard({ context }: Turn, card: Card): Promise<string> {
  const sent = await context.sendActivity({ attachments: [CardFactory.adaptiveCard(card)] });
  return sent?.id ?? '';
}

/** Puts another card in the place of one that was sent; an Execute on it is answered with the same card. */
export async function replaceCard(turn: Turn, activityId: string, card: Card): Promise<void> {
  if (isInvoke(turn.context.activity)) turn.answer.card = card;
  if (activityId === '') return;
  await turn.context.updateActivity({
    ...MessageFactory.attachment(CardFactory.adaptiveCard(card)),
    id: activityId,
    conversation: turn.context.activity.conversation,
  });
}
