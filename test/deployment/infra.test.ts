import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createBicepReader, type BicepFile } from '../support/bicep.ts';
import packageJson from '../../package.json' with { type: 'json' };
import parameterFile from '../../infra/azure.parameters.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '..', '..');
const infra = path.join(root, 'infra');

/** What App Service itself reads, by its documentation and that of its build tool. */
const platformSettings = [
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
  'CUSTOM_BUILD_COMMAND',
  'WEBSITES_CONTAINER_STOP_TIME_LIMIT',
];

const files = new Map<string, BicepFile>();

function file(name: string): BicepFile {
  const found = files.get(name);
  assert.ok(found, `there is no infra/${name}`);
  return found;
}

/** The value at this path, as it is written. */
function written(name: string, at: string): string | undefined {
  return file(name).properties.get(at);
}

/** Names of settings that the template gives to Farewell: upper case names at this path. */
function settingsAt(name: string, at: string): string[] {
  return [...file(name).properties.keys()]
    .filter((key) => key.startsWith(`${at}.`))
    .map((key) => key.slice(at.length + 1))
    .filter((key) => /^[A-Z][A-Z0-9_]+$/u.test(key));
}

async function sampleSettings(): Promise<string[]> {
  const sample = await readFile(path.join(root, '.env.sample'), 'utf8');
  return [...sample.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gmu)].map(([, name = '']) => name);
}

before(async () => {
  const read = await createBicepReader();
  const names = (await readdir(infra)).filter((name) => name.endsWith('.bicep'));
  for (const name of names) files.set(name, await read(path.join(infra, name)));
});

describe('infra', () => {
  it('is Bicep by its grammar', () => {
    assert.ok(files.size > 1);
    for (const [name, { syntaxFaults }] of files) assert.deepEqual(syntaxFaults, [], name);
  });

  it('uses every parameter that it declares', () => {
    for (const [name, { params, uses }] of files) {
      const unused = params.filter((param) => !uses.has(param.name)).map((param) => param.name);
      assert.deepEqual(unused, [], name);
    }
  });

  it('gives each module what it needs and nothing that it does not know', () => {
    const { modules } = file('azure.bicep');
    const called = modules.map((module) => path.basename(module.path));
    assert.deepEqual(called.sort(), [...files.keys()].filter((name) => name !== 'azure.bicep').sort());
    for (const module of modules) {
      const { params } = file(path.basename(module.path));
      assert.deepEqual([...module.params].sort(), params.map(({ name }) => name).sort(), module.path);
    }
  });

  it('is given every parameter that has no default, and none that is not there', () => {
    const { params } = file('azure.bicep');
    const given = Object.keys(parameterFile.parameters);
    const unknown = given.filter((name) => !params.some((param) => param.name === name));
    const missing = params.filter(({ name, required }) => required && !given.includes(name));
    assert.deepEqual({ unknown, missing }, { unknown: [], missing: [] });
  });

  it('sets what .env.sample knows, and otherwise only what App Service reads', async () => {
    const known = await sampleSettings();
    const farewell = [
      ...settingsAt('azure.bicep', 'app.params.settings'),
      ...settingsAt('app.bicep', 'appSettings.properties'),
      ...Object.keys(parameterFile.parameters.moreSettings.value),
    ];
    for (const needed of ['BOT_ID', 'BOT_TYPE', 'BOT_TENANT_ID', 'APPROVER_GROUP_ID', 'DATABASE_URL']) {
      assert.ok(farewell.includes(needed), needed);
    }
    assert.deepEqual(
      farewell.filter((name) => !known.includes(name)),
      [],
    );
    assert.deepEqual(settingsAt('app.bicep', 'platformSettings').sort(), [...platformSettings].sort());
  });

  it('gives out and takes in no secret', () => {
    for (const [name, { outputs, params }] of files) {
      for (const output of outputs)
        assert.doesNotMatch(output.value, /connectionstring|listkeys|password|secret/iu, name);
      for (const param of params) assert.doesNotMatch(param.name, /password|secret|key/iu, name);
    }
  });

  const wanted: readonly (readonly [name: string, at: string, value: string])[] = [
    ['azure.bicep', 'app.params.settings.BOT_TYPE', 'UserAssignedMSI'],
    ['app.bicep', 'site.properties.httpsOnly', 'true'],
    ['app.bicep', 'site.properties.siteConfig.alwaysOn', 'true'],
    ['app.bicep', 'site.properties.siteConfig.minTlsVersion', '1.2'],
    ['app.bicep', 'site.properties.siteConfig.scmMinTlsVersion', '1.2'],
    ['app.bicep', 'site.properties.siteConfig.ftpsState', 'Disabled'],
    ['app.bicep', 'site.properties.siteConfig.healthCheckPath', '/readyz'],
    ['app.bicep', 'plan.sku.capacity', 'instances'],
    ['app.bicep', 'noFtpPassword.properties.allow', 'false'],
    ['app.bicep', 'noDeploymentPassword.properties.allow', 'false'],
    ['bot.bicep', 'bot.properties.msaAppType', 'UserAssignedMSI'],
    ['bot.bicep', 'teams.properties.channelName', 'MsTeamsChannel'],
    ['database.bicep', 'server.properties.authConfig.activeDirectoryAuth', 'Enabled'],
    ['database.bicep', 'server.properties.authConfig.passwordAuth', 'Disabled'],
    ['database.bicep', 'database.dependsOn', '[administrator]'],
  ];
  for (const [name, at, value] of wanted) {
    it(`has ${at} = ${value}`, () => assert.equal(written(name, at), value));
  }

  it('runs the Node that the project is made for, started as npm start does', async () => {
    const major = (await readFile(path.join(root, '.nvmrc'), 'utf8')).trim();
    assert.equal(written('app.bicep', 'site.properties.siteConfig.linuxFxVersion'), `NODE|${major}-lts`);
    const start = packageJson.scripts.start.replace('--env-file-if-exists=.env ', '');
    assert.equal(written('app.bicep', 'site.properties.siteConfig.appCommandLine'), start);
  });

  it('waits longer for a stop than Farewell takes to drain, and installs no tools and no install scripts', () => {
    assert.ok(Number(written('app.bicep', 'platformSettings.WEBSITES_CONTAINER_STOP_TIME_LIMIT')) > 20);
    assert.equal(written('app.bicep', 'platformSettings.CUSTOM_BUILD_COMMAND'), 'npm ci --omit=dev --ignore-scripts');
  });

  it('names released API versions only, but for the one that Azure Monitor never released', () => {
    const preview = [...files.values()]
      .flatMap(({ resourceTypes }) => resourceTypes)
      .filter((type) => type.endsWith('-preview'));
    assert.deepEqual(preview, ['Microsoft.Insights/diagnosticSettings@2021-05-01-preview']);
  });
});
