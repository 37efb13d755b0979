import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'mocha';
import { readLiveSettings, readSandboxSettings, readStorageSettings, settingNames } from '../src/config.ts';
import { hasCode } from '../src/errors.ts';
import { makeCertificate } from './support/certificate.ts';

type Change = Readonly<Record<string, string>>;

const root = path.join(import.meta.dirname, '..');
const id = '0c803b5d-13f7-49ec-a422-f1665c722fae';
const otherId = '6f7d1b0e-3c1a-4a58-9f0e-1d2c3b4a5f60';
const complete = {
  BOT_ID: id,
  BOT_TYPE: 'SingleTenant',
  BOT_TENANT_ID: id,
  BOT_PASSWORD: 'secret',
  APPROVER_GROUP_ID: id,
};
const managed = { BOT_TYPE: 'UserAssignedMSI', BOT_PASSWORD: '' };
const fallback = { ESCALATION_USER_ID: id };
const entra = {
  DATABASE_AUTH: 'entra',
  DATABASE_URL: 'postgres://farewell@db.example/farewell?sslmode=verify-full',
};
const onlyOne = 'only one of them may be set';

const nonsense: readonly { name: string; values: readonly string[] }[] = [
  { name: 'DELETE_APPROVALS', values: ['0', '3', '1.5', 'two'] },
  { name: 'REMIND_AFTER_HOURS', values: ['0', '-1', '0.5', '8761', 'a day'] },
  { name: 'ESCALATE_AFTER_HOURS', values: ['0', '-1', '0.5', '8761', 'two days'] },
  { name: 'EXPIRE_AFTER_DAYS', values: ['0', '-7', '6.5', '366', 'a week'] },
  { name: 'ESCALATION_USER_ID', values: ['lidia@contoso.example', '42'] },
  { name: 'ESCALATION_GROUP_ID', values: ['Farewell approvers'] },
  { name: 'TEAMS_APP_ID', values: ['farewell'] },
  { name: 'PORT', values: ['-1', '65536', 'eighty'] },
  { name: 'HOST', values: ['http://0.0.0.0', '0.0.0.0:3978', 'a b', '-'] },
  { name: 'CLOUD', values: ['mars', 'Global'] },
  { name: 'LOG_LEVEL', values: ['loud'] },
  {
    name: 'DATABASE_URL',
    values: ['mysql://db.example/x', 'farewell', 'postgres://u:p%@a:b:c/x', 'postgres://u:p#1@a/x'],
  },
  { name: 'DATABASE_AUTH', values: ['token'] },
  { name: 'GRAPH_BASE_URL', values: ['graph', 'ftp://graph.example', 'https://graph.microsoft.com/v1.0'] },
  { name: 'BOT_OPENID_METADATA_URL', values: ['login.botframework.com'] },
  { name: 'BOT_LOGIN_URL', values: ['login.microsoftonline.com/contoso'] },
];

