import type { TurnContext } from 'botbuilder';

type OnTurn = (context: TurnContext) => Promise<void>;

/**
 * Runs the turns of one person in one chat one after the other. Two fast clicks would otherwise read the same state, and the
 * later write would win over the earlier answer.
 */
export function inOrder(onTurn: OnTurn): OnTurn {
  const last = new Map<string, Promise<void>>();
  return async (context) => {
    const { conversation, from } = context.activity;
    const key = `${conversation.id} ${from?.id ?? ''}`;
    const before = last.get(key) ?? Promise.resolve();
    const turn = before.then(() => onTurn(context));
    // The next turn waits for this one to end, however it ends; who called hears of the failure.
    const ended = turn.catch(() => undefined);
    last.set(key, ended);
    try {
      await turn;
    } finally {
      if (last.get(key) === ended) last.delete(key);
    }
  };
}
