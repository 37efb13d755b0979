import { PGlite } from '@electric-sql/pglite';
import { onPglite, openDatabase, type Database } from '../../src/storage/db.ts';
import { migrate } from '../../src/storage/migrations/migrate.ts';
import { serverVariable } from './hooks.ts';
import { copyOf, startPostgres, type Postgres } from './postgres.ts';

export type OpenDatabase = () => Promise<Database>;

/** Started by the first test that asks, where the run has none; ended by the root hook below. */
const shared: { server?: Promise<Postgres> } = {};
const idle: PGlite[] = [];

after(async () => {
  const { server } = shared;
  if (server !== undefined) await (await server).stop();
  // An open PGlite keeps the process alive.
  for (const pglite of idle.splice(0)) await pglite.close();
});

/**
 * Describes the same suite on PGlite in memory and on a real PostgreSQL. `open` gives a fresh database at each call and
 * closes it after the test that asked for it.
 */
export function eachDatabase(title: string, suite: (open: OpenDatabase) => void): void {
  for (const [kind, fresh] of [
    ['PGlite', freshPglite],
    ['PostgreSQL', freshPostgres],
  ] as const) {
    describe(`${title} (${kind})`, () => {
      const opened: Database[] = [];
      suite(async () => {
        const database = await fresh();
        opened.push(database);
        return database;
      });
      // After the suite's own hooks, which may still have to stop what works on the database.
      afterEach(async () => {
        for (const database of opened.splice(0)) await database.close();
      });
    });
  }
}

/** One PGlite serves many tests in turn, emptied between them: making one takes a second, emptying it a few hundredths. */
export async function freshPglite(): Promise<Database> {
  const pglite = idle.pop() ?? (await PGlite.create());
  await pglite.exec('drop schema if exists pgboss cascade; drop schema public cascade; create schema public');
  const database = onPglite(pglite);
  await migrate(database.kysely);
  const close = (): Promise<void> => {
    if (!pglite.closed) idle.push(pglite);
    return Promise.resolve();
  };
  return { ...database, close };
}

export async function freshPostgres(): Promise<Database> {
  return openDatabase({ url: await freshPostgresUrl(), dataDir: undefined });
}

/** The address of a fresh database on the real server. */
export async function freshPostgresUrl({ migrated = true } = {}): Promise<string> {
  return copyOf(await serverUrl(), migrated ? 'migrated' : 'template1');
}

/** The one that the whole run shares (hooks.ts); a file run on its own starts one. */
async function serverUrl(): Promise<string> {
  const given = process.env[serverVariable];
  if (given !== undefined) return given;
  shared.server ??= startPostgres();
  return (await shared.server).url;
}
