import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Audit, AuditEvent } from '../offboarding/ports/audit.ts';
import type { Executor } from './db.ts';

/** What the first row has for the hash of the one before it. */
const noHash = '0'.repeat(64);

/** Any number that nothing else locks: "farewell" in ASCII, cut to what fits. */
const auditLock = 0x66_61_72_65_77;

/** Rows that one page of the check reads. */
const pageSize = 1_000;

/** The audit port: rows that each hold the hash of the one before, so that none can be changed or taken out unnoticed. */
export function auditOn(db: Executor): Audit {
  return { append: (event) => inTransaction(db, (trx) => append(trx, event)) };
}

/** The lock must outlive the statement, or two appends follow the same row. */
function inTransaction<T>(db: Executor, work: (trx: Executor) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

async function append(trx: Executor, event: AuditEvent): Promise<void> {
  // A statement of its own: the next one must see what the former holder of the lock has committed.
  await sql`select pg_advisory_xact_lock(${sql.lit(auditLock)})`.execute(trx);
  // The database hashes, so the lock is held for one round trip less than with a read and a write.
  await sql`
    insert into audit (at, actor_id, action, request_id, details, previous_hash, hash)
    select ${event.at}, ${event.actorId}::text, ${event.action}::text, ${event.requestId}::uuid,
      ${JSON.stringify(event.details)}::jsonb, previous.hash,
      encode(sha256(convert_to(previous.hash || ${canonical(event)}::text, 'UTF8')), 'hex')
    from (
      select coalesce((select hash from audit order by id desc limit 1), ${sql.lit(noHash)}) as hash
    ) as previous`.execute(trx);
}

/** One text for one event, whatever order the database keeps its JSON in. */
function canonical({ at, actorId, action, requestId, details }: AuditEvent): string {
  const sorted = Object.entries(details).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([at.toISOString(), actorId, action, requestId, sorted]);
}

export interface AuditCheck {
  readonly rows: number;
  readonly fault: { readonly id: number; readonly reason: 'link-broken' | 'content-changed' } | undefined;
}

/** Reads the whole audit in pages and reports the first row that does not follow from the one before it. */
export async function verifyAudit(db: Executor): Promise<AuditCheck> {
  let [rows, last, previousHash] = [0, 0, noHash];
  for (;;) {
    const page = await db
      .selectFrom('audit')
      .selectAll()
      .where('id', '>', last)
      .orderBy('id')
      .limit(pageSize)
      .execute();
    for (const row of page) {
      rows += 1;
      const event: AuditEvent = {
        at: row.at,
        actorId: row.actor_id,
        action: row.action,
        requestId: row.request_id,
        details: row.details,
      };
      if (row.previous_hash !== previousHash) return { rows, fault: { id: row.id, reason: 'link-broken' } };
      if (row.hash !== hashOf(previousHash, event)) return { rows, fault: { id: row.id, reason: 'content-changed' } };
      [last, previousHash] = [row.id, row.hash];
    }
    if (page.length < pageSize) return { rows, fault: undefined };
  }
}

function hashOf(previousHash: string, event: AuditEvent): string {
  return createHash('sha256')
    .update(previousHash + canonical(event))
    .digest('hex');
}
