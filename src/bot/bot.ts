import { TeamsActivityHandler, type Activity, type AdaptiveCardInvokeResponse, type TurnContext } from 'botbuilder';
import { IANAZone } from 'luxon';
import type { Card } from '../cards/fill.ts';
import { welcomeCard } from '../cards/messageCards.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import { actorOf, type TenantRule } from './actor.ts';
import { commandOf, type Command } from './commands.ts';
import { rememberContact, speak } from './contact.ts';
import { dispatch, type DispatchDeps } from './dispatch.ts';
import { inputOf, type Input } from './input.ts';
import type { Memory, Profile } from './memory.ts';
import { keepTurn, say, sendCard, type InvokeAnswer, type Turn } from './turn.ts';

export interface BotDeps extends DispatchDeps {
  readonly memory: Memory;
  readonly tenantRule: TenantRule;
  readonly defaultZone: string;
}

/** Farewell's front door in Teams: turns activities into turns of known people. */
export class FarewellBot extends TeamsActivityHandler {
  readonly #deps: BotDeps;

  constructor(deps: BotDeps) {
    super();
    this.#deps = deps;
    this.onMessage((context) => this.#hear(context).then(() => undefined));
    this.onMembersAdded((context) => this.#welcome(context));
    // Installing alone makes a person reachable; the greeting comes with conversationUpdate.
    this.onInstallationUpdateAdd((context) => this.#meet(context));
  }

  /** Action.Execute: heard like any message, and answered with the card that takes its place or with what was said. */
  protected override async onAdaptiveCardInvoke(context: TurnContext): Promise<AdaptiveCardInvokeResponse> {
    const { card, sentence = '' } = await this.#hear(context);
    return card === undefined ? messageAnswer(sentence) : cardAnswer(card);
  }

  async #hear(context: TurnContext): Promise<InvokeAnswer> {
    const opened = await this.#open(context);
    if (opened === undefined) return {};
    const { turn, profile } = opened;
    if (isPersonal(context.activity)) {
      await dispatch(this.#deps, opened);
      // Once more: the turn may have changed the language. Costs nothing where it has not.
      await rememberContact(this.#deps.core.store, turn, profile);
    } else {
      await say(turn, turn.texts.t('say.personal-only'));
    }
    await this.#deps.memory.save(context);
    return turn.answer;
  }

  /** Greets the person, not the bot that was added with them. */
  async #welcome(context: TurnContext): Promise<void> {
    const { membersAdded = [], recipient } = context.activity;
    if (!isPersonal(context.activity) || membersAdded.every(({ id }) => id === recipient.id)) return;
    const opened = await this.#open(context);
    if (opened === undefined) return;
    await sendCard(
      opened.turn,
      welcomeCard(opened.turn.texts, { requestId: this.#deps.core.ambient.newId(), version: 0 }),
    );
    await this.#deps.memory.save(context);
  }

  async #meet(context: TurnContext): Promise<void> {
    if (isPersonal(context.activity) && (await this.#open(context)) !== undefined)
      await this.#deps.memory.save(context);
  }

  /** Who speaks, in which language, and where they can be reached from now on; undefined: refused, and told so. */
  async #open(context: TurnContext): Promise<Opened | undefined> {
    const { activity } = context;
    const actor = actorOf(activity, this.#deps.tenantRule);
    if (typeof actor === 'string') {
      await context.sendActivity(textsOf(languageOf(activity.locale)).t(`say.${actor}`));
      return undefined;
    }
    await this.#deps.memory.load(context);
    const profile = await this.#deps.memory.profile.get(context, {});
    const input = inputOf(activity);
    const { command, texts } = understandLanguage(input, profile, activity);
    const zone = zoneOf(activity, this.#deps.defaultZone);
    const turn: Turn = {
      context,
      actor,
      input,
      texts,
      zone,
      now: this.#deps.core.ambient.now(),
      answer: {},
    };
    keepTurn(turn);
    if (isPersonal(activity)) await rememberContact(this.#deps.core.store, turn, profile);
    return { turn, profile, command };
  }
}

interface Opened {
  readonly turn: Turn;
  readonly profile: Profile;
  readonly command: Command | undefined;
}

function cardAnswer(card: Card): AdaptiveCardInvokeResponse {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: { ...card } };
}

/** A message's value is its text (Universal Actions: response format), which botbuilder's type doesn't know. */
function messageAnswer(sentence: string): AdaptiveCardInvokeResponse {
  const value = sentence as unknown as Record<string, unknown>;
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
}

/** A command written in the other language is answered in it, from then on. */
function understandLanguage(input: Input, profile: Profile, { locale }: Activity) {
  const own = profile.language ?? languageOf(locale);
  const command = input.kind === 'text' ? commandOf(input.text, own) : undefined;
  if (command !== undefined && command.language !== own) speak(profile, command.language);
  return { command, texts: textsOf(command?.language ?? own) };
}

/** The client's time zone where it names a real one. */
function zoneOf({ localTimezone }: Activity, defaultZone: string): string {
  return localTimezone !== undefined && IANAZone.create(localTimezone).isValid ? localTimezone : defaultZone;
}

/** Teams says "personal"; other channels leave it out for a chat with one person. */
function isPersonal({ conversation }: Activity): boolean {
  const { conversationType, isGroup } = conversation as { conversationType?: string; isGroup?: boolean };
  return conversationType === undefined ? isGroup !== true : conversationType === 'personal';
}
