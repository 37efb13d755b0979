export type Audience = 'requester' | 'approver';

/** A copy of a request's card in somebody's chat. */
export interface SentCard {
  readonly id: string;
  readonly requestId: string;
  readonly audience: Audience;
  readonly recipientId: string;
  readonly conversationId: string;
  /** null: claimed, not sent yet. */
  readonly activityId: string | null;
  /** Hash of what it shows; null before the first send. */
  readonly shownHash: string | null;
  readonly updatedAt: Date | null;
}

export interface SentCards {
  ofRequest(requestId: string): Promise<SentCard[]>;
  /** Claims the right to send this person their copy; undefined: they have one already. */
  claim(
    card: Pick<SentCard, 'id' | 'requestId' | 'audience' | 'recipientId' | 'conversationId'>,
  ): Promise<SentCard | undefined>;
  /** Stores where the copy is and what it shows. */
  shown(id: string, shown: { activityId: string; conversationId: string; hash: string; at: Date }): Promise<void>;
}

/** Where a person can be reached, and in which language. */
export interface Contact {
  readonly userId: string;
  readonly conversationId: string;
  readonly locale: string;
  /** botbuilder's ConversationReference as JSON. */
  readonly reference: Readonly<Record<string, unknown>>;
}

export interface Contacts {
  /** Takes the place of what was known of this person. */
  save(contact: Contact): Promise<void>;
  find(userId: string): Promise<Contact | undefined>;
}
