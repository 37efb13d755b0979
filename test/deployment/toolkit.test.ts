import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { createBicepReader } from '../support/bicep.ts';

const root = path.join(import.meta.dirname, '..', '..');

const step = z.strictObject({
  uses: z.string(),
  with: z.record(z.string(), z.unknown()),
  writeToEnvironmentFile: z.record(z.string(), z.string()).default({}),
});
const project = z.strictObject({
  version: z.literal('v1.11'),
  environmentFolderPath: z.literal('./env'),
  provision: z.array(step),
  deploy: z.array(step),
  publish: z.array(step).default([]),
});

type Step = z.infer<typeof step>;

interface Read {
  readonly stages: z.infer<typeof project>;
  /** Names that the comment above tells the operator to put into env/.env.<name>. */
  readonly documented: ReadonlySet<string>;
}

async function read(name: string): Promise<Read> {
  const source = await readFile(path.join(root, name), 'utf8');
  const heading = source.slice(0, source.indexOf('\nversion:'));
  const documented = [...heading.matchAll(/([A-Z][A-Z0-9_]+)=/gu)].map(([, variable = '']) => variable);
  return { stages: project.parse(parse(source)), documented: new Set(documented) };
}

function variablesIn(text: string): string[] {
  return [...text.matchAll(/\$\{\{\s*(\w+)\s*\}\}/gu)].map(([, name = '']) => name);
}

/** The files of the project that a step reads; the zip is made by one step and read by the next. */
function filesOf(used: Step): string[] {
  return [...JSON.stringify(used.with).matchAll(/"(\.\/[^"$]+\.(?:json|bicep))"/gu)].map(([, file = '']) => file);
}

/** What the step needs a value for: in its own lines, and in the files that the Toolkit fills in for it. */
async function neededBy(used: Step): Promise<string[]> {
  const filled = filesOf(used).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(filled.map((file) => readFile(path.join(root, file), 'utf8')));
  return [JSON.stringify(used.with), ...texts].flatMap(variablesIn);
}

async function producedBy(used: Step): Promise<string[]> {
  const stored = Object.values(used.writeToEnvironmentFile);
  if (used.uses !== 'arm/deploy') return stored;
  const bicep = await createBicepReader();
  const templates = filesOf(used).filter((file) => file.endsWith('.bicep'));
  const files = await Promise.all(templates.map((file) => bicep(path.join(root, file))));
  return [...stored, ...files.flatMap(({ outputs }) => outputs.map(({ name }) => name))];
}

/** Steps that ask for what neither the operator nor a step before them gives. */
async function hungry({ stages, documented }: Read): Promise<string[]> {
  const given = new Set(documented);
  const found: string[] = [];
  for (const used of [...stages.provision, ...stages.deploy, ...stages.publish]) {
    for (const name of await neededBy(used)) if (!given.has(name)) found.push(`${used.uses} needs ${name}`);
    for (const name of await producedBy(used)) given.add(name);
  }
  return found;
}

function actions(steps: readonly Step[]): string[] {
  return steps.map(({ uses }) => uses);
}

for (const name of ['teamsapp.yml', 'teamsapp.local.yml']) {
  describe(name, () => {
    it('asks for no value that neither its heading nor an earlier step gives', async () => {
      assert.deepEqual(await hungry(await read(name)), []);
    });

    it('names only files that are there', async () => {
      const { stages } = await read(name);
      const files = [...stages.provision, ...stages.deploy, ...stages.publish].flatMap(filesOf);
      assert.ok(files.includes('./appPackage/manifest.json'));
      assert.deepEqual(
        files.filter((file) => !existsSync(path.join(root, file))),
        [],
      );
    });
  });
}

describe('what the Toolkit does', () => {
  it('makes app, identity and bot, deploys the code, and publishes to the catalogue, in this order', async () => {
    const { stages } = await read('teamsapp.yml');
    assert.deepEqual(actions(stages.provision), [
      'teamsApp/create',
      'arm/deploy',
      'teamsApp/validateManifest',
      'teamsApp/zipAppPackage',
      'teamsApp/update',
    ]);
    assert.deepEqual(actions(stages.deploy), ['azureAppService/zipDeploy']);
    assert.equal(actions(stages.publish).at(-1), 'teamsApp/publishAppPackage');
  });

  it('sends no settings and no secrets with the code', async () => {
    const { stages } = await read('teamsapp.yml');
    const ignoreFile = z.string().parse(stages.deploy[0]?.with['ignoreFile']);
    const ignored = (await readFile(path.join(root, ignoreFile), 'utf8')).split('\n');
    for (const pattern of ['.env*', 'env/', 'node_modules/', '.data/']) assert.ok(ignored.includes(pattern), pattern);
    for (const needed of ['src/', 'package-lock.json', '.npmrc']) assert.ok(!ignored.includes(needed), needed);
  });

  it('gives the local bot a registration of one tenant', async () => {
    const { stages } = await read('teamsapp.local.yml');
    const registration = stages.provision.find(({ uses }) => uses === 'aadApp/create');
    assert.equal(registration?.with['signInAudience'], 'AzureADMyOrg');
  });
});
