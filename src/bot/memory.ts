import { PrivateConversationState, type StatePropertyAccessor, type Storage, type TurnContext } from 'botbuilder';
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

/** Bot state in the database, per person and chat; Farewell talks in personal chats only, so that is one record a person. */
export interface Memory {
  readonly profile: StatePropertyAccessor<Profile>;
  readonly chat: StatePropertyAccessor<Chat>;
  readonly dialogs: StatePropertyAccessor<DialogState>;
  load(context: TurnContext): Promise<void>;
  save(context: TurnContext): Promise<void>;
}

/** Keeps it in `storage`: one read a turn, and one write where something changed. */
export function createMemory(storage: Storage): Memory {
  const state = new PrivateConversationState(storage);
  return {
    profile: state.createProperty<Profile>('profile'),
    chat: state.createProperty<Chat>('chat'),
    dialogs: state.createProperty<DialogState>('dialogs'),
    load: async (context) => {
      await state.load(context);
    },
    save: (context) => state.saveChanges(context),
  };
}