/** Settings of which each is right, and what is said of them together. */
const together: readonly { title: string; change: Change; says: readonly string[] }[] = [
  {
    title: 'an app registration without any proof',
    change: { BOT_PASSWORD: '' },
    says: [
      'BOT_FEDERATED_CLIENT_ID, BOT_FEDERATED_TOKEN_FILE, BOT_CERTIFICATE_PATH or BOT_PASSWORD is missing: ' +
        'the bot needs one of them, unless it has BOT_TYPE=UserAssignedMSI',
    ],
  },
  {
    title: 'a federated credential beside a secret',
    change: { BOT_FEDERATED_CLIENT_ID: id },
    says: [`BOT_FEDERATED_CLIENT_ID, BOT_PASSWORD: ${onlyOne}; BOT_FEDERATED_CLIENT_ID is the best of these`],
  },
  {
    title: 'a key without its certificate beside a secret',
    change: { BOT_CERTIFICATE_KEY_PATH: 'README.md' },
    says: [
      `BOT_CERTIFICATE_PATH, BOT_PASSWORD: ${onlyOne}; BOT_CERTIFICATE_PATH is the best of these`,
      'BOT_CERTIFICATE_PATH is missing',
      'BOT_CERTIFICATE_KEY_PATH: the file does not hold a private key (PEM, without a passphrase)',
    ],
  },
  {
    title: 'a certificate without its key, and not there',
    change: { BOT_PASSWORD: '', BOT_CERTIFICATE_PATH: 'none.pem' },
    says: ['BOT_CERTIFICATE_KEY_PATH is missing', "BOT_CERTIFICATE_PATH: the file can't be read"],
  },
  {
    title: 'files that hold something else',
    change: { BOT_PASSWORD: '', BOT_CERTIFICATE_PATH: 'README.md', BOT_CERTIFICATE_KEY_PATH: 'src' },
    says: [
      'BOT_CERTIFICATE_PATH: the file does not hold a certificate (PEM)',
      "BOT_CERTIFICATE_KEY_PATH: the file can't be read",
    ],
  },
  {
    title: 'a token file that is not there',
    change: { BOT_PASSWORD: '', BOT_FEDERATED_TOKEN_FILE: 'none' },
    says: ["BOT_FEDERATED_TOKEN_FILE: the file can't be read"],
  },
  {
    title: 'a managed identity with a secret and a federated credential',
    change: { BOT_TYPE: 'UserAssignedMSI', BOT_FEDERATED_CLIENT_ID: id },
    says: ['BOT_FEDERATED_CLIENT_ID', 'BOT_PASSWORD'].map(
      (name) => `${name}: must not be set with BOT_TYPE=UserAssignedMSI, which has no need of it`,
    ),
  },
  {
    title: 'a login without TLS',
    change: { BOT_LOGIN_URL: 'http://login.example/contoso' },
    says: ['BOT_LOGIN_URL: must begin with https://, but for a stand-in on loopback and a BOT_PASSWORD'],
  },
  {
    title: 'a login without TLS for something better than a secret',
    change: { ...managed, BOT_LOGIN_URL: 'http://127.0.0.1:8080/contoso' },
    says: ['BOT_LOGIN_URL: must begin with https://, but for a stand-in on loopback and a BOT_PASSWORD'],
  },
  {
    title: 'Graph and keys without TLS',
    change: { GRAPH_BASE_URL: 'http://graph.example', BOT_OPENID_METADATA_URL: 'http://127.0.0.1.evil.example' },
    says: ['GRAPH_BASE_URL', 'BOT_OPENID_METADATA_URL'].map(
      (name) => `${name}: must begin with https://, unless it is on loopback`,
    ),
  },
  {
    title: 'an escalation before the reminder',
    change: { ...fallback, ESCALATE_AFTER_HOURS: '23' },
    says: ['ESCALATE_AFTER_HOURS: must not be less than REMIND_AFTER_HOURS'],
  },
  {
    title: 'an expiry before the escalation',
    change: { ...fallback, EXPIRE_AFTER_DAYS: '1' },
    says: ['EXPIRE_AFTER_DAYS: a request would expire before ESCALATE_AFTER_HOURS'],
  },
  {
    title: 'an expiry before the reminder',
    change: { REMIND_AFTER_HOURS: '25', EXPIRE_AFTER_DAYS: '1' },
    says: ['EXPIRE_AFTER_DAYS: a request would expire before REMIND_AFTER_HOURS'],
  },
  {
    title: 'one group in places that exclude each other',
    change: { PROTECTED_GROUP_ID: id, HR_GROUP_ID: id, ESCALATION_GROUP_ID: id.toUpperCase() },
    says: [
      'PROTECTED_GROUP_ID: must be another group than APPROVER_GROUP_ID; break-glass and service accounts do not approve',
      'PROTECTED_GROUP_ID: must be another group than HR_GROUP_ID; break-glass and service accounts do not offboard people',
      'ESCALATION_GROUP_ID: must be another group than APPROVER_GROUP_ID; those have been asked already',
    ],
  },
  {
    title: 'receivers of telemetry that are none',
    change: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_METRIC_EXPORT_INTERVAL: '10',
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=hunter2',
    },
    says: [
      'OTEL_EXPORTER_OTLP_ENDPOINT: must be a web address, such as https://host.example',
      'OTEL_METRIC_EXPORT_INTERVAL: must be a whole number from 1000 to 3600000',
      'APPLICATIONINSIGHTS_CONNECTION_STRING: must hold InstrumentationKey=<GUID>',
    ],
  },
  {
    title: 'Entra for a database that is not named',
    change: { DATABASE_AUTH: 'entra' },
    says: ['DATABASE_URL is missing'],
  },
  {
    title: 'Entra beside a password, without a user, in the clear',
    change: { DATABASE_AUTH: 'entra', DATABASE_URL: 'postgres://:hunter2@db.example/farewell?sslmode=require' },
    says: [
      'DATABASE_URL: holds no user: with DATABASE_AUTH=entra the name of the bot’s role in the database',
      'DATABASE_URL: holds a password, although DATABASE_AUTH is entra',
      'DATABASE_URL: must end with ?sslmode=verify-full: a token is sent with it',
    ],
  },
  {
    title: 'Entra for another server than the one that seems to be here',
    change: { DATABASE_AUTH: 'entra', DATABASE_URL: 'postgres://bot@127.0.0.1/x?host=db.example&password=hunter2' },
    says: [
      'DATABASE_URL: holds a password, although DATABASE_AUTH is entra',
      'DATABASE_URL: must end with ?sslmode=verify-full: a token is sent with it',
    ],
  },
];

