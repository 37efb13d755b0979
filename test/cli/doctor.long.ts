import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { readDoctorCommand } from '../../src/cli/doctor/command.ts';
import { examine } from '../../src/cli/doctor/examine.ts';
import type { Line, Verdict } from '../../src/cli/doctor/line.ts';
import { patientOf } from '../../src/cli/doctor/patient.ts';
import { runDoctor } from '../../src/cli/doctor/run.ts';
import { certificateLines } from '../../src/cli/doctor/signIn.ts';
import { hasFailed, tableOf } from '../../src/cli/doctor/table.ts';
import { codesOf, tokenAdvice } from '../../src/cli/doctor/told.ts';
import { readLiveSettings, type Environment } from '../../src/config.ts';
import { FarewellError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { needsOf } from '../../src/offboarding/needs.ts';
import { leastOf } from '../../src/offboarding/permissions.ts';
import { sandboxGroups, sandboxPeople, sandboxTeamsApp, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { contactsOn } from '../../src/storage/contacts.ts';
import { openDatabase } from '../../src/storage/db.ts';
import { createQueue } from '../../src/workflow/queue.ts';
import { makeCertificate } from '../support/certificate.ts';
import { createKey, startChannelService, type ChannelService } from '../support/channelService.ts';
import { contract } from '../support/contract.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { startTeams } from '../support/teams.ts';
import { testClock } from '../support/world.ts';
import { startLogin, type LoginStandIn } from './loginStandIn.ts';

const secret = 'a-secret-that-nobody-may-see';
const least = leastOf(needsOf({ stepsOff: [], writesFirst: true, mends: false }));

describe('npm run doctor', function () {
  this.timeout(60_000);
  const logged: string[] = [];
  let folder: string;
  let channel: ChannelService;
  let login: LoginStandIn;
  let tenant: RunningTenant;
  let databaseUrl: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'farewell-doctor-'));
    channel = await startChannelService([await createKey('first', ['msteams'])]);
    databaseUrl = await freshPostgresUrl();
    await fillQueue(databaseUrl);
  });
  beforeEach(async () => {
    logged.length = 0;
    login = await startLogin(least);
    tenant = await startTenant({ observer: contract });
  });
  afterEach(async () => {
    await login.close();
    await tenant.close();
  });
  after(async () => {
    await channel.close();
    await rm(folder, { recursive: true });
  });

  function environment(own: Environment = {}): Environment {
    return {
      ...channel.environment,
      BOT_PASSWORD: secret,
      BOT_TENANT_ID: sandboxTenantId,
      BOT_LOGIN_URL: `${login.url}/${sandboxTenantId}`,
      GRAPH_BASE_URL: tenant.url,
      APPROVER_GROUP_ID: sandboxGroups.approvers,
      HR_GROUP_ID: sandboxGroups.hr,
      PROTECTED_GROUP_ID: sandboxGroups.protected,
      TEAMS_APP_ID: sandboxTeamsApp.externalId,
      DATABASE_URL: databaseUrl,
      ...own,
    };
  }

  interface Examining {
    readonly own?: Environment;
    readonly aheadMs?: number;
    readonly sendCardTo?: string;
  }

  /** The doctor's lines by check; whatever it does, the tenant stays as it was and no secret is shown. */
  async function examined({ own = {}, aheadMs = 0, sendCardTo }: Examining = {}) {
    const clock = testClock();
    clock.advance(aheadMs);
    const log = createLog('debug', { write: (line: string) => void logged.push(line) });
    const state = structuredClone(tenant.state);
    const lines = await examine(patientOf(readLiveSettings(environment(own)), { sendCardTo, log, ambient: clock }));
    assert.deepEqual(tenant.state, state);
    assert.deepEqual(
      tenant.calls.filter(({ method, path: at }) => method !== 'GET' && !(method === 'POST' && at === '/$batch')),
      [],
    );
    assert.ok(!`${tableOf(lines)}${logged.join('')}`.includes(secret));
    return new Map(lines.map((line) => [line.check, line]));
  }

  function assertLine(lines: ReadonlyMap<string, Line>, check: string, ...[verdict, seen]: [Verdict, RegExp]): void {
    const line = lines.get(check);
    assert.equal(line?.verdict, verdict, JSON.stringify(line ?? [...lines.keys()]));
    assert.match(line.seen, seen);
    assert.equal(line.todo === '', verdict === 'pass' || (check === 'clock' && verdict === 'not tried'), line.todo);
  }

  const verdictsOf = (lines: ReadonlyMap<string, Line>, verdict: Verdict) =>
    [...lines.values()].filter((line) => line.verdict === verdict).map(({ check }) => check);

  it('passes a deployment with which all is well, and says what it saw', async () => {
    const lines = await examined();
    assert.deepEqual(verdictsOf(lines, 'fail'), []);
    assert.deepEqual(verdictsOf(lines, 'warn'), []);
    assert.deepEqual(verdictsOf(lines, 'not tried'), ['sample card']);
    assertLine(lines, 'sign-in', 'pass', /Microsoft Graph, by secret/);
    assertLine(lines, 'tenant', 'pass', new RegExp(`Contoso.*${sandboxTenantId}`));
    assertLine(lines, 'APPROVER_GROUP_ID', 'pass', /^2 people; a delete needs 1$/);
    assertLine(lines, 'channel keys', 'pass', /keys: 1$/);
    assertLine(lines, 'queue', 'pass', /^schema \d+; 0 due/);
    assert.deepEqual(login.scopes, [`${tenant.url}/.default`, 'https://api.botframework.com/.default']);
  });

  it('fails without a sign-in, says why, and does not ask Graph', async () => {
    login.refusal = 'AADSTS7000215: Invalid client secret provided.';
    const lines = await examined();
    assertLine(lines, 'sign-in', 'fail', /^no token for Microsoft Graph, by secret \(token-unavailable\)$/);
    assertLine(lines, 'bot token', 'fail', /token-unavailable/);
    for (const check of ['tenant', 'permissions', 'groups']) assert.equal(lines.get(check)?.verdict, 'not tried');
    assert.deepEqual(tenant.calls, []);
    assertLine(lines, 'database', 'pass', /PostgreSQL/);
  });

  describe('of permissions', () => {
    it('fails for one without which a path is blocked, and warns of a step that is left out', async () => {
      login.granted = least.filter((one) => !['User.ReadWrite.All', 'Calendars.ReadWrite'].includes(one));
      const lines = await examined();
      assertLine(
        lines,
        'permissions: block-sign-in',
        'fail',
        /^User\.EnableDisableAccount\.All is missing to block sign-in/,
      );
      assertLine(lines, 'permissions: cancel-meetings', 'warn', /^Calendars\.ReadWrite is missing .* left out/);
      assertLine(lines, 'permissions: reassign-reports', 'warn', /^User\.ReadWrite\.All/);
      assert.match(lines.get('permissions: cancel-meetings')?.todo ?? '', /STEPS_OFF/);
    });

    it('does not miss what a step needs that is switched off', async () => {
      login.granted = least.filter((one) => one !== 'Calendars.ReadWrite');
      assertLine(await examined({ own: { STEPS_OFF: 'cancel-meetings' } }), 'permissions', 'pass', /parts/);
    });

    it('warns of what nothing needs', async () => {
      login.granted = [...least, 'Mail.ReadWrite', 'User.EnableDisableAccount.All'];
      assertLine(await examined(), 'permissions: unneeded', 'warn', /^Mail\.ReadWrite$/);
    });

    it('fails for everything where none was granted', async () => {
      login.granted = [];
      const lines = await examined();
      assertLine(lines, 'permissions: people', 'fail', /User\.Read\.All/);
      assert.ok(hasFailed([...lines.values()]));
    });

    it('may be too few to read the tenant and the groups', async () => {
      tenant.withhold('User.Read.All', 'GroupMember.Read.All');
      const lines = await examined();
      assertLine(lines, 'tenant', 'warn', /may not be read/);
      assertLine(lines, 'APPROVER_GROUP_ID', 'fail', /graph-forbidden Authorization_RequestDenied/);
    });
  });

  describe('of groups', () => {
    const emptied = (id: string, keep: number) => {
      const group = tenant.state.members[id] ?? [];
      tenant.state.members[id] = group.slice(0, keep);
    };

    it('fails where nobody approves', async () => {
      emptied(sandboxGroups.approvers, 0);
      assertLine(await examined(), 'APPROVER_GROUP_ID', 'fail', /^0 people/);
    });

    it('warns of a single approver, who can’t approve what they ask for', async () => {
      emptied(sandboxGroups.approvers, 1);
      assertLine(await examined(), 'APPROVER_GROUP_ID', 'warn', /^1 person/);
    });

    it('warns of two where a delete needs both, and fails with one', async () => {
      const own = { DELETE_APPROVALS: '2' };
      assertLine(await examined({ own }), 'APPROVER_GROUP_ID', 'warn', /^2 people; a delete needs 2$/);
      emptied(sandboxGroups.approvers, 1);
      assertLine(await examined({ own }), 'APPROVER_GROUP_ID', 'fail', /^1 person; a delete needs 2$/);
    });

    it('fails for one that is not there, warns where nobody is protected, and has no need of HR', async () => {
      const own = {
        APPROVER_GROUP_ID: '9d3c1e7a-5b2f-4c86-8a17-2f4e6d8c0b13',
        HR_GROUP_ID: '',
        PROTECTED_GROUP_ID: '',
      };
      const lines = await examined({ own });
      assertLine(lines, 'APPROVER_GROUP_ID', 'fail', /no such group/);
      assertLine(lines, 'HR_GROUP_ID', 'pass', /not set/);
      assertLine(lines, 'PROTECTED_GROUP_ID', 'warn', /not set/);
    });

    it('finds the fallback approver, or not', async () => {
      const check = 'ESCALATION_USER_ID';
      assertLine(await examined({ own: { [check]: sandboxPeople.director.id } }), check, 'pass', /sign in/);
      assertLine(await examined({ own: { [check]: sandboxPeople.blocked.id } }), check, 'fail', /blocked/);
      const nobody = { [check]: '9d3c1e7a-5b2f-4c86-8a17-2f4e6d8c0b13' };
      assertLine(await examined({ own: nobody }), check, 'fail', /no such user/);
    });
  });

  for (const [minutes, verdict] of [
    [0.5, 'pass'],
    [2, 'warn'],
    [-2, 'warn'],
    [6, 'fail'],
    [-6, 'fail'],
  ] as const) {
    it(`says ${verdict} of a clock that is ${minutes} min ahead`, async () => {
      const lines = await examined({ aheadMs: minutes * 60_000 });
      assertLine(lines, 'clock', verdict, minutes < 0 ? /s behind/ : /s ahead of/);
    });
  }

  it('fails where another tenant answers than the one that is served', async () => {
    const other = '9d3c1e7a-5b2f-4c86-8a17-2f4e6d8c0b13';
    assertLine(await examined({ own: { BOT_TENANT_ID: other } }), 'tenant', 'fail', /BOT_TENANT_ID names another/);
  });

  it('fails where Graph does not answer', async () => {
    await tenant.close();
    assertLine(await examined(), 'tenant', 'fail', /graph-unavailable/);
  });

  it('fails where the keys of the channel can’t be had', async () => {
    channel.setDown(true);
    try {
      assertLine(await examined(), 'channel keys', 'fail', /channel-keys-unavailable/);
    } finally {
      channel.setDown(false);
    }
  });

  it('fails for an app that is not in the catalogue, and does not look where none is named', async () => {
    const own = { TEAMS_APP_ID: '9d3c1e7a-5b2f-4c86-8a17-2f4e6d8c0b13' };
    assertLine(await examined({ own }), 'Teams app', 'fail', /not in the tenant’s catalogue/);
    assert.equal((await examined({ own: { TEAMS_APP_ID: '' } })).get('Teams app')?.verdict, 'not tried');
  });

  it('tells when the certificate ends', async () => {
    const file = path.join(folder, 'app.pem');
    await writeFile(file, makeCertificate().certificate);
    const lineIn = (days: number) =>
      certificateLines({ BOT_CERTIFICATE_PATH: file }, new Date(Date.now() + days * 86_400_000))[0];
    assert.deepEqual(
      [-40, 0, 3].map((days) => lineIn(days)?.verdict),
      ['pass', 'warn', 'fail'],
    );
    assert.match(lineIn(0)?.seen ?? '', /^good until \d{4}-\d\d-\d\d: 0 days left$/);
    assert.deepEqual(certificateLines({ BOT_CERTIFICATE_PATH: undefined }, new Date()), []);
  });

  it('tells of a refused sign-in what Entra’s code means, and not what else Entra said', () => {
    const cause = new Error(`AADSTS7000222: The secret ${secret} of app x has expired. Trace ID: y`);
    const refused = new FarewellError('token-unavailable', 'no token', { cause });
    assert.equal(codesOf(refused), 'token-unavailable, AADSTS7000222');
    assert.match(tokenAdvice(refused), /has run out/);
    assert.match(tokenAdvice(new FarewellError('token-unavailable', 'no token')), /login host/);
  });

  describe('of the database', () => {
    it('fails where it can’t be reached, and does not try what needs it', async () => {
      const lines = await examined({ own: { DATABASE_URL: 'postgres://farewell:hidden-too@127.0.0.1:1/farewell' } });
      assertLine(lines, 'database', 'fail', /ECONNREFUSED/);
      for (const check of ['migrations', 'queue', 'sample card']) assert.equal(lines.get(check)?.verdict, 'not tried');
      assert.ok(!tableOf([...lines.values()]).includes('hidden-too'));
    });

    it('warns of pending migrations and of a queue that is not there, and makes neither', async () => {
      const own = { DATABASE_URL: await freshPostgresUrl({ migrated: false }) };
      for (const _ of ['once', 'again']) {
        const lines = await examined({ own });
        assertLine(lines, 'migrations', 'warn', /^pending: 0001_start, /);
        assertLine(lines, 'queue', 'warn', /not there yet/);
      }
    });

    it('fails for a database of a later release', async () => {
      const own = { DATABASE_URL: await freshPostgresUrl() };
      await inDatabase(own.DATABASE_URL, `insert into kysely_migration values ('9999_later', '2030-01-01')`);
      assertLine(await examined({ own }), 'migrations', 'fail', /later release: 9999_later/);
    });

    it('warns of jobs that were given up, and fails where nobody takes up what is due', async () => {
      const own = { DATABASE_URL: await freshPostgresUrl() };
      await fillQueue(own.DATABASE_URL);
      await inDatabase(own.DATABASE_URL, `insert into pgboss.job (name, state) values ('run', 'failed')`);
      assertLine(await examined({ own }), 'queue', 'warn', /1 given up/);
      const longAgo = `now() - interval '1 hour'`;
      await inDatabase(
        own.DATABASE_URL,
        `insert into pgboss.job (name, created_on, start_after) values ('run', ${longAgo}, ${longAgo})`,
      );
      assertLine(await examined({ own }), 'queue', 'fail', /1 due, the oldest for 36\d\d s/);
    });

    it('fails for a queue of a later release', async () => {
      const own = { DATABASE_URL: await freshPostgresUrl() };
      await fillQueue(own.DATABASE_URL);
      await inDatabase(own.DATABASE_URL, 'update pgboss.version set version = 9999');
      assertLine(await examined({ own }), 'queue', 'fail', /schema 9999 is of a later release/);
    });

    it('leaves a folder alone that the running bot holds, or that is not there', async () => {
      const own = { DATABASE_URL: '', DATA_DIR: path.join(folder, 'data') };
      assertLine(await examined({ own }), 'database', 'warn', /none in DATA_DIR/);
      const running = await openDatabase({ dataDir: own.DATA_DIR });
      try {
        assert.match((await examined({ own })).get('database')?.seen ?? '', /the bot is running/);
      } finally {
        await running.close();
      }
      assertLine(await examined({ own }), 'database', 'pass', /PGlite/);
    });
  });

  describe('asked to send a sample card', () => {
    const approver = sandboxPeople.approver;
    const sent = async (sendCardTo: string) => (await examined({ sendCardTo })).get('sample card');

    it('says of whom it can’t send one to', async () => {
      assert.match((await sent('nobody@contoso.example'))?.seen ?? '', /nobody has this address/);
      assert.match((await sent(sandboxPeople.secondApprover.id))?.seen ?? '', /no chat with Farewell yet/);
    });

    it('sends it to this person’s own chat, and says so when Teams refuses it', async () => {
      const teams = await startTeams();
      const database = await openDatabase({ url: databaseUrl, dataDir: undefined });
      try {
        const conversation = { id: 'chat-approver', tenantId: sandboxTenantId };
        const reference = {
          channelId: 'msteams',
          serviceUrl: teams.url,
          bot: { id: '28:bot' },
          user: { id: '29:a' },
          conversation,
        };
        await contactsOn(database.kysely).save({
          userId: approver.id,
          conversationId: conversation.id,
          locale: 'nl-NL',
          reference,
        });
        assert.equal((await sent(approver.mail.toUpperCase()))?.verdict, 'pass');
        assert.equal(teams.chat(conversation.id).length, 1);
        assert.match(JSON.stringify(teams.chat(conversation.id)[0]?.activity), /Een proefkaart/);
        teams.refuse(conversation.id, 403);
        assert.match((await sent(approver.id))?.seen ?? '', /Teams answered 403/);
      } finally {
        await database.close();
        await teams.close();
      }
    });
  });

  describe('as a command', () => {
    async function run(args: readonly string[], given: Environment) {
      const said = { out: '', err: '' };
      const output = {
        out: (words: string) => void (said.out += words),
        err: (words: string) => void (said.err += words),
      };
      const code = await runDoctor(args, { environment: given, ambient: testClock(), output });
      assert.ok(!`${said.out}${said.err}`.includes(secret));
      return { ...said, code };
    }

    it('ends with 0 when nothing fails, and gives JSON to a pipeline', async () => {
      const { out, code } = await run(['--json'], environment());
      const { result, checks } = JSON.parse(out) as { result: string; checks: Line[] };
      assert.deepEqual([code, result], [0, 'pass']);
      assert.ok(checks.length > 10);
    });

    it('ends with 1 when something fails, and says what to do', async () => {
      login.refusal = 'AADSTS700016: not found';
      const { out, code } = await run([], environment());
      assert.equal(code, 1);
      assert.match(out, /sign-in +\| fail .*\n +\| → Check BOT_ID/);
    });

    it('ends with 78 for settings, and lists all of them', async () => {
      const { err, code } = await run([], { BOT_ID: 'wrong', BOT_PASSWORD: secret });
      assert.equal(code, 78);
      for (const name of ['BOT_ID', 'BOT_TYPE', 'BOT_TENANT_ID', 'APPROVER_GROUP_ID']) {
        assert.match(err, new RegExp(name));
      }
    });

    it('ends with 2 where it is used wrongly', async () => {
      assert.equal((await run(['--mend-it'], {})).code, 2);
    });

    it('examines the sandbox without any settings, as a process of its own', async () => {
      const env = { DATA_DIR: path.join(folder, 'none') };
      const child = spawn(process.execPath, ['src/cli/doctor.ts', '--sandbox'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      assert.equal(code, 0, out);
      assert.match(out, /sign-in +\| not tried \| the sandbox has no identity/);
    });
  });

  it('knows its options', () => {
    const sends = readDoctorCommand(['--send-card-to', ' a@b.example ', '--json']);
    assert.deepEqual(sends, { name: 'examine', sandbox: false, json: true, sendCardTo: 'a@b.example' });
    assert.equal(readDoctorCommand(['--send-card-to', '']).name, 'misused');
    assert.equal(readDoctorCommand(['-h']).name, 'help');
  });
});

/** Makes the queue as the bot does at its start. */
async function fillQueue(url: string): Promise<void> {
  const database = await openDatabase({ url, dataDir: undefined });
  const queue = createQueue({ database, log: createLog('silent') });
  await queue.start({ run: () => Promise.resolve(), refreshCards: () => Promise.resolve() });
  await queue.stop();
  await database.close();
}

async function inDatabase(url: string, statement: string): Promise<void> {
  const database = await openDatabase({ url, dataDir: undefined });
  await sql.raw(statement).execute(database.kysely);
  await database.close();
}
