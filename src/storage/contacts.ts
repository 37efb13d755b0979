import type { Contact, Contacts } from '../offboarding/ports/cards.ts';
import type { Executor } from './db.ts';

/** The port for where people can be reached, over the table `contact`. */
export function contactsOn(db: Executor): Contacts {
  return { save: (contact) => save(db, contact), find: (userId) => find(db, userId) };
}

async function save(db: Executor, { userId, conversationId, locale, reference }: Contact): Promise<void> {
  const where = { conversation_id: conversationId, locale, reference: JSON.stringify(reference) };
  await db
    .insertInto('contact')
    .values({ user_id: userId, ...where })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(where))
    .execute();
}

async function find(db: Executor, userId: string): Promise<Contact | undefined> {
  const row = await db.selectFrom('contact').selectAll().where('user_id', '=', userId).executeTakeFirst();
  if (row === undefined) return undefined;
  return { userId: row.user_id, conversationId: row.conversation_id, locale: row.locale, reference: row.reference };
}
