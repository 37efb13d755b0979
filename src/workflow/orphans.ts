import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { QueueName } from './queueSettings.ts';

const rowsSchema = z.array(z.object({ id: z.string() }));

/**
 * Where one process owns the database, a job that is active before any worker has started is a dead process's. It goes back
 * at once: until its heartbeat lapses it would hold up every later job for the same request. pg-boss has no call that lists
 * active jobs, so its table is read.
 */
export async function returnOrphans(boss: PgBoss, names: readonly QueueName[]): Promise<void> {
  for (const name of names) {
    const { rows } = await boss
      .getDb()
      .executeSql(`select id from pgboss.job where name = $1 and state = 'active'`, [name]);
    const ids = rowsSchema.parse(rows).map(({ id }) => id);
    if (ids.length > 0) await boss.fail(name, ids, { reason: 'the process ended' });
  }
}
