import type { ApprovalsChannel, Place } from '../offboarding/ports/cards.ts';
import type { Executor } from './db.ts';

/** The port for the approvers' channel, over the one row of the table `approvals_channel`. */
export function approvalsChannelOn(db: Executor): ApprovalsChannel {
  return { find: () => find(db), set: (place) => set(db, place), clear: () => clear(db) };
}

async function find(db: Executor): Promise<Place | undefined> {
  const row = await db.selectFrom('approvals_channel').selectAll().executeTakeFirst();
  return row && { conversationId: row.conversation_id, locale: row.locale, reference: row.reference };
}

async function set(db: Executor, { conversationId, locale, reference }: Place): Promise<void> {
  const row = { conversation_id: conversationId, locale, reference: JSON.stringify(reference) };
  await db
    .insertInto('approvals_channel')
    .values(row)
    .onConflict((conflict) => conflict.column('only_one').doUpdateSet(row))
    .execute();
}

async function clear(db: Executor): Promise<void> {
  await db.deleteFrom('approvals_channel').execute();
}
