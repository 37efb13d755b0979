import { action } from './card.ts';
import type { CardJson, ChatMessage, FakeTeams } from './teams.ts';

export interface ClientOptions {
  readonly botUrl: string;
  readonly teams: FakeTeams;
  readonly person: { readonly id: string; readonly displayName: string };
  readonly tenantId: string;
  readonly locale?: string;
  readonly zone?: string;
  /** The Authorization header that the channel service sends along; without it none, as in the sandbox. */
  readonly authorization?: string;
  /** Instead of the personal chat that the person's id gives. */
  readonly place?: ChatPlace;
}

export interface ChatPlace {
  readonly id: string;
  readonly type: 'personal' | 'channel' | 'groupChat';
}

export interface Pressed {
  readonly status: number;
  /** The card that an Action.Execute was answered with. */
  readonly card: CardJson | undefined;
  /** The sentence that it was answered with instead; empty where there was none. */
  readonly sentence: string;
}

export type Inputs = Readonly<Record<string, string>>;

/** The Teams id of the person with this Entra id. */
export function teamsIdOf(personId: string): string {
  return `user-${personId}`;
}

/** A person's chat with the bot, or what they see and do in a channel, as a Teams client shows and drives it. */
export class Client {
  readonly #options: ClientOptions;
  readonly conversationId: string;
  /** The cards that took the place of a message's for this person alone, and which message's. */
  readonly #answers = new WeakMap<CardJson, string>();
  /** The cards that clicks were answered with, oldest first. */
  readonly answered: CardJson[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
    this.conversationId = options.place?.id ?? `chat-${options.person.id}`;
  }

  get messages(): ChatMessage[] {
    return this.#options.teams.chat(this.conversationId);
  }

  /** What was said, cards left out. */
  get sentences(): string[] {
    return this.messages.flatMap(({ activity }) => (activity.text === undefined ? [] : [activity.text]));
  }

  get lastSentence(): string {
    return this.sentences.at(-1) ?? '';
  }

  /** The cards as they stand now, oldest first. */
  get cards(): CardJson[] {
    return this.messages.flatMap((message) => cardOf(message));
  }

  /** The newest card. */
  get card(): CardJson {
    const card = this.cards.at(-1);
    if (card === undefined) throw new Error('no card in the chat yet');
    return card;
  }

  async arrive(): Promise<void> {
    const { person } = this.#options;
    await this.post({
      type: 'conversationUpdate',
      membersAdded: [{ id: teamsIdOf(person.id), aadObjectId: person.id }],
    });
  }

  /** In a channel or group chat a bot hears only what mentions it. */
  async say(text: string): Promise<void> {
    const mention = this.#isPersonal() ? '' : '<at>Farewell</at> ';
    await this.post({ type: 'message', text: `${mention}${text}` });
  }

  /** Presses a button as Teams does: an invoke of Action.Execute with the card's inputs. */
  press(verb: string, inputs: Inputs = {}, card: CardJson = this.card): Promise<Pressed> {
    const data = { ...(action(card, verb)['data'] as object), ...inputs };
    return this.invoke(
      { action: { type: 'Action.Execute', id: verb, verb, data }, trigger: 'manual' },
      this.#activityOf(card),
    );
  }

  /** What Teams does by itself when it shows a card whose refresh names this person; undefined: it names others, or nobody. */
  async refresh(card: CardJson = this.card): Promise<Pressed | undefined> {
    const { action, userIds = [] } = (card['refresh'] ?? {}) as { action?: object; userIds?: string[] };
    if (action === undefined || !userIds.includes(teamsIdOf(this.#options.person.id))) return undefined;
    return this.invoke({ action, trigger: 'automatic' }, this.#activityOf(card));
  }

  async invoke(value: unknown, replyToId?: string): Promise<Pressed> {
    const { status, body } = await this.post({
      type: 'invoke',
      name: 'adaptiveCard/action',
      value,
      ...(replyToId === undefined ? {} : { replyToId }),
    });
    const answer = body as { type?: string; value?: unknown } | undefined;
    const card = answer?.type === 'application/vnd.microsoft.card.adaptive' ? (answer.value as CardJson) : undefined;
    if (card !== undefined) this.answered.push(card);
    if (card !== undefined && replyToId !== undefined) this.#answers.set(card, replyToId);
    return {
      status,
      card,
      sentence: answer?.type === 'application/vnd.microsoft.activity.message' ? String(answer.value) : '',
    };
  }

  /** Presses the fallback, as a client without Action.Execute does: a message with a value. */
  async submit(verb: string, inputs: Inputs = {}, card: CardJson = this.card): Promise<void> {
    const fallback = action(card, verb)['fallback'] as { data: object };
    await this.post({ type: 'message', value: { ...fallback.data, ...inputs }, replyToId: this.#activityOf(card) });
  }

  /** Waits for a card that `fits`, wherever in the chat it stands. */
  seeCard(what: string, fits: (card: CardJson) => boolean, withinMs?: number): Promise<CardJson> {
    return this.#options.teams.until(`card: ${what}`, () => this.cards.find(fits), withinMs);
  }

  seeSentence(pattern: RegExp): Promise<string> {
    return this.#options.teams.until(`sentence: ${pattern}`, () =>
      this.sentences.find((sentence) => pattern.test(sentence)),
    );
  }

  async post(
    activity: Record<string, unknown> & { readonly replyToId?: string },
  ): Promise<{ status: number; body: unknown }> {
    const { botUrl, teams, person, authorization, locale = 'en-US', zone = 'Europe/Amsterdam' } = this.#options;
    const response = await fetch(`${botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify({
        id: crypto.randomUUID(),
        timestamp: new Date().toISOString(),
        channelId: 'msteams',
        serviceUrl: teams.url,
        from: { id: teamsIdOf(person.id), name: person.displayName, aadObjectId: person.id },
        recipient: { id: 'farewell-bot', name: 'Farewell' },
        ...this.#whereabouts(activity.replyToId ?? crypto.randomUUID()),
        locale,
        localTimezone: zone,
        ...activity,
      }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  /** Teams names a channel with the thread, and the team that it belongs to. */
  #whereabouts(thread: string): { conversation: object; channelData: object } {
    const { place = { type: 'personal' }, tenantId } = this.#options;
    const isChannel = place.type === 'channel';
    const id = isChannel ? `${this.conversationId};messageid=${thread}` : this.conversationId;
    const team = isChannel ? { team: { id: '19:team@thread.tacv2' }, channel: { id: this.conversationId } } : {};
    const group = this.#isPersonal() ? {} : { isGroup: true };
    return {
      conversation: { id, conversationType: place.type, ...group, tenantId },
      channelData: { tenant: { id: tenantId }, ...team },
    };
  }

  #isPersonal(): boolean {
    return (this.#options.place?.type ?? 'personal') === 'personal';
  }

  #activityOf(card: CardJson): string {
    return this.#answers.get(card) ?? this.messages.find((message) => cardOf(message).includes(card))?.id ?? '';
  }
}

function cardOf({ activity }: ChatMessage): CardJson[] {
  return (activity.attachments ?? []).map(({ content }) => content);
}
