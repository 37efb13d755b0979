import { action } from './card.ts';
import type { CardJson, ChatMessage, FakeTeams } from './teams.ts';

export interface ClientOptions {
  readonly botUrl: string;
  readonly teams: FakeTeams;
  readonly person: { readonly id: string; readonly displayName: string };
  readonly tenantId: string;
  readonly locale?: string;
  readonly zone?: string;
}

export interface Pressed {
  readonly status: number;
  /** The card that an Action.Execute was answered with. */
  readonly card: CardJson | undefined;
}

export type Inputs = Readonly<Record<string, string>>;

/** A person's chat with the bot, as a Teams client shows and drives it. */
export class Client {
  readonly #options: ClientOptions;
  readonly conversationId: string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.conversationId = `chat-${options.person.id}`;
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
      membersAdded: [{ id: `user-${person.id}`, aadObjectId: person.id }],
    });
  }

  async say(text: string): Promise<void> {
    await this.post({ type: 'message', text });
  }

  /** Presses a button as Teams does: an invoke of Action.Execute with the card's inputs. */
  press(verb: string, inputs: Inputs = {}, card: CardJson = this.card): Promise<Pressed> {
    const data = { ...(action(card, verb)['data'] as object), ...inputs };
    return this.invoke(
      { action: { type: 'Action.Execute', id: verb, verb, data }, trigger: 'manual' },
      this.#activityOf(card),
    );
  }

  async invoke(value: unknown, replyToId?: string): Promise<Pressed> {
    const { status, body } = await this.post({
      type: 'invoke',
      name: 'adaptiveCard/action',
      value,
      ...(replyToId === undefined ? {} : { replyToId }),
    });
    const answer = body as { type?: string; value?: CardJson } | undefined;
    return { status, card: answer?.type === 'application/vnd.microsoft.card.adaptive' ? answer.value : undefined };
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

  async post(activity: Record<string, unknown>): Promise<{ status: number; body: unknown }> {
    const { botUrl, teams, person, tenantId, locale = 'en-US', zone = 'Europe/Amsterdam' } = this.#options;
    const response = await fetch(`${botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        id: crypto.randomUUID(),
        timestamp: new Date().toISOString(),
        channelId: 'msteams',
        serviceUrl: teams.url,
        from: { id: `user-${person.id}`, name: person.displayName, aadObjectId: person.id },
        recipient: { id: 'farewell-bot', name: 'Farewell' },
        conversation: { id: this.conversationId, conversationType: 'personal', tenantId },
        channelData: { tenant: { id: tenantId } },
        locale,
        localTimezone: zone,
        ...activity,
      }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }

  #activityOf(card: CardJson): string {
    return this.messages.find((message) => cardOf(message).includes(card))?.id ?? '';
  }
}

function cardOf({ activity }: ChatMessage): CardJson[] {
  return (activity.attachments ?? []).map(({ content }) => content);
}
