import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { appPackageFolder, fillPlaceholders, zipApp } from '../../scripts/appPackage.ts';
import { commandOf, type CommandName } from '../../src/bot/commands.ts';
import manifest from '../../appPackage/manifest.json' with { type: 'json' };
import nl from '../../appPackage/nl.json' with { type: 'json' };

const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'package.ts');
const teamsAppId = '0c803b5d-13f7-49ec-a422-f1665c722fae';
const botId = '6f7d1b0e-3c1a-4a58-9f0e-1d2c3b4a5f60';
const complete = {
  TEAMS_APP_ID: teamsAppId,
  BOT_ID: botId,
  WEBSITE_URL: 'https://www.contoso.example',
  PRIVACY_URL: 'https://www.contoso.example/privacy',
  TERMS_OF_USE_URL: 'https://www.contoso.example/terms?of="use"',
};
type Environment = Readonly<Record<string, string>>;

const menus = manifest.bots.flatMap(({ commandLists }) => commandLists);

/** The title of a command as the Dutch menu shows it. */
function inDutch(list: number, command: number): string {
  const titles: Readonly<Record<string, string>> = nl;
  return titles[`bots[0].commandLists[${list}].commands[${command}].title`] ?? '';
}

/** The commands of the menu for this scope, as the bot understands what the menu would write. */
function understood(scope: string, language: 'en' | 'nl'): (CommandName | undefined)[] {
  const list = menus.findIndex(({ scopes }) => scopes.includes(scope));
  const titles = menus[list]?.commands.map(({ title }, command) =>
    language === 'en' ? title : inDutch(list, command),
  );
  return (titles ?? []).map((title) => commandOf(title, language)?.name);
}

const personal: readonly CommandName[] = [
  'offboard',
  'status',
  'status',
  'pending',
  'history',
  'undo',
  'language',
  'back',
  'cancel',
  'help',
];
const inChannels: readonly CommandName[] = ['approvals-here', 'approvals-in-chats'];

describe('the menus of the Teams app', () => {
  for (const language of ['en', 'nl'] as const) {
    it(`offer in a personal chat what the bot understands there (${language})`, () => {
      assert.deepEqual(understood('personal', language), personal);
    });

    for (const scope of ['team', 'groupChat']) {
      it(`offer in a ${scope} only what the bot does there (${language})`, () => {
        assert.deepEqual(understood(scope, language), inChannels);
      });
    }
  }
});

describe('placeholders', () => {
  it('are filled in as JSON strings, and the missing ones are named once', () => {
    const { filled, missing } = fillPlaceholders('{"a":"${{A}}","b":"${{ B }}${{B}}","c":"${{C}}"}', {
      A: 'x"\\',
      C: ' ',
    });
    assert.equal(filled, '{"a":"x\\"\\\\","b":"${{ B }}${{B}}","c":"${{C}}"}');
    assert.deepEqual(missing, ['B', 'C']);
  });
});

describe('npm run package', () => {
  const made: { folder?: string } = {};
  const inFolder = (...parts: string[]): string => path.join(made.folder ?? '', ...parts);

  beforeEach(async () => {
    made.folder = await mkdtemp(path.join(tmpdir(), 'farewell-package-'));
  });
  afterEach(async () => {
    if (made.folder !== undefined) await rm(made.folder, { recursive: true });
  });

  /** Runs the real command in the folder, with no more environment than this. */
  async function run(args: readonly string[], environment: Environment = {}) {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: made.folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { out, err, code };
  }

  async function store(name: string, values: Environment): Promise<void> {
    await mkdir(inFolder('env'), { recursive: true });
    const lines = Object.entries(values).map(([key, value]) => `${key}='${value}'`);
    await writeFile(inFolder('env', `.env.${name}`), `${lines.join('\n')}\n`);
  }

  it('makes a zip with the manifest filled in, both icons and the Dutch texts, and says where it is', async () => {
    await store('dev', complete);
    const { out, err, code } = await run(['--env', 'dev']);
    assert.equal(code, 0, err);
    const file = inFolder('appPackage', 'build', 'appPackage.dev.zip');
    assert.ok(out.includes(file), out);
    const files = unzipSync(await readFile(file));
    assert.deepEqual(Object.keys(files).sort(), ['color.png', 'manifest.json', 'nl.json', 'outline.png']);
    for (const name of ['color.png', 'nl.json', 'outline.png']) {
      assert.ok(Buffer.from(files[name]!).equals(await readFile(path.join(appPackageFolder, name))), name);
    }
    const packed = JSON.parse(new TextDecoder().decode(files['manifest.json']));
    assert.equal(packed.id, teamsAppId);
    assert.equal(packed.bots[0].botId, botId);
    assert.equal(packed.webApplicationInfo.id, botId);
    assert.equal(packed.developer.termsOfUseUrl, complete.TERMS_OF_USE_URL);
    assert.ok(!JSON.stringify(packed).includes('${{'));
  });

  it('takes its values from the environment, which wins over the file', async () => {
    await store('prod', { ...complete, BOT_ID: teamsAppId });
    assert.equal((await run(['--env', 'prod'], { BOT_ID: botId })).code, 0);
    const stored = unzipSync(await readFile(inFolder('appPackage', 'build', 'appPackage.prod.zip')));
    assert.equal(JSON.parse(new TextDecoder().decode(stored['manifest.json'])).bots[0].botId, botId);
  });

  it('needs no file where the environment has all values, and makes the same bytes in every time zone', async () => {
    const zips: Buffer[] = [];
    for (const TZ of ['Pacific/Kiritimati', 'America/Los_Angeles']) {
      assert.equal((await run([], { ...complete, TZ })).code, 0);
      zips.push(await readFile(inFolder('appPackage', 'build', 'appPackage.zip')));
    }
    assert.ok(zips[0]!.equals(zips[1]!));
  });

  it('makes the same bytes in whatever order the files come', () => {
    const [one, other] = [new Uint8Array([1]), new Uint8Array([2])];
    assert.deepEqual(zipApp({ a: one, b: other }), zipApp({ b: other, a: one }));
  });

  const refused: readonly (readonly [title: string, values: Environment, says: readonly RegExp[]])[] = [
    [
      'lists every missing value at once',
      { TEAMS_APP_ID: teamsAppId, BOT_ID: '' },
      [/BOT_ID is missing/, /WEBSITE_URL is missing/, /PRIVACY_URL is missing/, /TERMS_OF_USE_URL is missing/],
    ],
    ["refuses what breaks Microsoft's schema", { ...complete, BOT_ID: 'farewell' }, [/botId must match pattern/]],
  ];
  for (const [title, values, says] of refused) {
    it(`${title}, and makes nothing`, async () => {
      await store('dev', values);
      const { err, code } = await run(['--env', 'dev']);
      assert.equal(code, 1);
      for (const sentence of says) assert.match(err, sentence);
      assert.ok(!err.includes('TEAMS_APP_ID is missing'));
      assert.ok(!existsSync(inFolder('appPackage')));
    });
  }

  it('names a file that is not there and an argument that it does not know', async () => {
    assert.match((await run(['--env', 'nowhere'])).err, /not made[^]*\.env\.nowhere/);
    assert.match((await run(['--envi', 'dev'])).err, /not made[^]*--envi/);
  });
});
