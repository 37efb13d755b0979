import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { lockFolder } from './folderLock.ts';
import { migrate } from './migrations/migrate.ts';
import { connectionOf, type PostgresConnection } from './postgres.ts';
import type { Tables } from './tables.ts';

/** PGlite's own folder inside the data folder. */
const databaseFolder = 'db';

/** What a query runs on: the pool, or an open transaction. */
export type Executor = Kysely<Tables> | Transaction<Tables>;

interface OpenDatabase {
  readonly kysely: Kysely<Tables>;
  /** Ends every connection; PGlite's folder is free for another process afterwards. */
  close(): Promise<void>;
}

export interface PgliteDatabase extends OpenDatabase {
  readonly kind: 'pglite';
  readonly pglite: PGlite;
}

export interface PostgresDatabase extends OpenDatabase {
  readonly kind: 'postgres';
  readonly pool: pg.Pool;
  /** For others that connect by themselves. */
  readonly connection: PostgresConnection;
}

export type Database = PgliteDatabase | PostgresDatabase;

export interface DatabaseOptions {
  /** A PostgreSQL connection string; without it, PGlite. */
  readonly url?: string | undefined;
  /** Asked for the password at every new connection, where the string holds none: a token of Entra's ends within a day. */
  readonly password?: (() => Promise<string>) | undefined;
  /** The folder for PGlite's files; undefined: in memory. */
  readonly dataDir: string | undefined;
}

/** Opens the database and brings its schema up to date. Throws `data-folder-in-use`, or what the connection threw. */
export async function openDatabase({ url, password, dataDir }: DatabaseOptions): Promise<Database> {
  const database = url === undefined ? await openPglite(dataDir) : openPostgres(connectionOf(url, password));
  try {
    await migrate(database.kysely);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Opens a database as it is found, for a command that only reads: nothing is made and nothing migrated; undefined if the
 * folder holds none. Throws `data-folder-in-use`; a server that can't be reached shows at the first query.
 */
export async function openExisting({ url, password, dataDir = '' }: DatabaseOptions): Promise<Database | undefined> {
  if (url !== undefined) return openPostgres(connectionOf(url, password));
  return existsSync(path.join(dataDir, databaseFolder, 'PG_VERSION')) ? openPglite(dataDir) : undefined;
}

async function openPglite(dataDir: string | undefined): Promise<PgliteDatabase> {
  if (dataDir === undefined) return onPglite(await PGlite.create());
  await mkdir(dataDir, { recursive: true });
  const lock = await lockFolder(dataDir);
  try {
    return onPglite(await PGlite.create(path.join(dataDir, databaseFolder)), lock.release);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A database on a PGlite that somebody made already; its schema is as it is found. */
export function onPglite(pglite: PGlite, afterwards: () => Promise<void> = () => Promise.resolve()): PgliteDatabase {
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  const close = async (): Promise<void> => {
    // Not kysely.destroy(), which closes nothing when no query has run yet.
    if (!pglite.closed) await pglite.close();
    await afterwards();
  };
  return { kind: 'pglite', kysely, pglite, close };
}

function openPostgres(connection: PostgresConnection): PostgresDatabase {
  const pool = new pg.Pool({ ...connection, connectionTimeoutMillis: 10_000, types: numbersForBigints() });
  // An idle connection that breaks is replaced by the next query, which tells if that fails too; unheard it ends the process.
  pool.on('error', () => undefined);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { kind: 'postgres', kysely, pool, connection, close: () => closePool(pool) };
}

async function closePool(pool: pg.Pool): Promise<void> {
  if (!pool.ended) await pool.end();
}

/** pg gives bigints as text for fear of 2^53, PGlite as numbers; ours are counters, so both give numbers. */
function numbersForBigints(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return types;
}
