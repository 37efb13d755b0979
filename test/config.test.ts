import assert from 'node:assert/strict';
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
    { title: 'two approvals for a delete, not built yet', change: { DELETE_APPROVALS: '2' }, says: /DELETE_APPROVALS/ },
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
