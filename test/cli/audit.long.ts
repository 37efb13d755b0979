import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { readAuditCommand } from '../../src/cli/auditCommand.ts';
import { verifyFile } from '../../src/cli/auditFile.ts';
import { writers } from '../../src/cli/auditFormats.ts';
import { readStorageSettings } from '../../src/config.ts';
import type { AuditEvent } from '../../src/offboarding/ports/audit.ts';
import { auditOn } from '../../src/storage/audit.ts';
import type { AuditCheck, AuditFault } from '../../src/storage/auditChain.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { freshPostgresUrl } from '../support/databases.ts';

const requestId = '0c803b5d-13f7-49ec-a422-f1665c722fae';
const actorId = '6f7d1b0e-3c1a-4a58-9f0e-1d2c3b4a5f60';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** Runs the real command; `reads` false: whoever reads its output leaves after the first piece. */
async function audit(args: readonly string[], environment: Environment, { reads = true } = {}): Promise<Ended> {
  const env = { ...process.env, LC_ALL: 'en_GB.UTF-8', DATABASE_URL: '', ...environment };
  const child = spawn(process.execPath, ['src/cli/audit.ts', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (!reads) child.stdout.once('data', () => child.stdout.destroy());
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [out, err, code] = await Promise.all([reads ? text(child.stdout) : '', text(child.stderr), ended]);
  return { code, out, err };
}

/** One row a day from 1 March 2026 on, at noon; the rows of the even days are of one request. */
async function fill({ kysely }: Database, days: number): Promise<void> {
  await kysely.transaction().execute(async (trx) => {
    for (let day = 1; day <= days; day += 1) {
      const event: AuditEvent = {
        at: new Date(Date.UTC(2026, 2, day, 12)),
        actorId: day === 1 ? '=HYPERLINK("http://x.example")' : actorId,
        action: day % 3 === 0 ? 'attempt-refused' : 'approved',
        requestId: day % 2 === 0 ? requestId : null,
        details: { version: day, rule: 'not-yours', last: null, quoted: 'a "b", c' },
      };
      await auditOn(trx).append(event);
    }
  });
}

async function tamper({ kysely }: Database, statement: string): Promise<void> {
  await sql`alter table audit disable trigger all`.execute(kysely);
  await sql.raw(statement).execute(kysely);
  await sql`alter table audit enable trigger all`.execute(kysely);
}

describe('npm run audit', () => {
  const made: { folder?: string } = {};
  const inFolder = (name: string): string => path.join(made.folder ?? '', name);
  before(async () => {
    made.folder = await mkdtemp(path.join(tmpdir(), 'farewell-audit-'));
  });
  after(async () => {
    if (made.folder !== undefined) await rm(made.folder, { recursive: true });
  });

  const wrong: readonly (readonly [args: string, misuses: readonly string[]])[] = [
    ['', ['noCommand']],
    ['erase', ['unknownCommand']],
    ['verify --erase', ['badArguments']],
    ['verify --from 2026-03-01', ['badArguments']],
    ['verify --request 0c803b5d-13f7-49ec-a422-f1665c722fae', ['requestWithoutFile']],
    ['export everything', ['badArguments']],
    ['export --from', ['badArguments']],
    ['export --out=', ['emptyOption']],
    ['export --format xml --from 2026-02-30 --request 12', ['badMoment', 'badRequest', 'badFormat']],
    ['export --from 2026-03-01T12:00:00', ['badMoment']],
    ['export --from 2026-03-02 --to 2026-03-01', ['fromAfterTo']],
  ];
  for (const [args, misuses] of wrong) {
    it(`refuses "${args}"`, () => {
      const command = readAuditCommand(args.split(' ').filter((arg) => arg !== ''));
      assert.ok(command.name === 'misused');
      assert.deepEqual(
        command.misuses.map(({ text: said }) => said),
        misuses,
      );
    });
  }

  it('explains wrong use, and writes nothing', async () => {
    const out = inFolder('not-written.json');
    const args = ['export', '--from', 'yesterday', '--format', 'xml', '--out', out];
    const ended = await audit(args, { DATA_DIR: inFolder('none') });
    assert.deepEqual([ended.code, ended.out], [2, '']);
    assert.match(ended.err, /--from yesterday: .+\n--format xml: .+\n.+--help/);
    assert.ok(!existsSync(out));
  });

  it('lists wrong settings', async () => {
    const { code, err } = await audit(['verify'], { DATABASE_URL: 'mysql://db.example/farewell' });
    assert.equal(code, 2);
    assert.match(err, /- DATABASE_URL: must begin with postgres:\/\//);
    const environment = { DATABASE_URL: ' postgresql://db.example/farewell ', PORT: 'wrong, but not asked for' };
    assert.deepEqual(readStorageSettings(environment), {
      DATABASE_URL: 'postgresql://db.example/farewell',
      DATABASE_AUTH: 'password',
      DATA_DIR: '.data',
    });
  });

  it('says what it could not read, and makes no database', async () => {
    const port = 1;
    const [noFolder, noServer, noSchema, noFile] = await Promise.all([
      audit(['verify'], { DATA_DIR: inFolder('none') }),
      audit(['export'], { DATABASE_URL: `postgres://127.0.0.1:${port}/farewell` }),
      audit(['verify'], { DATABASE_URL: await freshPostgresUrl({ migrated: false }) }),
      audit(['verify', '--file', inFolder('none.json')], {}),
    ]);
    assert.deepEqual([noFolder.code, noServer.code, noSchema.code, noFile.code], [3, 3, 3, 3]);
    assert.match(noFolder.err, /no audit that this version can read in .+none/);
    assert.match(noServer.err, /ECONNREFUSED/);
    assert.match(noSchema.err, /no audit that this version can read in DATABASE_URL/);
    assert.match(noFile.err, /none\.json/);
    assert.ok(!existsSync(inFolder('none')));
  });

  it('checks the data of an embedded database, once Farewell has stopped', async () => {
    const dataDir = inFolder('data');
    const environment = { DATA_DIR: dataDir };
    const database = await openDatabase({ dataDir });
    await fill(database, 4);
    const inUse = await audit(['verify'], environment);
    assert.equal(inUse.code, 3);
    assert.match(inUse.err, /stop Farewell first/);
    await tamper(database, 'delete from audit where id = 3');
    await database.close();
    const broken = await audit(['verify'], { ...environment, LC_ALL: 'nl_NL.UTF-8' });
    assert.deepEqual(broken, {
      code: 1,
      out: 'Het auditlogboek klopt niet. De eerste fout:\nEr zijn rijen verwijderd tussen rij 2 en rij 4.\n',
      err: '',
    });
  });

  describe('on PostgreSQL', () => {
    const opened: { database?: Database; environment: Environment } = { environment: {} };
    before(async () => {
      const url = await freshPostgresUrl();
      opened.environment = { DATABASE_URL: url };
      opened.database = await openDatabase({ url, dataDir: undefined });
      await fill(opened.database, 400);
    });
    after(async () => opened.database?.close());

    it('finds a whole audit whole, and says what to keep elsewhere', async () => {
      const { code, out, err } = await audit(['verify'], opened.environment);
      assert.deepEqual({ code, err }, { code: 0, err: '' });
      assert.match(out, /Rows checked: 400/);
      assert.match(out, /Row 400 has the hash [0-9a-f]{64}/);
    });

    it('exports every row as JSON, which can be checked without the database', async () => {
      const file = inFolder('all.json');
      assert.equal((await audit(['export', '--format', 'json', '--out', file], opened.environment)).code, 0);
      const rows = await opened.database?.kysely.selectFrom('audit').selectAll().orderBy('id').execute();
      const expected = rows?.map((row) => ({
        id: row.id,
        at: row.at.toISOString(),
        actorId: row.actor_id,
        action: row.action,
        requestId: row.request_id,
        details: row.details,
        previousHash: row.previous_hash,
        hash: row.hash,
      }));
      assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), expected);
      const again = await audit(['export', '--out', file], opened.environment);
      assert.equal(again.code, 2, 'a file that is there is left alone');
      const { code, out } = await audit(['verify', '--file', file], { DATA_DIR: inFolder('none') });
      assert.equal(code, 0);
      assert.match(out, /Rows checked: 400, from row 1 to row 400.+\nIt begins where the audit begins/);
    });

    it('exports the days asked for, the last one whole, and names what was changed in the file', async () => {
      const { code, out, err } = await audit(
        ['export', '--from', '2026-03-02', '--to', '2026-03-05'],
        opened.environment,
      );
      assert.deepEqual({ code, err }, { code: 0, err: '' });
      const rows = JSON.parse(out) as { id: number; details: object }[];
      assert.deepEqual(
        rows.map(({ id }) => id),
        [2, 3, 4, 5],
      );
      const file = inFolder('part.json');
      const check = async (content: unknown): Promise<AuditCheck> => {
        // Laid out in another way than the export's own.
        await writeFile(file, JSON.stringify(content, null, 2));
        return verifyFile(file, undefined);
      };
      const faultOf = async (content: unknown): Promise<AuditFault | undefined> => (await check(content)).fault;
      const [second, third, ...others] = rows;
      const emptied = rows.map((row) => (row.id === 4 ? { ...row, details: {} } : row));
      assert.deepEqual(await faultOf(rows), undefined);
      assert.deepEqual(await faultOf([second, ...others]), { kind: 'removed', after: 2, before: 4 });
      assert.deepEqual(await faultOf([third, second, ...others]), { kind: 'reordered', id: 2, other: 3 });
      assert.deepEqual(await faultOf([second, third, third]), { kind: 'reordered', id: 3, other: 3 });
      for (const noRows of [[{ ...second, id: 'two' }], { rows }, 'text', ''])
        await assert.rejects(check(noRows), { code: 'audit-broken' });
      await writeFile(file, out.slice(0, -40));
      await assert.rejects(verifyFile(file, undefined), { code: 'audit-broken' });
      assert.deepEqual(await faultOf(emptied), { kind: 'altered', id: 4, part: 'content' });
      const ended = await audit(['verify', '--file', file], {});
      assert.equal(ended.code, 1);
      assert.match(ended.out, /Row 4 was altered/);
    });

    it('exports the rows of one request, each of which can be checked', async () => {
      const file = inFolder('request.json');
      const chosen = ['--request', requestId, '--to', '2026-03-06T12:00:00+00:00'];
      assert.equal((await audit(['export', ...chosen, '--out', file], opened.environment)).code, 0);
      const rows = JSON.parse(await readFile(file, 'utf8')) as { id: number }[];
      assert.deepEqual(
        rows.map(({ id }) => id),
        [2, 4, 6],
      );
      const asRequest = await audit(['verify', '--file', file, '--request', requestId], {});
      assert.equal(asRequest.code, 0);
      assert.match(asRequest.out, /Rows checked: 3\./);
      assert.equal((await verifyFile(file, undefined)).fault?.kind, 'removed');
      assert.deepEqual((await verifyFile(file, actorId)).fault, { kind: 'of-another-request', id: 2 });
    });

    it('exports CSV that no spreadsheet takes for a formula', async () => {
      const args = ['export', '--format', 'csv', '--to', '2026-03-02T12:00:00Z'];
      const { code, out } = await audit(args, opened.environment);
      assert.equal(code, 0);
      assert.ok(
        out.startsWith('id,at,actorId,action,requestId,details,previousHash,hash\r\n1,2026-03-01T12:00:00.000Z,'),
      );
      const rows = parse<Record<string, string>>(out, { columns: true });
      assert.deepEqual(
        rows.map(({ id, actorId: actor, requestId: request }) => [id, actor, request]),
        [
          ['1', `'=HYPERLINK("http://x.example")`, ''],
          ['2', actorId, requestId],
        ],
      );
      assert.deepEqual(JSON.parse(rows[1]?.['details'] ?? ''), {
        version: 2,
        rule: 'not-yours',
        last: null,
        quoted: 'a "b", c',
      });
      assert.equal(rows[1]?.['previousHash'], rows[0]?.['hash']);
    });

    it('writes a header alone when no row was asked for, and an empty list', async () => {
      const none = ['export', '--from', '2020-01-01', '--to', '2020-12-31'];
      const csv = await audit([...none, '--format', 'csv'], opened.environment);
      assert.equal(csv.out, 'id,at,actorId,action,requestId,details,previousHash,hash\r\n');
      const json = await text(Readable.from(writers.json(Readable.from([]))));
      assert.deepEqual(JSON.parse(json), []);
    });

    it('ends quietly when whoever reads it has seen enough', async () => {
      const { code, err } = await audit(['export'], opened.environment, { reads: false });
      assert.deepEqual({ code, err }, { code: 0, err: '' });
    });

    // The last one here: it breaks what the others read.
    it('finds and names a broken row', async () => {
      if (opened.database !== undefined)
        await tamper(opened.database, `update audit set details = '{}' where id = 321`);
      const { code, out } = await audit(['verify'], opened.environment);
      assert.equal(code, 1);
      assert.match(out, /Row 321 was altered/);
    });
  });
});