const taken: readonly { title: string; change: Change }[] = [
  { title: 'a client secret', change: {} },
  { title: 'a managed identity', change: managed },
  { title: 'a managed identity proved by a token file', change: { ...managed, BOT_FEDERATED_TOKEN_FILE: 'README.md' } },
  { title: 'a trusted managed identity', change: { BOT_PASSWORD: '', BOT_FEDERATED_CLIENT_ID: id } },
  { title: 'a trusted token file', change: { BOT_PASSWORD: '', BOT_FEDERATED_TOKEN_FILE: 'README.md' } },
  {
    title: 'stand-ins on loopback',
    change: { GRAPH_BASE_URL: 'http://[::1]:1', BOT_LOGIN_URL: 'http://localhost:1/a' },
  },
  { title: 'IPv6 and names to listen on', change: { HOST: '::' } },
  { title: 'approvers who may offboard anyone', change: { HR_GROUP_ID: id, PROTECTED_GROUP_ID: otherId } },
  { title: 'times at one moment', change: { ...fallback, ESCALATE_AFTER_HOURS: '24', EXPIRE_AFTER_DAYS: '1' } },
  { title: 'an escalation that never comes, for want of a fallback', change: { EXPIRE_AFTER_DAYS: '1' } },
  { title: 'Entra for the database', change: entra },
  {
    title: 'Entra for a database on this machine',
    change: { DATABASE_AUTH: 'entra', DATABASE_URL: 'postgres:///x?host=/run/postgresql&user=bot' },
  },
  { title: 'a server reached by a socket', change: { DATABASE_URL: 'postgres://user:a%20b@/db?host=/run/postgresql' } },
];

