import { randomUUID } from 'node:crypto';
import type { Storage, StoreItem, StoreItems } from 'botbuilder';
import { sql } from 'kysely';
import { FarewellError } from '../errors.ts';
import type { Executor } from './db.ts';

/** botbuilder's state storage over the table `bot_state`; a stale eTag fails a write as it does in MemoryStorage. */
export function createBotState(db: Executor): Storage {
  return {
    read: (keys) => read(db, keys),
    write: (changes) => write(db, changes),
    delete: (keys) => remove(db, keys),
  };
}

async function read(db: Executor, keys: string[]): Promise<StoreItems> {
  if (keys.length === 0) return {};
  const query = db.selectFrom('bot_state').select(['key', 'data', 'etag']).where(among(keys));
  const rows = await query.execute();
  return Object.fromEntries(rows.map(({ key, data, etag }) => [key, { ...data, eTag: etag }]));
}

interface Change {
  readonly key: string;
  readonly data: string;
  readonly etag: string;
  /** null: overwrite whatever is there. */
  readonly expected: string | null;
}

/** All of the changes in one round trip, or none of them. Throws `bot-state-conflict`. */
async function write(db: Executor, changes: StoreItems): Promise<void> {
  const rows = Object.entries(changes as Record<string, StoreItem>).map(changeOf);
  if (rows.length === 0) return;
  // Several keys: a conflict at one takes the others back.
  if (rows.length === 1) refuseConflicts(rows, await upsert(db, rows));
  else await db.transaction().execute(async (trx) => refuseConflicts(rows, await upsert(trx, rows)));
}

function changeOf([key, item]: [string, StoreItem]): Change {
  const { eTag, ...data } = item;
  const expected = eTag === undefined || eTag === '' || eTag === '*' ? null : eTag;
  return { key, data: JSON.stringify(data), etag: randomUUID(), expected };
}

async function upsert(db: Executor, rows: readonly Change[]): Promise<string[]> {
  // The order by key keeps two writers of the same keys from waiting for each other.
  const { rows: written } = await sql<{ key: string }>`
    with change as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as item (key text, data text, etag text, expected text)
    )
    insert into bot_state as held (key, data, etag)
    select key, data::jsonb, etag from change order by key
    on conflict (key) do update set data = excluded.data, etag = excluded.etag, updated_at = now()
    where held.etag = coalesce((select expected from change where change.key = held.key), held.etag)
    returning key`.execute(db);
  return written.map(({ key }) => key);
}

function refuseConflicts(rows: readonly Change[], written: readonly string[]): void {
  const lost = rows.find(({ key }) => !written.includes(key));
  if (lost !== undefined)
    throw new FarewellError('bot-state-conflict', 'A turn wrote over state that another had changed');
}

async function remove(db: Executor, keys: string[]): Promise<void> {
  if (keys.length > 0) await db.deleteFrom('bot_state').where(among(keys)).execute();
}

/** One parameter however many keys, so that the statement stays the same one. */
function among(keys: readonly string[]) {
  return sql<boolean>`key = any(${sql.val([...keys])})`;
}
