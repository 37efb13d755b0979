import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import pg from 'pg';
import { readStorageSettings } from '../../src/config.ts';
import { tokenOf } from '../../src/graph/credential.ts';
import { databaseOf } from '../../src/host/cloud.ts';
import { createLog } from '../../src/log.ts';
import { openDatabase, openExisting, type Database } from '../../src/storage/db.ts';
import { createQueue, type JobQueue } from '../../src/workflow/queue.ts';
import { freshPostgresUrl } from '../support/databases.ts';

const scope = 'https://ossrdbms-aad.database.windows.net/.default';

/**
 * A real PostgreSQL stands in for Azure's: the role's password is the token of the hour, and nothing else opens a connection.
 * A token that has ended shows as a password that was changed.
 */
describe('A token of Entra as the database’s password', () => {
  const role = `bot_${randomUUID().replaceAll('-', '')}`;
  const entra = { token: 'token-1', asked: [] as unknown[] };
  const password = tokenOf(
    {
      getToken: async (asked) => {
        entra.asked.push(asked);
        return { token: entra.token, expiresOnTimestamp: Infinity };
      },
    },
    scope,
  );
  const opened: Database[] = [];
  const started: JobQueue[] = [];
  let admin: pg.Client;
  let url: string;

  beforeEach(async () => {
    [entra.token, entra.asked] = ['token-1', []];
    const adminUrl = new URL(await freshPostgresUrl({ migrated: false }));
    admin = new pg.Client({ connectionString: adminUrl.href });
    await admin.connect();
    await admin.query(`create role ${role} login password 'token-1'`);
    await admin.query(`alter database ${adminUrl.pathname.slice(1)} owner to ${role}`);
    await admin.query(`alter schema public owner to ${role}`);
    [adminUrl.username, adminUrl.password] = [role, ''];
    url = adminUrl.href;
  });
  afterEach(async () => {
    for (const queue of started.splice(0)) await queue.stop();
    for (const database of opened.splice(0)) await database.close();
    await admin.query(`reassign owned by ${role} to current_user`);
    await admin.query(`drop owned by ${role}`);
    await admin.query(`drop role ${role}`);
    await admin.end();
  });

  async function open(): Promise<Extract<Database, { kind: 'postgres' }>> {
    const database = await openDatabase({ url, password, dataDir: undefined });
    opened.push(database);
    assert.equal(database.kind, 'postgres');
    return database;
  }

  /** The old token opens nothing any more, and what it opened is gone, as the pool has noticed too. */
  async function renewToken({ pool }: { pool: pg.Pool }, { tellBot }: { tellBot: boolean }): Promise<void> {
    await admin.query(`alter role ${role} password 'token-2'`);
    if (tellBot) entra.token = 'token-2';
    await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = $1', [role]);
    while (pool.totalCount > 0) await once(pool, 'remove');
  }

  it('opens the database, and each later connection has the token of its own time', async () => {
    const database = await open();
    await renewToken(database, { tellBot: true });
    const { rows } = await sql<{ user: string }>`select current_user as user`.execute(database.kysely);
    assert.equal(rows[0]?.user, role);
    assert.ok(entra.asked.length >= 2);
    assert.deepEqual([...new Set(entra.asked)], [scope]);
  });

  it('that has ended opens nothing: it is not kept beyond what the credential gives', async () => {
    const database = await open();
    await renewToken(database, { tellBot: false });
    await assert.rejects(sql`select 1`.execute(database.kysely), { code: '28P01' });
    entra.token = 'token-2';
    await sql`select 1`.execute(database.kysely);
  });

  it('that cannot be had fails the opening with its own reason', async () => {
    const refused = () => Promise.reject(new Error('no identity here'));
    const without = openDatabase({ url, password: refused, dataDir: undefined });
    await assert.rejects(without, /no identity here/);
  });

  it('is for a command that only reads too', async () => {
    const database = await openExisting({ url, password, dataDir: undefined });
    if (database !== undefined) opened.push(database);
    assert.equal(database?.kind, 'postgres');
    await sql`select 1`.execute(database.kysely);
  });

  it('is had by the settings alone, from a stand-in for Entra on loopback', async () => {
    const entraServer = createServer((_, response) => {
      response.end(JSON.stringify({ access_token: 'token-1', expires_in: 3600 }));
    });
    await once(entraServer.listen(0, '127.0.0.1'), 'listening');
    try {
      const settings = readStorageSettings({
        DATABASE_URL: url,
        DATABASE_AUTH: 'entra',
        BOT_ID: randomUUID(),
        BOT_TENANT_ID: randomUUID(),
        BOT_PASSWORD: 'of the bot',
        BOT_LOGIN_URL: `http://127.0.0.1:${(entraServer.address() as AddressInfo).port}`,
      });
      const database = await openDatabase(databaseOf(settings));
      opened.push(database);
      await sql`select 1`.execute(database.kysely);
    } finally {
      entraServer.closeAllConnections();
      entraServer.close();
    }
  });

  it('serves the queue, whose listener comes back with the new one', async () => {
    const database = await open();
    const called = new EventEmitter();
    const queue = createQueue({ database, log: createLog('silent'), pollingSeconds: 60 });
    started.push(queue);
    await queue.start({ run: async (id) => void called.emit(id), refreshCards: async () => undefined });
    await assertAnnounced(queue, called);
    await renewToken(database, { tellBot: true });
    await listening();
    await assertAnnounced(queue, called);
  });

  /** Far sooner than the polling would find it. */
  async function assertAnnounced(queue: JobQueue, called: EventEmitter): Promise<void> {
    const id = randomUUID();
    const run = once(called, id, { signal: AbortSignal.timeout(10_000) });
    await queue.jobs().run(id, null);
    await run;
  }

  /** Waits until a connection of the role listens again, as the server sees it. */
  async function listening(): Promise<void> {
    const query = `select count(*)::int as count from pg_stat_activity where usename = $1 and query ilike 'listen%'`;
    for (;;) {
      const { rows } = await admin.query<{ count: number }>(query, [role]);
      if (rows[0] !== undefined && rows[0].count > 0) return;
      await admin.query('select pg_sleep(0.1)');
    }
  }
});
