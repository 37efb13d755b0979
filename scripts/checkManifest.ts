/** Checks the Teams app package against Microsoft's own schemas, as `npm run check` does; says every fault at once. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { appPackageFolder as appPackage, fillPlaceholders } from './appPackage.ts';
import { schemaFaults } from './manifestSchema.ts';

interface Manifest {
  readonly manifestVersion: string;
  readonly version: string;
  readonly icons: { readonly color: string; readonly outline: string };
  readonly localizationInfo: { readonly additionalLanguages: readonly { readonly file: string }[] };
  readonly bots: readonly { readonly commandLists: readonly CommandList[] }[];
}
interface CommandList {
  readonly commands: readonly { readonly title: string; readonly description: string }[];
}

const sampleGuid = '00000000-0000-4000-8000-000000000000';
const samples: Readonly<Record<string, string>> = {
  TEAMS_APP_ID: sampleGuid,
  BOT_ID: sampleGuid,
  WEBSITE_URL: 'https://www.example.com',
  PRIVACY_URL: 'https://www.example.com/privacy',
  TERMS_OF_USE_URL: 'https://www.example.com/terms',
};
/** Teams shows ten commands in a menu; the schema would let twelve pass. */
const mostCommands = 10;

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** The texts that a person sees, under the names that a localization file gives them. */
function textKeys(manifest: Manifest): string[] {
  const ofCommands = manifest.bots.flatMap(({ commandLists }, bot) =>
    commandLists.flatMap(({ commands }, list) =>
      commands.flatMap((_, command) =>
        ['title', 'description'].map((part) => `bots[${bot}].commandLists[${list}].commands[${command}].${part}`),
      ),
    ),
  );
  return ['name.short', 'name.full', 'description.short', 'description.full', ...ofCommands];
}

function translationFaults(manifest: Manifest, translation: object): string[] {
  const wanted = textKeys(manifest);
  const given = Object.keys(translation).filter((key) => key !== '$schema');
  return [
    ...wanted.filter((key) => !given.includes(key)).map((key) => `${key} is not translated`),
    ...given.filter((key) => !wanted.includes(key)).map((key) => `${key} is not in the manifest`),
  ];
}

function commandFaults(manifest: Manifest): string[] {
  return manifest.bots
    .flatMap(({ commandLists }) => commandLists)
    .filter(({ commands }) => commands.length > mostCommands)
    .map(({ commands }) => `a menu has ${commands.length} commands, Teams shows ${mostCommands}`);
}

/** Reads width, height and colour type from the header that every PNG starts with. */
async function iconFaults(file: string, size: number, transparent: boolean): Promise<string[]> {
  const png = await readFile(path.join(appPackage, file));
  if (png.toString('latin1', 1, 4) !== 'PNG') return ['is no PNG'];
  const [width, height, colourType] = [png.readUInt32BE(16), png.readUInt32BE(20), png.readUInt8(25)];
  const faults = [];
  if (width !== size || height !== size) faults.push(`is ${width} by ${height}, not ${size} by ${size}`);
  if (transparent && colourType !== 6 && colourType !== 4) faults.push('has no transparency');
  return faults;
}

async function versionFaults(manifest: Manifest): Promise<string[]> {
  const { version } = (await readJson(path.join(appPackage, '..', 'package.json'))) as { version: string };
  return version === manifest.version ? [] : [`is version ${manifest.version}, package.json is ${version}`];
}

function named(file: string, faults: string[]): string[] {
  return faults.map((fault) => `appPackage/${file}: ${fault}`);
}

async function allFaults(): Promise<string[]> {
  const source = await readFile(path.join(appPackage, 'manifest.json'), 'utf8');
  const { filled, missing } = fillPlaceholders(source, samples);
  const manifest = JSON.parse(filled) as Manifest;
  const faults = [
    ...named(
      'manifest.json',
      missing.map((name) => `no sample value for ${name}`),
    ),
    ...named('manifest.json', await schemaFaults(manifest.manifestVersion, 'schema', manifest)),
    ...named('manifest.json', commandFaults(manifest)),
    ...named('manifest.json', await versionFaults(manifest)),
    ...named(manifest.icons.color, await iconFaults(manifest.icons.color, 192, false)),
    ...named(manifest.icons.outline, await iconFaults(manifest.icons.outline, 32, true)),
  ];
  for (const { file } of manifest.localizationInfo.additionalLanguages) {
    const translation = (await readJson(path.join(appPackage, file))) as object;
    faults.push(...named(file, await schemaFaults(manifest.manifestVersion, 'Localization.schema', translation)));
    faults.push(...named(file, translationFaults(manifest, translation)));
  }
  return faults;
}

const faults = await allFaults();
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log('The app package is as Microsoft wants it.');
