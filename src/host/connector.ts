import {
  CardFactory,
  MessageFactory,
  TeamsInfo,
  type CloudAdapter,
  type TeamsChannelAccount,
  type TurnContext,
} from 'botbuilder';
import type { Connector, Member } from '../bot/connector.ts';
import type { Card } from '../cards/fill.ts';
import { FarewellError } from '../errors.ts';
import type { Place } from '../offboarding/ports/cards.ts';

/** Reaches people outside of a turn, by the conversation reference of the place. Throws what the service answered. */
export function createConnector(adapter: CloudAdapter, botId: string): Connector {
  const inConversation = <T>(place: Place, work: (context: TurnContext) => Promise<T>) =>
    proactively({ adapter, botId, place }, work);
  return {
    send: (place, card) => inConversation(place, (context) => send(context, card)),
    say: (place, text) => inConversation(place, (context) => say(context, text)),
    members: (place) => inConversation(place, membersOf),
    async update(place, activityId, card) {
      try {
        await inConversation(place, (context) => replace(context, activityId, card));
        return 'updated';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw error;
      }
    },
  };
}

interface Way {
  readonly adapter: CloudAdapter;
  readonly botId: string;
  readonly place: Place;
}

/**
 * Brings out what `work` gave or threw. An error that leaves the turn would end in the adapter's onTurnError: the person would
 * be told of a failed turn that they never took, and the caller would hear of a success.
 */
async function proactively<T>({ adapter, botId, place }: Way, work: (context: TurnContext) => Promise<T>): Promise<T> {
  const outcome: { result?: PromiseSettledResult<T> } = {};
  await adapter.continueConversationAsync(botId, place.reference, async (context) => {
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

/** Plain text, so that a name with Markdown in it stays a name. */
async function say(context: TurnContext, text: string): Promise<void> {
  await context.sendActivity({ ...MessageFactory.text(text), textFormat: 'plain' });
}

/** Most members that one page of Teams' answer has. */
const pageSize = 500;

/** Teams gives the Entra id as `objectId`, which botbuilder renames everywhere but in pages; who has none, a bot, is left out. */
async function membersOf(context: TurnContext): Promise<Member[]> {
  const found: Member[] = [];
  for (let token: string | undefined; ;) {
    const { members, continuationToken } = await TeamsInfo.getPagedMembers(context, pageSize, token);
    for (const { id, aadObjectId, objectId } of members as (TeamsChannelAccount & { objectId?: string })[]) {
      const userId = aadObjectId ?? objectId;
      if (userId !== undefined) found.push({ userId: userId.toLowerCase(), teamsUserId: id });
    }
    if (continuationToken === undefined || continuationToken === '') return found;
    token = continuationToken;
  }
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
