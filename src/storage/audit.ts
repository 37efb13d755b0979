import { sql, type Kysely, type Selectable } from 'kysely';
import type { Audit, AuditEvent } from '../offboarding/ports/audit.ts';
import { canonical, checkChain, noHash, type AuditCheck, type AuditFault, type AuditRow } from './auditChain.ts';
import type { Executor } from './db.ts';
import { isUuid } from './requestRow.ts';
import type { AuditHeadTable, AuditTable, Tables } from './tables.ts';

/** Any number that nothing else locks: "farewell" in ASCII, cut to what fits. */
const auditLock = 0x66_61_72_65_77;

/** Rows in memory at a time, however many there are. */
const pageSize = 1_000;

/** Which rows to read. */
export interface AuditSelection {
  readonly from?: Date | undefined;
  /** The first moment that no longer belongs to it. */
  readonly before?: Date | undefined;
  readonly requestId?: string | undefined;
}

/** The audit port: rows that each hold the hash of the one before, so that none can be changed or taken out unnoticed. */
export function auditOn(db: Executor): Audit {
  return { append: (event) => inTransaction(db, (trx) => append(trx, event)) };
}

/** The lock must outlive the statement, or two appends follow the same row. */
function inTransaction<T>(db: Executor, work: (trx: Executor) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

async function append(trx: Executor, given: AuditEvent): Promise<void> {
  // A forged card may name anything as its request; what is no id is no request's either.
  const isRequest = given.requestId !== null && isUuid(given.requestId);
  const event = { ...given, requestId: isRequest ? given.requestId : null };
  // A statement of its own: the next one must see what the former holder of the lock has committed.
  await sql`select pg_advisory_xact_lock(${sql.lit(auditLock)})`.execute(trx);
  // The database hashes, so the lock is held for one round trip less than with a read and a write. It follows the head,
  // which a trigger moves, and not the last row: rows taken from the end leave a break, whatever is written after them.
  await sql`
    insert into audit (at, actor_id, action, request_id, details, previous_hash, hash)
    select ${event.at}, ${event.actorId}::text, ${event.action}::text, ${event.requestId}::uuid,
      ${JSON.stringify(event.details)}::jsonb, previous.hash,
      encode(sha256(convert_to(previous.hash || ${canonical(event)}::text, 'UTF8')), 'hex')
    from (
      select coalesce(
        (select last_hash from audit_head),
        (select hash from audit order by id desc limit 1),
        ${sql.lit(noHash)}
      ) as hash
    ) as previous`.execute(trx);
}

/** Tells whether this database has an audit that this release can read. */
export async function hasAudit(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('audit') is not null and to_regclass('audit_head') is not null as there`.execute(db);
  return rows[0]?.there ?? false;
}

/** Reads the whole audit, as it is at one moment and without changing anything, and reports the first fault. */
export function verifyAudit(db: Kysely<Tables>): Promise<AuditCheck> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const head = await trx.selectFrom('audit_head').selectAll().executeTakeFirst();
      const check = await checkChain({
        rows: () => oneByOne(pages(trx, {})),
        idOf: (hash) => idOf(trx, hash),
        startHash: noHash,
        endHash: head?.last_hash,
      });
      return check.fault === undefined ? { ...check, fault: await faultAtEnd(trx, check, head) } : check;
    });
}

/** Whether a chain that is whole is the one that was written, up to its end. */
async function faultAtEnd(
  db: Executor,
  { rows, last }: AuditCheck,
  head: Selectable<AuditHeadTable> | undefined,
): Promise<AuditFault | undefined> {
  if (head === undefined) return { kind: 'head-missing' };
  const { row_count: written, last_id: lastId, last_hash: lastHash } = head;
  if (lastHash === (last?.hash ?? noHash)) {
    return written === rows ? undefined : { kind: 'count-differs', written, found: rows };
  }
  if (last === undefined) return { kind: 'removed', after: null, before: null };
  const known = lastHash === noHash ? null : await idOf(db, lastHash);
  if (known !== undefined) return { kind: 'inserted', id: last.id, after: known, before: null };
  return last.id === lastId ? { kind: 'rewritten', id: lastId } : { kind: 'removed', after: last.id, before: null };
}

/**
 * Pages of the audit, in its order, from the first row of `from` or later to the last row from before `before`. None between
 * those two is left out, so that they can be checked as a chain; one that waited for its turn to be written may so
 * be a moment older or younger than was asked for.
 */
export async function* readAudit(
  db: Executor,
  { from, before, requestId }: AuditSelection,
): AsyncGenerator<AuditRow[]> {
  const { first, last } = await db
    .selectFrom('audit')
    .select(({ fn }) => [
      fn
        .min<number | null>('id')
        .filterWhere('at', '>=', from ?? sql<Date>`'-infinity'`)
        .as('first'),
      fn
        .max<number | null>('id')
        .filterWhere('at', '<', before ?? sql<Date>`'infinity'`)
        .as('last'),
    ])
    .executeTakeFirstOrThrow();
  if (first !== null && last !== null) yield* pages(db, { first, last, requestId });
}

interface Range {
  readonly first?: number;
  readonly last?: number;
  readonly requestId?: string | undefined;
}

async function* pages(db: Executor, range: Range): AsyncGenerator<AuditRow[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('id').limit(pageSize);
  if (range.last !== undefined) query = query.where('id', '<=', range.last);
  if (range.requestId !== undefined) query = query.where('request_id', '=', range.requestId);
  let rest = range.first === undefined ? query : query.where('id', '>=', range.first);
  for (;;) {
    const page = (await rest.execute()).map(rowOf);
    if (page.length > 0) yield page;
    const last = page[pageSize - 1];
    if (last === undefined) return;
    rest = query.where('id', '>', last.id);
  }
}

async function* oneByOne<Item>(pages: AsyncIterable<readonly Item[]>): AsyncGenerator<Item> {
  for await (const page of pages) yield* page;
}

async function idOf(db: Executor, hash: string): Promise<number | undefined> {
  const row = await db.selectFrom('audit').select('id').where('hash', '=', hash).executeTakeFirst();
  return row?.id;
}

function rowOf(row: Selectable<AuditTable>): AuditRow {
  return {
    id: row.id,
    at: row.at,
    actorId: row.actor_id,
    action: row.action,
    requestId: row.request_id,
    details: row.details,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
