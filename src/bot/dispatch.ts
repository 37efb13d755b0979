import type { Deps } from '../approvals/inspect.ts';
import { helpCard } from '../cards/messageCards.ts';
import { isVerb } from '../cards/parts.ts';
import { requestCard } from '../cards/requestCard.ts';
import { languages, textsOf, type Language } from '../i18n/text.ts';
import { isCardAction, runCardAction } from './cardActions.ts';
import type { Command } from './commands.ts';
import { speak } from './contact.ts';
import type { Conversation } from './conversation.ts';
import type { Input } from './input.ts';
import { showPending, showStatus } from './lists.ts';
import { refuseForgery } from './refuse.ts';
import type { Profile } from './memory.ts';
import type { Notifier } from './notifier.ts';
import { say, sendCard, type Turn } from './turn.ts';

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
  await deps.conversation.expire(turn);
  switch (turn.input.kind) {
    case 'malformed':
      return refuseForgery(deps.core, turn, 'malformed-card');
    case 'action':
      return onAction(deps, turn, turn.input);
    case 'text':
      return onText(deps, heard, turn.input.text);
  }
}

async function onAction(deps: DispatchDeps, turn: Turn, input: Extract<Input, { kind: 'action' }>): Promise<void> {
  if (!isVerb(input.verb)) return refuseForgery(deps.core, turn, 'unknown-verb');
  if (isCardAction(input)) return runCardAction(deps.core, turn, input);
  // The welcome card's buttons work at any moment, also while a question is open.
  if (input.verb === 'offboard') return deps.conversation.begin(turn, {});
  if (input.verb === 'help') return showHelp(deps, turn);
  if (await deps.conversation.isOpen(turn)) return deps.conversation.goOn(turn);
  await onClosedCard(deps, turn, input);
}

/** A button of a question that is over: nothing happens, and what became of it is shown where that is known. */
async function onClosedCard(
  { core }: DispatchDeps,
  turn: Turn,
  { key }: Extract<Input, { kind: 'action' }>,
): Promise<void> {
  const request = key === undefined ? undefined : await core.store.requests.find(key.requestId);
  if (request?.requester.id === turn.actor.id) {
    const journal = await core.store.journal.entries(request.id);
    turn.answer.card = requestCard(turn.texts, { request, journal, audience: 'requester' });
  }
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
  return name === 'status' || name === 'pending' || name === 'language' || name === 'offboard';
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
