import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { readLiveSettings, readSandboxSettings } from '../src/config.ts';
import { hasCode } from '../src/errors.ts';

const id = '0c803b5d-13f7-49ec-a422-f1665c722fae';
const complete = {
  BOT_ID: id,
  BOT_TYPE: 'SingleTenant',
  BOT_TENANT_ID: id,
  BOT_PASSWORD: 'secret',
  APPROVER_GROUP_ID: id,
};

const nonsense: readonly { name: string; values: readonly string[] }[] = [
  { name: 'DELETE_APPROVALS', values: ['0', '3', '1.5', 'two'] },
  { name: 'REMIND_AFTER_HOURS', values: ['0', '-1', '0.5', '8761', 'a day'] },
  { name: 'ESCALATE_AFTER_HOURS', values: ['0', '-1', '0.5', '8761', 'two days'] },
  { name: 'EXPIRE_AFTER_DAYS', values: ['0', '-7', '6.5', '366', 'a week'] },
  { name: 'ESCALATION_USER_ID', values: ['lidia@contoso.example', '42'] },
  { name: 'ESCALATION_GROUP_ID', values: ['Farewell approvers'] },
  { name: 'TEAMS_APP_ID', values: ['farewell'] },
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
      title: 'MultiTenant',
      change: { BOT_TYPE: 'MultiTenant' },
      says: /BOT_TYPE: must be SingleTenant or UserAssignedMSI/,
    },
    {
      title: 'no secret and no certificate',
      change: { BOT_PASSWORD: '' },
      says: /BOT_CERTIFICATE_PATH or BOT_PASSWORD/,
    },
    {
      title: 'a certificate without its key',
      change: { BOT_CERTIFICATE_PATH: 'a.pem' },
      says: /BOT_CERTIFICATE_KEY_PATH/,
    },
    { title: 'an empty group', change: { APPROVER_GROUP_ID: ' ' }, says: /APPROVER_GROUP_ID is missing/ },
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

  it('never shows a secret in its message', () => {
    assert.doesNotMatch(faultsOf({ ...complete, PORT: 'x' }), /secret/);
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
    const [source = '', sample = ''] = await Promise.all(['src/config.ts', '.env.sample'].map(read));
    const known = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gmu)].map(([, name]) => name);
    const lines = [...sample.matchAll(/^#?([A-Z][A-Z_]+)=(.*)$/gmu)];
    assert.deepEqual(lines.map(([, name]) => name).sort(), known.sort());
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

function faultsOf(environment: Readonly<Record<string, string>>): string {
  try {
    readLiveSettings(environment);
  } catch (error) {
    if (hasCode(error, 'settings-invalid')) return error.message;
    throw error;
  }
  return '';
}

function read(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, '..', name), 'utf8');
}
