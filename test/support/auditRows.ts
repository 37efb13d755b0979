import type { AuditAction } from '../../src/offboarding/ports/audit.ts';
import type { Database } from '../../src/storage/db.ts';

export interface AuditRow {
  readonly action: AuditAction;
  readonly actorId: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the audit holds, oldest first. */
export async function auditRows({ kysely }: Database): Promise<AuditRow[]> {
  return kysely
    .selectFrom('audit')
    .select(['action', 'actor_id as actorId', 'request_id as requestId', 'details'])
    .orderBy('id')
    .execute();
}