describe('settings', () => {
  it('lists every missing and every wrong one at once', () => {
    const faults = faultsOf({ PORT: 'eighty', CLOUD: 'mars', HR_GROUP_ID: 'hr', TIME_ZONE: 'Mars/Base' });
    for (const name of [
      'BOT_ID',
      'BOT_TYPE',
      'BOT_TENANT_ID',
      'APPROVER_GROUP_ID',
      'PORT',
      'CLOUD',
      'HR_GROUP_ID',
      'TIME_ZONE',
    ]) {
      assert.match(faults, new RegExp(`- ${name}`));
    }
  });

  const refused = [
    {
      title: 'MultiTenant, and says why',
      change: { BOT_TYPE: 'MultiTenant' },
      says: /^ {2}- BOT_TYPE: MultiTenant is refused: Microsoft has ended it [^\n]+ SingleTenant or UserAssignedMSI$/,
    },
    {
      title: 'another type',
      change: { BOT_TYPE: 'singletenant' },
      says: /^ {2}- BOT_TYPE: must be SingleTenant or User/,
    },
    {
      title: 'an identity by its name',
      change: { BOT_PASSWORD: '', BOT_FEDERATED_CLIENT_ID: 'farewell' },
      says: /^ {2}- BOT_FEDERATED_CLIENT_ID: must be a GUID$/,
    },
    { title: 'an empty group', change: { APPROVER_GROUP_ID: ' ' }, says: /^ {2}- APPROVER_GROUP_ID is missing$/ },
    ...nonsense.flatMap(({ name, values }) =>
      values.map((value) => ({
        title: `${value} as ${name}`,
        change: { [name]: value },
        says: new RegExp(`^  - ${name}: [^\n]+$`),
      })),
    ),
  ];
  for (const { title, change, says } of refused) {
    it(`refuses ${title}`, () => assert.match(faultsOf({ ...complete, ...change }), says));
  }

  for (const { title, change, says } of together) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        faultsOf({ ...complete, ...change }).split('\n'),
        says.map((one) => `  - ${one}`),
      );
    });
  }
  for (const { title, change } of taken) {
    it(`takes ${title}`, () => assert.equal(faultsOf({ ...complete, ...change }), ''));
  }

  it('says what is wrong together beside what is wrong by itself, and each once', () => {
    const faults = faultsOf({ PORT: 'x', DATABASE_AUTH: 'entra', REMIND_AFTER_HOURS: '48', EXPIRE_AFTER_DAYS: '1' });
    const names = faults.split('\n').map((line) => /- ([A-Z_]+)/.exec(line)?.[1]);
    assert.deepEqual(names, [
      ...['BOT_ID', 'BOT_TYPE', 'BOT_TENANT_ID', 'APPROVER_GROUP_ID', 'PORT'],
      ...['BOT_FEDERATED_CLIENT_ID', 'DATABASE_URL', 'EXPIRE_AFTER_DAYS'],
    ]);
  });

  it('never shows a value in its message: it could be a secret', () => {
    const wrong = Object.fromEntries(settingNames.map((name) => [name, 'hunter2 \n']));
    const urls = ['mysql://u:hunter2@db', 'postgres://u:hunter2@a:b:c/x', 'postgres://u:hunter2@db.example/x'];
    for (const DATABASE_URL of urls) {
      const faults = faultsOf({ ...wrong, DATABASE_URL, DATABASE_AUTH: 'entra' });
      assert.match(faults, /DATABASE_URL/);
      assert.doesNotMatch(faults, /hunter2/);
    }
  });

  describe('of a certificate', () => {
    const one = makeCertificate();
    const other = makeCertificate();
    const made: { folder?: string } = {};
    before(async () => {
      made.folder = await mkdtemp(path.join(tmpdir(), 'farewell-config-'));
      await writeFile(inFolder('one.pem'), one.certificate);
      await writeFile(inFolder('one.key'), one.key);
      await writeFile(inFolder('other.key'), other.key);
    });
    after(async () => {
      if (made.folder !== undefined) await rm(made.folder, { recursive: true });
    });
    const inFolder = (name: string): string => path.join(made.folder ?? '', name);
    const withKey = (name: string) => ({
      ...complete,
      BOT_PASSWORD: '',
      BOT_CERTIFICATE_PATH: inFolder('one.pem'),
      BOT_CERTIFICATE_KEY_PATH: inFolder(name),
    });

    it('are taken with its own key, and refused with another', () => {
      assert.equal(faultsOf(withKey('one.key')), '');
      assert.equal(faultsOf(withKey('other.key')), '  - BOT_CERTIFICATE_KEY_PATH: is not the key of the certificate');
    });
  });

  describe('of a command that only needs the data', () => {
    it('are those of the data alone', () => {
      const environment = { DATABASE_URL: ' postgresql://db.example/x ', BOT_ID: 'wrong, but not asked for' };
      assert.deepEqual(readStorageSettings(environment), {
        DATABASE_URL: 'postgresql://db.example/x',
        DATABASE_AUTH: 'password',
        DATA_DIR: '.data',
      });
    });

    it('name the bot too where Entra guards the database', () => {
      const { APPROVER_GROUP_ID: _, ...identity } = complete;
      assert.equal(readStorageSettings({ ...identity, ...entra }).BOT_PASSWORD, 'secret');
      assert.throws(
        () => readStorageSettings({ ...entra, DATA_DIR: '.' }),
        (error) => hasCode(error, 'settings-invalid') && /- BOT_ID is missing$/m.test(error.message),
      );
    });
  });

  it('takes a complete set, a managed identity without a secret too', () => {
    assert.equal(readLiveSettings(complete).BOT_ID, id);
    assert.equal(readLiveSettings({ ...complete, BOT_TYPE: 'UserAssignedMSI', BOT_PASSWORD: '' }).PORT, 3978);
  });

  it('has a sensible rule for approvals and waiting where nothing is set', () => {
    const { DELETE_APPROVALS, REMIND_AFTER_HOURS, ESCALATE_AFTER_HOURS, EXPIRE_AFTER_DAYS, ...rest } =
      readLiveSettings(complete);
    assert.deepEqual([DELETE_APPROVALS, REMIND_AFTER_HOURS, ESCALATE_AFTER_HOURS, EXPIRE_AFTER_DAYS], [1, 24, 48, 7]);
    assert.deepEqual([rest.ESCALATION_USER_ID, rest.ESCALATION_GROUP_ID], [undefined, undefined]);
  });

  it('takes approvals, times of waiting and fallback approvers as they are set, blanks and capitals aside', () => {
    const settings = readLiveSettings({
      ...complete,
      DELETE_APPROVALS: '2',
      REMIND_AFTER_HOURS: ' 1 ',
      ESCALATE_AFTER_HOURS: '8760',
      EXPIRE_AFTER_DAYS: '365',
      ESCALATION_USER_ID: id.toUpperCase(),
      ESCALATION_GROUP_ID: ' ',
    });
    assert.equal(settings.DELETE_APPROVALS, 2);
    assert.deepEqual(
      [settings.REMIND_AFTER_HOURS, settings.ESCALATE_AFTER_HOURS, settings.EXPIRE_AFTER_DAYS],
      [1, 8760, 365],
    );
    assert.deepEqual([settings.ESCALATION_USER_ID, settings.ESCALATION_GROUP_ID], [id, undefined]);
  });

  it('are all in .env.sample with what holds by default, and nothing else is', async () => {
    const sample = await readFile(path.join(root, '.env.sample'), 'utf8');
    const lines = [...sample.matchAll(/^#?([A-Z][A-Z_]+)=(.*)$/gmu)];
    assert.deepEqual(lines.map(([, name]) => name).sort(), [...settingNames].sort());
    const shown = Object.fromEntries(lines.map(([, name, value]) => [name, value]));
    for (const [name, value] of Object.entries(readSandboxSettings({}, {}))) assert.equal(shown[name], String(value));
  });

  it('lets the environment win over the sandbox’s own values', () => {
    const own = { APPROVER_GROUP_ID: id, LOG_LEVEL: 'warn' };
    const settings = readSandboxSettings({ LOG_LEVEL: 'debug', GRAPH_BASE_URL: 'http://127.0.0.1:9/' }, own);
    assert.deepEqual(
      [settings.LOG_LEVEL, settings.APPROVER_GROUP_ID, settings.GRAPH_BASE_URL],
      ['debug', id, 'http://127.0.0.1:9'],
    );
  });
});

