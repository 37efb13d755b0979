import { sql } from 'kysely';
import boss from 'pg-boss/package.json' with { type: 'json' };
import type { Database } from '../../storage/db.ts';
import { fail, pass, warn, type Line } from './line.ts';

const check = 'queue';

/** What is due is taken up at once; a job that waits this long waits for nobody. */
const longSeconds = 300;

interface Jobs {
  readonly waiting: string | number;
  readonly seconds: string | number;
  readonly failed: string | number;
}

/** The queue's schema, the job that is due and has waited longest, and those that were given up. Throws what the database threw. */
export async function examineQueue({ kysely }: Database): Promise<Line> {
  const { rows: found } = await sql<{ found: boolean }>`
    select to_regclass('pgboss.version') is not null as found`.execute(kysely);
  if (found[0]?.found !== true) return warn(check, 'not there yet', 'Farewell makes it at its first start.');
  const { rows: versions } = await sql<{ version: number }>`select version from pgboss.version`.execute(kysely);
  const version = Number(versions[0]?.version);
  const own = boss.pgboss.schema;
  if (version > own)
    return fail(check, `its schema ${version} is of a later release (this one: ${own})`, 'Deploy that release.');
  if (version < own)
    return warn(
      check,
      `its schema ${version} is older (this release: ${own})`,
      'Farewell updates it at its next start.',
    );
  const { rows } = await sql<Jobs>`
    select count(*) filter (where state < 'active' and start_after <= now()) as waiting,
           coalesce(max(extract(epoch from now() - greatest(created_on, start_after)))
             filter (where state < 'active' and start_after <= now()), 0) as seconds,
           count(*) filter (where state = 'failed') as failed
    from pgboss.job`.execute(kysely);
  return jobsLine(version, rows[0]);
}

function jobsLine(version: number, jobs: Jobs | undefined): Line {
  const [waiting, seconds, failed] = [jobs?.waiting, jobs?.seconds, jobs?.failed].map((one) =>
    Math.round(Number(one ?? 0)),
  );
  const seen = `schema ${version}; ${waiting} due, the oldest for ${seconds} s; ${failed} given up in the last day`;
  if ((seconds ?? 0) > longSeconds) {
    return fail(check, seen, 'Nobody takes jobs up: is Farewell running? Its log tells what hinders it.');
  }
  return failed === 0 ? pass(check, seen) : warn(check, seen, 'Look in the log for "job failed".');
}
