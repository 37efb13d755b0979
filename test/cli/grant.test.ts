import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readGrantCommand } from '../../src/cli/grantCommand.ts';
import { runGrant } from '../../src/cli/grantRun.ts';
import { scripts } from '../../src/cli/grantScripts.ts';
import type { Environment } from '../../src/config.ts';
import { clouds, type CloudName } from '../../src/graph/clouds.ts';
import { optionalSteps } from '../../src/offboarding/model.ts';
import { startLogin } from './loginStandIn.ts';

const botId = '5a0fd7c1-2f52-4c3c-9c0b-3c8f2a6b7d10';
const tenantId = '6f7d1b0e-3c1a-4a58-9f0e-1d2c3b4a5f60';

async function run(args: readonly string[], environment: Environment = { BOT_ID: botId }) {
  const said = { out: '', err: '' };
  const output = {
    out: (words: string) => void (said.out += words),
    err: (words: string) => void (said.err += words),
  };
  const code = await runGrant(args, environment, output);
  return { ...said, code };
}

/** The permissions that a script grants or takes away. */
function named(script: string, verb: string): string[] {
  return [...script.matchAll(new RegExp(`^${verb} '([^']+)'`, 'gmu'))].map(([, name]) => name ?? '');
}

describe('npm run grant', () => {
  const least = [
    'User.Read.All',
    'Directory.Read.All',
    'RoleEligibilitySchedule.Read.Directory',
    'MailboxSettings.Read',
    'User.EnableDisableAccount.All',
    'User.RevokeSessions.All',
    'User.DeleteRestore.All',
  ];
  const allOff = { BOT_ID: botId, STEPS_OFF: optionalSteps.join(',') };

  it('prints the commands for the steps that are switched on, with or without --dry-run, and says that nothing changed', async () => {
    const dry = await run(['--dry-run'], allOff);
    assert.deepEqual(named(dry.out, 'Grant-Permission'), least);
    assert.deepEqual(await run([], allOff), dry);
    assert.equal(dry.code, 0);
    assert.match(dry.err, /Nothing was changed/);
    assert.deepEqual(named((await run(['--shell', 'az'], allOff)).out, 'grant'), least);
    assert.ok(named((await run([])).out, 'Grant-Permission').includes('Files.ReadWrite.All'));
  });

  it('adds what writing first and mending need where they are wanted', async () => {
    const { out } = await run(['--with-mending'], { ...allOff, TEAMS_APP_ID: tenantId });
    const added = named(out, 'Grant-Permission').filter((name) => !least.includes(name));
    assert.deepEqual(added.toSorted(), [
      'AppCatalog.Read.All',
      'Group.ReadWrite.All',
      'TeamsAppInstallation.ReadWriteSelfForUser.All',
      'User.ReadWrite.All',
    ]);
  });

  it('needs no settings with an application id', async () => {
    const { out, code } = await run(['--app-id', botId.toUpperCase()], {});
    assert.equal(code, 0);
    assert.ok(out.includes(`'appId eq ''${botId}'''`));
  });

  it('takes what the Toolkit wrote down, and does not go on where there is no such file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'farewell-grant-env-'));
    try {
      await mkdir(path.join(folder, 'env'));
      await writeFile(path.join(folder, 'env/.env.dev'), `BOT_ID=${botId}\nSTEPS_OFF=share-files\n`);
      const command = path.join(import.meta.dirname, '../../src/cli/grant.ts');
      const child = spawn(process.execPath, [command, '--env', 'dev'], { cwd: folder, env: {} });
      const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      assert.equal(code, 0);
      assert.ok(out.includes(botId) && !out.includes('Files.ReadWrite.All'), out);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { err, code } = await run(['--env', 'no-such-one']);
    assert.equal(code, 78);
    assert.match(err, /env\/\.env\.no-such-one can't be read/);
  });

  for (const [cloud, environment, azure] of [
    ['global', 'Global', 'AzureCloud'],
    ['usgov', 'USGov', 'AzureUSGovernment'],
    ['dod', 'USGovDoD', 'AzureUSGovernment'],
    ['china', 'China', 'AzureChinaCloud'],
  ] as const satisfies readonly (readonly [CloudName, string, string])[]) {
    it(`signs in to ${cloud}`, async () => {
      const given = { BOT_ID: botId, BOT_TENANT_ID: tenantId, CLOUD: cloud };
      const signsIn = `Connect-MgGraph -Environment ${environment} -TenantId '${tenantId}' `;
      assert.ok((await run([], given)).out.includes(signsIn));
      const { out } = await run(['--shell', 'az', '--cloud', cloud], { ...given, CLOUD: 'global' });
      assert.ok(out.includes(`az cloud set --name ${azure}\n`));
      assert.ok(out.includes(`\ngraph='${clouds[cloud].graphBaseUrl}'\n`));
    });
  }

  it('refuses without anybody to grant to, and lists every fault of the settings', async () => {
    const { err, code, out } = await run([], { STEPS_OFF: 'no-step', CLOUD: 'mars' });
    assert.deepEqual([code, out], [78, '']);
    assert.match(err, /STEPS_OFF: .*\n.*CLOUD: |CLOUD: .*\n.*STEPS_OFF: /u);
    assert.match((await run([], {})).err, /BOT_ID is missing/);
  });

  for (const args of [['--shell', 'fish'], ['--app-id', 'x; rm'], ['--cloud', 'mars'], ['--env', '../x'], ['--run']]) {
    it(`is used wrongly with ${args.join(' ')}`, async () => {
      assert.equal(readGrantCommand(args).name, 'misused');
      assert.equal((await run(args)).code, 2);
    });
  }

  it('quotes what stands in a script, whatever it holds', () => {
    const odd = { appId: "a'b$(x)`", tenantId: "t'$y", cloud: 'global', permissions: [], unneeded: [] } as const;
    assert.ok(scripts.pwsh(odd).includes("-TenantId 't''$y'"));
    assert.ok(scripts.pwsh(odd).includes("'appId eq ''a''b$(x)`'''"));
    assert.ok(scripts.az(odd).includes(`'servicePrincipals(appId='\\''a'\\''b$(x)\`'\\'')?$select=id'`));
  });

  describe('with --remove-unneeded', () => {
    const given = (loginUrl: string) => ({
      ...allOff,
      BOT_TYPE: 'SingleTenant',
      BOT_TENANT_ID: tenantId,
      BOT_PASSWORD: 'not-a-real-secret',
      BOT_LOGIN_URL: `${loginUrl}/${tenantId}`,
      APPROVER_GROUP_ID: botId,
    });

    it('prints also what takes away the permissions that nothing needs, by the bot’s own token', async () => {
      const login = await startLogin([...least, 'Mail.Read', 'User.ReadWrite.All']);
      try {
        const { out, code } = await run(['--remove-unneeded'], given(login.url));
        assert.equal(code, 0);
        assert.deepEqual(named(out, 'Remove-Permission'), ['Mail.Read', 'User.ReadWrite.All']);
        assert.ok(!out.includes('not-a-real-secret'));
        login.granted = least;
        const none = await run(['--remove-unneeded'], given(login.url));
        assert.deepEqual(named(none.out, 'Remove-Permission'), []);
        assert.match(none.err, /^Nothing was granted that is not needed/);
      } finally {
        await login.close();
      }
    });

    it('ends with 3 where it can’t sign in, and with 78 where it does not know how', async () => {
      const login = await startLogin([]);
      login.refusal = 'no';
      try {
        assert.equal((await run(['--remove-unneeded'], given(login.url))).code, 3);
      } finally {
        await login.close();
      }
      assert.equal((await run(['--remove-unneeded'], allOff)).code, 78);
    });
  });

  describe('for the Azure CLI', () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'farewell-grant-'));
      // Answers as the CLI does with --output tsv, and writes down what it was asked.
      await writeFile(path.join(folder, 'az'), standInForAzureCli);
      await chmod(path.join(folder, 'az'), 0o755);
    });
    after(() => rm(folder, { recursive: true }));

    it('runs in a shell: grants what is not granted yet, and takes away what is', async () => {
      const permissions = ['New.One', 'Old.One', 'No.Such.One'].map((permission) => ({
        permission,
        neededBy: ['people'] as const,
      }));
      const script = scripts.az({ appId: botId, tenantId, cloud: 'dod', permissions, unneeded: ['Unneeded.One'] });
      const child = spawn('sh', ['-c', script], {
        env: { PATH: `${folder}:/usr/bin:/bin`, ASKED: path.join(folder, 'asked') },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      assert.equal(code, 0, err);
      assert.deepEqual(out.split('\n'), [
        'New.One: granted',
        'Old.One: granted already',
        'Unneeded.One: taken away',
        '',
      ]);
      assert.equal(err, 'No.Such.One: this cloud does not have it\n');
      const asked = (await readFile(path.join(folder, 'asked'), 'utf8')).trim().split('\n');
      const graph = 'https://dod-graph.microsoft.us';
      assert.ok(asked.every((line) => line.startsWith(`rest --resource ${graph} --method `)));
      const writes = asked.filter((line) => !line.includes('--method GET'));
      const assigned = `${graph}/v1.0/servicePrincipals/id-of-graph/appRoleAssignedTo`;
      const body = '{"principalId":"id-of-bot","resourceId":"id-of-graph","appRoleId":"role-New.One"}';
      assert.deepEqual(writes, [
        `rest --resource ${graph} --method POST --url ${assigned} --headers Content-Type=application/json --output none --body ${body}`,
        `rest --resource ${graph} --method DELETE --url ${assigned}/assignment-of-role-Unneeded.One`,
      ]);
    });
  });
});

const standInForAzureCli = `#!/bin/sh
echo "$@" >> "$ASKED"
case "$*" in
  *"servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?\\$select=id"*) echo id-of-graph ;;
  *"servicePrincipals(appId='${botId}')?\\$select=id"*) echo id-of-bot ;;
  *"value=='No.Such.One'"*) echo ;;
  *"value=='"*) echo "$*" | sed "s/.*value=='\\([^']*\\)'.*/role-\\1/" ;;
  *"appRoleId=='role-New.One'"*) echo ;;
  *"appRoleId=='"*) echo "$*" | sed "s/.*appRoleId=='\\([^']*\\)'.*/assignment-of-\\1/" ;;
esac
`;
