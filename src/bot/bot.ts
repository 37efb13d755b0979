import {
  TeamsActivityHandler,
  type Activity,
  type AdaptiveCardInvokeResponse,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import { IANAZone } from 'luxon';
import type { Card } from '../cards/fill.ts';
import { welcomeCard } from '../cards/messageCards.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import { auditRefusal } from '../approvals/refusal.ts';
import { actorOf, type Stranger, type TenantRule } from './actor.ts';
import { commandOf, type Command } from './commands.ts';
import { refreshWaiting, rememberContact, speak } from './contact.ts';
import { dispatch, dispatchInChannel, type DispatchDeps } from './dispatch.ts';
import { inputOf, type Input } from './input.ts';
import type { Memory, Profile } from './memory.ts';
import { isInvoke, keepTurn, sendCard, type InvokeAnswer, type Turn } from './turn.ts';

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

  /**
   * Action.Execute: heard like any message, and answered with the card that takes its place or with what was said. Before
   * botbuilder looks at it, which would turn a malformed one away without a sentence, and without a row in the audit.
   */
  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    if (context.activity.name !== 'adaptiveCard/action') return super.onInvokeActivity(context);
    const { card, sentence = '' } = await this.#hear(context);
    return { status: 200, body: card === undefined ? messageAnswer(sentence) : cardAnswer(card) };
  }

  async #hear(context: TurnContext): Promise<InvokeAnswer> {
    const answer: InvokeAnswer = {};
    const opened = await this.#open(context, answer);
    if (opened === undefined) return answer;
    const { turn, profile } = opened;
    if (turn.isPersonal) {
      await dispatch(this.#deps, opened);
      // Once more: the turn may have changed the language. Costs nothing where it has not.
      await rememberContact(this.#deps.core.store, turn, profile);
    } else {
      await dispatchInChannel(this.#deps, opened);
    }
    await this.#deps.memory.save(context);
    return answer;
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

  /** Also who had blocked or removed the app and has it again, in the same chat: what waits is brought to them now. */
  async #meet(context: TurnContext): Promise<void> {
    if (!isPersonal(context.activity) || (await this.#open(context)) === undefined) return;
    await refreshWaiting(this.#deps.core.store);
    await this.#deps.memory.save(context);
  }

  /** Who speaks, in which language, and where they can be reached from now on; undefined: refused, and told so. */
  async #open(context: TurnContext, answer: InvokeAnswer = {}): Promise<Opened | undefined> {
    const { activity } = context;
    const actor = actorOf(activity, this.#deps.tenantRule);
    if ('why' in actor) return this.#turnAway(context, actor, answer);
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
      isPersonal: isPersonal(activity),
      answer,
    };
    keepTurn(turn);
    if (turn.isPersonal) await rememberContact(this.#deps.core.store, turn, profile);
    return { turn, profile, command };
  }

  async #turnAway(context: TurnContext, { why, id }: Stranger, answer: InvokeAnswer): Promise<undefined> {
    const { activity } = context;
    await auditRefusal(this.#deps.core, { requestId: null, actorId: id, attempt: activity.type, rule: why });
    answer.sentence = textsOf(languageOf(activity.locale)).t(`say.${why}`);
    // As `say`: in a channel the answer to a click is for who clicked.
    if (isPersonal(activity) || !isInvoke(activity)) await context.sendActivity(answer.sentence);
    return undefined;
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
