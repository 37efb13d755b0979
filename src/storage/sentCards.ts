import type { Selectable } from 'kysely';
import type { SentCard, SentCards } from '../offboarding/ports/cards.ts';
import type { Executor } from './db.ts';
import { isUuid } from './requestRow.ts';
import type { SentCardTable } from './tables.ts';

/** The port for the copies of a request's card, over the table `sent_card`. */
export function sentCardsOn(db: Executor): SentCards {
  return {
    ofRequest: (requestId) => ofRequest(db, requestId),
    claim: (card) => claim(db, card),
    shown: (id, shown) => markShown(db, id, shown),
    announced: (id, count) => markAnnounced(db, id, count),
  };
}

async function ofRequest(db: Executor, requestId: string): Promise<SentCard[]> {
  if (!isUuid(requestId)) return [];
  const query = db.selectFrom('sent_card').selectAll().where('request_id', '=', requestId);
  return (await query.orderBy('audience').orderBy('recipient_id').execute()).map(cardFrom);
}

async function claim(db: Executor, card: Parameters<SentCards['claim']>[0]): Promise<SentCard | undefined> {
  const row = await db
    .insertInto('sent_card')
    .values({
      id: card.id,
      request_id: card.requestId,
      audience: card.audience,
      recipient_id: card.recipientId,
      conversation_id: card.conversationId,
      announced: card.announced,
    })
    .onConflict((conflict) => conflict.columns(['request_id', 'audience', 'recipient_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && cardFrom(row);
}

async function markShown(db: Executor, id: string, shown: Parameters<SentCards['shown']>[1]): Promise<void> {
  await db
    .updateTable('sent_card')
    .set({
      activity_id: shown.activityId,
      conversation_id: shown.conversationId,
      shown_hash: shown.hash,
      updated_at: shown.at,
    })
    .where('id', '=', id)
    .execute();
}

async function markAnnounced(db: Executor, id: string, count: number): Promise<void> {
  await db.updateTable('sent_card').set({ announced: count }).where('id', '=', id).execute();
}

function cardFrom(row: Selectable<SentCardTable>): SentCard {
  return {
    id: row.id,
    requestId: row.request_id,
    audience: row.audience,
    recipientId: row.recipient_id,
    conversationId: row.conversation_id,
    activityId: row.activity_id,
    shownHash: row.shown_hash,
    updatedAt: row.updated_at,
    announced: row.announced,
  };
}
