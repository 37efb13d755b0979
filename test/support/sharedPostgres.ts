import pg from 'pg';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { freshPostgresUrl } from './databases.ts';

/**
 * One database on the real server for all tests of a suite; each call gives its address and empties it first, which takes a
 * fraction of the time that making a database takes.
 */
export function sharedPostgres(): () => Promise<string> {
  const shared: { url?: Promise<string> } = {};
  return async () => {
    shared.url ??= freshPostgresUrl();
    await empty(await shared.url);
    return shared.url;
  };
}

/** Opens it for one test, which closes it. */
export async function openShared(url: () => Promise<string>): Promise<Database> {
  return openDatabase({ url: await url(), dataDir: undefined });
}

/** As the owner of the server, since the audit lets nobody else take anything out of it. */
async function empty(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

const statement = `do $$
  declare
    names text;
  begin
    perform set_config('session_replication_role', 'replica', true);
    select string_agg(quote_ident(tablename), ', ') into names from pg_tables
      where schemaname = 'public' and tablename not like 'kysely_%' and tablename <> 'audit_head';
    execute 'truncate ' || names || ' restart identity cascade';
    update audit_head set row_count = 0, last_id = 0, last_hash = repeat('0', 64);
  end
$$`;
