import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { QueueName } from './queueSettings.ts';

export interface QueueAge {
  readonly name: QueueName;
  readonly seconds: number;
}

const rowsSchema = z.array(z.object({ name: z.string(), seconds: z.coerce.number() }));

/**
 * For each queue, how many seconds its oldest job that is due has not been taken up; 0: none is due. By the database's clock,
 * which pg-boss goes by. It has no call for this, so its table is read. Rejects with what the database threw.
 */
export async function queueAges(boss: PgBoss, names: readonly QueueName[]): Promise<QueueAge[]> {
  const { rows } = await boss.getDb().executeSql(
    `select name, max(extract(epoch from now() - greatest(created_on, start_after))) as seconds
     from pgboss.job where state < 'active' and start_after <= now() and name = any($1::text[]) group by name`,
    [names],
  );
  const ages = rowsSchema.parse(rows);
  return names.map((name) => ({ name, seconds: ages.find((row) => row.name === name)?.seconds ?? 0 }));
}
