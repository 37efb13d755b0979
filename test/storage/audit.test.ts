import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { AuditEvent } from '../../src/offboarding/ports/audit.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import type { Database } from '../../src/storage/db.ts';
import { eachDatabase } from '../support/databases.ts';
import { later, now, storeOn } from './samples.ts';

function event(over: Partial<AuditEvent> = {}): AuditEvent {
  const details = { version: 2, rule: null, path: 'keep', zeta: true, alpha: 'é"\\' };
  return { at: now, actorId: 'actor-1', action: 'approved', requestId: randomUUID(), details, ...over };
}

/** What somebody with the owner's rights could do. */
async function tamper(database: Database, statement: string): Promise<void> {
  await sql`alter table audit disable trigger all`.execute(database.kysely);
  await sql.raw(statement).execute(database.kysely);
  await sql`alter table audit enable trigger all`.execute(database.kysely);
}

eachDatabase('audit', (open) => {
  it('chains rows, also when many are appended at once, alone or in a transaction', async () => {
    const database = await open();
    const store = storeOn(database);
    const alone = Array.from({ length: 10 }, (_, n) => store.audit.append(event({ at: later(n) })));
    const together = Array.from({ length: 10 }, () =>
      store.transaction(async ({ audit }) => {
        await audit.append(event({ actorId: null, requestId: null, details: {} }));
        await audit.append(event({ action: 'run-ended' }));
      }),
    );
    await Promise.all([...alone, ...together]);
    assert.deepEqual(await verifyAudit(database.kysely), { rows: 30, fault: undefined });
  });

  it('leaves no gap in the chain when a transaction is rolled back', async () => {
    const database = await open();
    const store = storeOn(database);
    await store.audit.append(event());
    await assert.rejects(
      store.transaction(async ({ audit }) => {
        await audit.append(event());
        throw new Error('undo');
      }),
    );
    await store.audit.append(event());
    assert.deepEqual(await verifyAudit(database.kysely), { rows: 2, fault: undefined });
  });

  for (const statement of ['update audit set actor_id = null', 'delete from audit', 'truncate audit']) {
    it(`refuses to ${statement}`, async () => {
      const database = await open();
      await storeOn(database).audit.append(event());
      await assert.rejects(sql.raw(statement).execute(database.kysely), /append-only/);
    });
  }

  const faults = [
    [`update audit set details = '{}' where id = 2`, { id: 2, reason: 'content-changed' }],
    [`update audit set at = at + interval '1 millisecond' where id = 2`, { id: 2, reason: 'content-changed' }],
    ['delete from audit where id = 2', { id: 3, reason: 'link-broken' }],
    ['delete from audit where id = 1', { id: 2, reason: 'link-broken' }],
  ] as const;
  for (const [statement, fault] of faults) {
    it(`finds the fault after: ${statement}`, async () => {
      const database = await open();
      const { audit } = storeOn(database);
      for (const n of [1, 2, 3]) await audit.append(event({ at: later(n) }));
      await tamper(database, statement);
      assert.deepEqual((await verifyAudit(database.kysely)).fault, fault);
    });
  }
});
