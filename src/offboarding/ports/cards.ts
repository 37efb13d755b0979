/** A chat that Farewell can write to on its own, and the language spoken there. */
export interface Place {
  readonly conversationId: string;
  readonly locale: string;
  /** botbuilder's ConversationReference as JSON. */
  readonly reference: Readonly<Record<string, unknown>>;
}

/** Where a person can be reached. */
export interface Contact extends Place {
  readonly userId: string;
}

export interface Contacts {
  /** Takes the place of what was known of this person. */
  save(contact: Contact): Promise<void>;
  find(userId: string): Promise<Contact | undefined>;
}

/** The channel or group chat to which approvers had their cards brought, if they did. */
export interface ApprovalsChannel {
  /** undefined: cards go to the approvers' personal chats. */
  find(): Promise<Place | undefined>;
  /** Takes the place of the one before. */
  set(place: Place): Promise<void>;
  clear(): Promise<void>;
}

export type Audience = 'requester' | 'approver' | 'channel';

/** A copy of a request's card in somebody's chat, or in the approvers' channel. */
export interface SentCard {
  readonly id: string;
  readonly requestId: string;
  readonly audience: Audience;
  /** Entra object id; for the channel, its conversation id. */
  readonly recipientId: string;
  readonly conversationId: string;
  /** null: claimed, not sent yet. */
  readonly activityId: string | null;
  /** Hash of what it shows; null before the first send. */
  readonly shownHash: string | null;
  readonly updatedAt: Date | null;
  /** How many of the request's events its readers were told of by more than a change of the card. */
  readonly announced: number;
}

export interface SentCards {
  ofRequest(requestId: string): Promise<SentCard[]>;
  /** Claims the right to send this person their copy; undefined: they have one already. */
  claim(card: NewCopy): Promise<SentCard | undefined>;
  /** Stores where the copy is and what it shows. */
  shown(id: string, shown: { activityId: string; conversationId: string; hash: string; at: Date }): Promise<void>;
  /** Stores that the readers were told of the first `count` events. */
  announced(id: string, count: number): Promise<void>;
}

export type NewCopy = Pick<SentCard, 'id' | 'requestId' | 'audience' | 'recipientId' | 'conversationId' | 'announced'>;
