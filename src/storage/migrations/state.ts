import { sql } from 'kysely';
import type { Executor } from '../db.ts';
import { migrations } from './migrate.ts';

/** How the schema of a database stands to this release. */
export interface SchemaState {
  /** Those that the next start will run. */
  readonly pending: readonly string[];
  /** Those of a later release. */
  readonly unknown: readonly string[];
}

/** Looks at what kysely noted of the migrations; nothing is made or migrated. Throws what the database threw. */
export async function readSchemaState(db: Executor): Promise<SchemaState> {
  const done = await namesDone(db);
  const own = Object.keys(migrations);
  return {
    pending: own.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !own.includes(name)),
  };
}

async function namesDone(db: Executor): Promise<string[]> {
  const { rows } = await sql<{ found: boolean }>`select to_regclass('kysely_migration') is not null as found`.execute(
    db,
  );
  if (rows[0]?.found !== true) return [];
  const { rows: done } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return done.map(({ name }) => name);
}
