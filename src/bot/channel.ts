import { TurnContext } from 'botbuilder';
import type { Deps } from '../approvals/inspect.ts';
import { auditRefusal } from '../approvals/refusal.ts';
import type { AuditEvent } from '../offboarding/ports/audit.ts';
import type { Place } from '../offboarding/ports/cards.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { Command } from './commands.ts';
import { refreshWaiting } from './contact.ts';
import type { NotifierDeps } from './notifier.ts';
import { say, type Turn } from './turn.ts';

/** Most that a channel is for: approvers say there that the cards come there, or no longer do. */
export async function hearInChannel(deps: Deps, turn: Turn, command: Command | undefined): Promise<void> {
  const isAboutCards = command?.name === 'approvals-here' || command?.name === 'approvals-in-chats';
  if (!isAboutCards) return say(turn, turn.texts.t('say.personal-only'));
  const groups = await deps.tenant.memberOf(turn.actor.id, [deps.policy.approverGroupId]);
  if (groups.length === 0) return refuse(deps, turn, command.name);
  const place = command.name === 'approvals-here' ? placeOf(turn) : undefined;
  await deps.store.transaction((records) => setChannel(records, place, { actorId: turn.actor.id, at: turn.now }));
  await say(turn, turn.texts.t(`say.${command.name}`));
}

/** For a channel to which Farewell can no longer write: the approvers are asked in their own chats again. */
export async function giveUpChannel({ store, ambient, log }: NotifierDeps, conversationId: string): Promise<void> {
  log.warn({ conversationId }, "the approvers' channel can't be written to any more");
  await store.transaction(async (records) => {
    const channel = await records.approvalsChannel.find();
    if (channel?.conversationId !== conversationId) return;
    await setChannel(records, undefined, { actorId: null, at: ambient.now() });
  });
}

/** undefined: back to the approvers' personal chats. */
async function setChannel(
  records: Records,
  place: Place | undefined,
  by: Pick<AuditEvent, 'actorId' | 'at'>,
): Promise<void> {
  if (place === undefined) await records.approvalsChannel.clear();
  else await records.approvalsChannel.set(place);
  await records.audit.append({
    ...by,
    action: place === undefined ? 'channel-cleared' : 'channel-set',
    requestId: null,
    details: { conversationId: place?.conversationId ?? null },
  });
  await refreshWaiting(records);
}

async function refuse(deps: Deps, turn: Turn, attempt: string): Promise<void> {
  await auditRefusal(deps, { requestId: null, actorId: turn.actor.id, attempt, rule: 'not-an-approver' });
  await say(turn, turn.texts.t('say.approvals-only-approvers'));
}

/** The channel itself: Teams names the thread in which was written after a semicolon. */
function placeOf({ context, texts }: Turn): Place {
  const reference = TurnContext.getConversationReference(context.activity);
  const [id = ''] = reference.conversation?.id.split(';') ?? [];
  const { channelId, serviceUrl, bot, conversation } = reference;
  // Without the person and their message: what is written here later answers neither.
  return {
    conversationId: id,
    locale: texts.language,
    reference: { channelId, serviceUrl, bot, conversation: { ...conversation, id } },
  };
}
