import { DialogContextError, DialogSet, type DialogContext } from 'botbuilder-dialogs';
import type { Deps } from '../approvals/inspect.ts';
import type { Draft } from './dialogs/draft.ts';
import { OffboardDialog } from './dialogs/offboardDialog.ts';
import { closeOpenQuestion } from './dialogs/question.ts';
import type { Memory } from './memory.ts';
import { say, type Turn } from './turn.ts';

/** A dialog left alone for longer than this is closed at the next message. */
const aloneForMs = 4 * 3_600_000;

/** The offboarding that a person is preparing in a chat, if any. */
export interface Conversation {
  /** Closes what was left alone too long, and says so. */
  expire(turn: Turn): Promise<void>;
  isOpen(turn: Turn): Promise<boolean>;
  /** Begins, closing whatever was being prepared. */
  begin(turn: Turn, start: Partial<Pick<Draft, 'query' | 'whenWords' | 'leaver' | 'path'>>): Promise<void>;
  /** Hands the turn to the open question. */
  goOn(turn: Turn): Promise<void>;
}

/** Runs the dialogs of botbuilder on the memory's state. */
export function createConversation(deps: Deps, memory: Memory): Conversation {
  const dialogs = new DialogSet(memory.dialogs).add(new OffboardDialog(deps));
  const stackOf = ({ context }: Turn): Promise<DialogContext> => dialogs.createContext(context);
  return {
    async expire(turn) {
      const stack = await stackOf(turn);
      const chat = await memory.chat.get(turn.context, {});
      const last = chat.lastTurnAt === undefined ? turn.now : new Date(chat.lastTurnAt);
      if (stack.activeDialog === undefined || turn.now.getTime() - last.getTime() < aloneForMs) return;
      await closeOpenQuestion(stack, turn);
      await say(turn, turn.texts.t('say.expired'));
    },
    async isOpen(turn) {
      return (await stackOf(turn)).activeDialog !== undefined;
    },
    async begin(turn, start) {
      const stack = await stackOf(turn);
      if (stack.activeDialog !== undefined) {
        await closeOpenQuestion(stack, turn);
        await say(turn, turn.texts.t('say.restarted'));
      }
      const draft: Draft = { requestId: deps.ambient.newId(), version: 0, ...start };
      await unwrapped(stack.beginDialog(OffboardDialog.id, draft));
      await stamp(memory, turn);
    },
    async goOn(turn) {
      await unwrapped((await stackOf(turn)).continueDialog());
      await stamp(memory, turn);
    },
  };
}

/** botbuilder wraps what a dialog throws; the code that callers and the log go by is inside. */
async function unwrapped(running: Promise<unknown>): Promise<void> {
  try {
    await running;
  } catch (error) {
    throw error instanceof DialogContextError ? error.error : error;
  }
}

async function stamp(memory: Memory, turn: Turn): Promise<void> {
  await memory.chat.set(turn.context, { lastTurnAt: turn.now.toISOString() });
}