describe('npm start', () => {
  const made: { folder?: string } = {};
  before(async () => {
    made.folder = await mkdtemp(path.join(tmpdir(), 'farewell-env-'));
  });
  after(async () => {
    if (made.folder !== undefined) await rm(made.folder, { recursive: true });
  });

  /** Starts as `npm start` does, with this file as .env and nothing of ours in the environment. */
  async function start(file: string): Promise<{ code: unknown; err: string }> {
    const name = path.join(made.folder ?? '', '.env');
    await writeFile(name, file);
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    const [command, ...parts] = scripts.start.replace('exec node', process.execPath).split(' ');
    const args = parts.map((part: string) => part.replace('=.env', `=${name}`));
    const child = spawn(command, args, { cwd: root, env: {}, stdio: ['ignore', 'ignore', 'pipe'] });
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    return { code, err };
  }

  it('refuses with everything that is wrong, exit code 78, and the way to the sandbox', async () => {
    const { code, err } = await start('PORT=eighty\nDATABASE_URL=mysql://farewell:hunter2@db.example/farewell\n');
    assert.equal(code, 78);
    for (const name of ['BOT_ID', 'BOT_TYPE', 'APPROVER_GROUP_ID', 'PORT', 'DATABASE_URL']) {
      assert.match(err, new RegExp(`^ {2}- ${name}`, 'm'));
    }
    assert.match(err, /npm run sandbox/);
    assert.doesNotMatch(err, /hunter2|at .*\.ts:/);
  });

  it('takes quotes, spaces and comments of an .env file as they are meant', async () => {
    const { code, err } = await start(
      [
        `BOT_ID="${id}"`,
        `BOT_TYPE = SingleTenant # an app registration`,
        `BOT_TENANT_ID='${id}'`,
        `BOT_PASSWORD='with a # and "quotes"'`,
        'TIME_ZONE = "Europe/Amsterdam"  ',
        'DATABASE_URL="postgres://farewell:a%23b@db.example/farewell"',
        'APPROVER_GROUP_ID=',
      ].join('\n'),
    );
    assert.equal(code, 78);
    assert.deepEqual(err.match(/^ {2}- .*$/gm), ['  - APPROVER_GROUP_ID is missing']);
  });
});

function faultsOf(environment: Change): string {
  try {
    readLiveSettings(environment);
  } catch (error) {
    if (hasCode(error, 'settings-invalid')) return error.message;
    throw error;
  }
  return '';
}
