import {
  PrivateConversationState,
  UserState,
  type StatePropertyAccessor,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import type { DialogState } from 'botbuilder-dialogs';
import type { Language } from '../i18n/text.ts';

/** What is remembered of a person. */
export interface Profile {
  /** Chosen with "language …" or by writing in it; else the client's. */
  language?: Language;
  /** Hash of the contact as last stored, so that an unchanged one costs no write. */
  contactHash?: string;
}

/** What is remembered of a chat. */
export interface Chat {
  /** ISO time of the last turn of an open dialog. */
  lastTurnAt?: string;
}

/** Bot state in the database: per person, and per person in a chat. */
export interface Memory {
  readonly profile: StatePropertyAccessor<Profile>;
  readonly chat: StatePropertyAccessor<Chat>;
  readonly dialogs: StatePropertyAccessor<DialogState>;
  load(context: TurnContext): Promise<void>;
  save(context: TurnContext): Promise<void>;
}

/** Keeps the states in `storage`; nothing is written when nothing changed. */
export function createMemory(storage: Storage): Memory {
  const users = new UserState(storage);
  const chats = new PrivateConversationState(storage);
  return {
    profile: users.createProperty<Profile>('profile'),
    chat: chats.createProperty<Chat>('chat'),
    dialogs: chats.createProperty<DialogState>('dialogs'),
    async load(context) {
      await Promise.all([users.load(context), chats.load(context)]);
    },
    async save(context) {
      await Promise.all([users.saveChanges(context), chats.saveChanges(context)]);
    },
  };
}
