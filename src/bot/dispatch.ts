import type { Deps } from '../approvals/inspect.ts';
import { helpCard } from '../cards/messageCards.ts';
import { languages, textsOf, type Language } from '../i18n/text.ts';
import { isCardAction, runCardAction } from './cardActions.ts';
import { hearInChannel } from './channel.ts';
import type { Command } from './commands.ts';
import { speak } from './contact.ts';
import type { Conversation } from './conversation.ts';
import type { ActionInput } from './input.ts';
import { showHistory, showPending, showStatus } from './lists.ts';
import { auditClick, forgeryOf, refuseForgery } from './refuse.ts';
import type { Profile } from './memory.ts';
import { startDelete } from './reviewing.ts';
import type { Notifier } from './notifier.ts';
import { showAsRequester } from './showRequest.ts';
import { say, sendCard, type Turn } from './turn.ts';
import { undoByNumber } from './undoing.ts';

export interface DispatchDeps {
  readonly core: Deps;
  readonly conversation: Conversation;
  readonly notifier: Notifier;
}

export interface Heard {
  readonly turn: Turn;
  readonly profile: Profile;
  readonly command: Command | undefined;
}

/** Longest text that is read at all; the longest field of a card is half of it. */
const longestText = 2000;

/** Decides what a turn is about and hands it on; each kind of input has one place that answers it. */
export async function dispatch(deps: DispatchDeps, heard: Heard): Promise<void> {
  const { turn } = heard;
  const { input } = turn;
  await deps.conversation.expire(turn);
  const forgery = forgeryOf(input);
  if (forgery !== undefined) return refuseForgery(deps.core, turn, forgery);
  if (input.kind === 'action') return onAction(deps, turn, input);
  if (input.kind === 'text') return onText(deps, heard, input.text);
}

/** As dispatch, in a channel or group chat: the buttons of a request's card, and what approvers say about where the cards go. */
export async function dispatchInChannel({ core }: DispatchDeps, { turn, command }: Heard): Promise<void> {
  const { input } = turn;
  const forgery = forgeryOf(input);
  if (forgery !== undefined) return refuseForgery(core, turn, forgery);
  if (input.kind !== 'action') return hearInChannel(core, turn, command);
  if (isCardAction(input)) return runCardAction(core, turn, input);
  await auditClick(core, turn, 'personal-only');
  await say(turn, turn.texts.t(input.verb === 'review-delete' ? 'review.chat-only' : 'say.personal-only'));
}

async function onAction(deps: DispatchDeps, turn: Turn, input: ActionInput): Promise<void> {
  if (isCardAction(input)) return runCardAction(deps.core, turn, input);
  if (input.hasOddities) return refuseForgery(deps.core, turn, 'malformed-card');
  if (input.verb === 'review-delete') return startDelete(deps, turn, input);
  // The welcome card's buttons work at any moment, also while a question is open.
  if (input.verb === 'offboard') return deps.conversation.begin(turn, {});
  if (input.verb === 'help') return showHelp(deps, turn);
  if (await deps.conversation.isOpen(turn)) return deps.conversation.goOn(turn);
  await onClosedCard(deps, turn, input);
}

/** A button of a question that is over: nothing happens, and what became of it is shown where that is known. */
async function onClosedCard({ core }: DispatchDeps, turn: Turn, { key }: ActionInput): Promise<void> {
  await auditClick(core, turn, 'card-closed');
  const request = key === undefined ? undefined : await core.store.requests.find(key.requestId);
  if (request?.requester.id === turn.actor.id) await showAsRequester(core, turn, { request });
  await say(turn, turn.texts.t('say.card-closed'));
}

async function onText(deps: DispatchDeps, { turn, profile, command }: Heard, text: string): Promise<void> {
  const { t } = turn.texts;
  if (text.length > longestText) return say(turn, t('say.too-long', { length: text.length, limit: longestText }));
  if (command !== undefined && isForAnyTime(command)) return onCommand(deps, { turn, profile, command });
  if (await deps.conversation.isOpen(turn)) return deps.conversation.goOn(turn);
  if (command !== undefined) return onCommand(deps, { turn, profile, command });
  await say(turn, t(text === '' ? 'say.empty' : 'say.not-understood'));
}

/** Commands that are heard while a question is open. "… leaves on Friday" is not: it may be an answer to the question. */
function isForAnyTime({ name }: Command): boolean {
  return [
    'status',
    'pending',
    'undo',
    'history',
    'language',
    'offboard',
    'approvals-here',
    'approvals-in-chats',
  ].includes(name);
}

async function onCommand(deps: DispatchDeps, { turn, profile, command }: Heard & { command: Command }): Promise<void> {
  const { t } = turn.texts;
  const { named } = command;
  switch (command.name) {
    case 'offboard':
    case 'leaves':
      return deps.conversation.begin(turn, startOf(named));
    case 'help':
      return showHelp(deps, turn);
    case 'cancel':
      return say(turn, t('say.nothing-to-cancel'));
    case 'back':
      return say(turn, t('say.nothing-to-go-back'));
    case 'status':
      return showStatus(deps.core, turn, { number: named['number'], notifier: deps.notifier });
    case 'pending':
      return showPending(deps.core, turn, deps.notifier);
    case 'approvals-here':
    case 'approvals-in-chats':
      return say(turn, t('say.approvals-in-channel'));
    case 'undo':
      return undoByNumber(deps.core, turn, named['number']);
    case 'history':
      return showHistory(deps.core, turn, named['who']);
    case 'language':
      return changeLanguage(turn, profile, named['language']);
  }
}

function startOf({ who, when }: Command['named']) {
  return { ...(who === undefined ? {} : { query: who }), ...(when === undefined ? {} : { whenWords: when }) };
}

async function showHelp({ core }: DispatchDeps, turn: Turn): Promise<void> {
  await sendCard(turn, helpCard(turn.texts, { requestId: core.ambient.newId(), version: 0 }));
}

async function changeLanguage(turn: Turn, profile: Profile, name: string | undefined): Promise<void> {
  const chosen = name === undefined ? undefined : languageNamed(turn, name);
  if (chosen === undefined) return say(turn, turn.texts.t('language.ask'));
  speak(profile, chosen);
  await say(turn, textsOf(chosen).t('language.changed'));
}

function languageNamed({ texts }: Turn, name: string): Language | undefined {
  return languages.find((language) => texts.languageNames[language].includes(name.toLowerCase()));
}
