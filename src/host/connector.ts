import { CardFactory, MessageFactory, type CloudAdapter, type TurnContext } from 'botbuilder';
import type { Connector } from '../bot/notifier.ts';
import type { Card } from '../cards/fill.ts';
import { FarewellError } from '../errors.ts';
import type { Contact } from '../offboarding/ports/cards.ts';

/** Reaches people outside of a turn, by the conversation reference of their last one. Throws what the service answered. */
export function createConnector(adapter: CloudAdapter, botId: string): Connector {
  const inConversation = <T>(contact: Contact, work: (context: TurnContext) => Promise<T>) =>
    proactively({ adapter, botId, contact }, work);
  return {
    send: (contact, card) => inConversation(contact, (context) => send(context, card)),
    async update(contact, activityId, card) {
      try {
        await inConversation(contact, (context) => replace(context, activityId, card));
        return 'updated';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw error;
      }
    },
  };
}

interface Place {
  readonly adapter: CloudAdapter;
  readonly botId: string;
  readonly contact: Contact;
}

/**
 * Brings out what `work` gave or threw. An error that leaves the turn would end in the adapter's onTurnError: the person would
 * be told of a failed turn that they never took, and the caller would hear of a success.
 */
async function proactively<T>(
  { adapter, botId, contact }: Place,
  work: (context: TurnContext) => Promise<T>,
): Promise<T> {
  const outcome: { result?: PromiseSettledResult<T> } = {};
  await adapter.continueConversationAsync(botId, contact.reference, async (context) => {
    [outcome.result] = await Promise.allSettled([work(context)]);
  });
  if (outcome.result === undefined) throw new FarewellError('internal', 'the proactive turn did not run');
  if (outcome.result.status === 'rejected') throw outcome.result.reason;
  return outcome.result.value;
}

async function send(context: TurnContext, card: Card): Promise<string> {
  const sent = await context.sendActivity(MessageFactory.attachment(CardFactory.adaptiveCard(card)));
  return sent?.id ?? '';
}

async function replace(context: TurnContext, activityId: string, card: Card): Promise<void> {
  const message = MessageFactory.attachment(CardFactory.adaptiveCard(card));
  await context.updateActivity({ ...message, id: activityId, conversation: context.activity.conversation });
}

/** The service no longer knows the message: deleted, or a chat client that began anew. */
function isGone(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: unknown };
  return statusCode === 404 || statusCode === 410;
}
