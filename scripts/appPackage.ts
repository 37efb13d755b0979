import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import { schemaFaults } from './manifestSchema.ts';

/** What takes the place of `${{NAME}}`, by name. */
export type Values = Readonly<Record<string, string | undefined>>;

/** What a Teams app package is made of, by name; there are no folders in one. */
export type AppFiles = Readonly<Record<string, Uint8Array>>;

interface Manifest {
  readonly manifestVersion: string;
  readonly icons: { readonly color: string; readonly outline: string };
  readonly localizationInfo: { readonly additionalLanguages: readonly { readonly file: string }[] };
}

/** The folder with manifest, icons and languages. */
export const appPackageFolder = path.join(import.meta.dirname, '..', 'appPackage');

/** Puts values in place of `${{NAME}}` in JSON text; one without a value stays, and its name is among the missing, once. */
export function fillPlaceholders(json: string, values: Values): { filled: string; missing: string[] } {
  const missing = new Set<string>();
  const filled = json.replace(/\$\{\{\s*(\w+)\s*\}\}/gu, (whole, name: string) => {
    const value = values[name]?.trim() ?? '';
    if (value === '') missing.add(name);
    return value === '' ? whole : JSON.stringify(value).slice(1, -1);
  });
  return { filled, missing: [...missing] };
}

/** The files of the package with the manifest filled in, or what keeps it from being one: names without a value, broken rules. */
export async function readAppFiles(values: Values): Promise<{ files: AppFiles } | { faults: string[] }> {
  const { filled, missing } = fillPlaceholders(
    await readFile(path.join(appPackageFolder, 'manifest.json'), 'utf8'),
    values,
  );
  if (missing.length > 0) return { faults: missing.map((name) => `${name} is missing`) };
  const manifest = JSON.parse(filled) as Manifest;
  const faults = await schemaFaults(manifest.manifestVersion, 'schema', manifest);
  if (faults.length > 0) return { faults };
  return { files: { 'manifest.json': new TextEncoder().encode(filled), ...(await readBeside(manifest)) } };
}

async function readBeside({ icons, localizationInfo }: Manifest): Promise<AppFiles> {
  const names = [icons.color, icons.outline, ...localizationInfo.additionalLanguages.map(({ file }) => file)];
  const read = names.map(async (name) => [name, await readFile(path.join(appPackageFolder, name))] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** The zip of these files: the same bytes for the same files, whatever the day, the time zone and the order. */
export function zipApp(files: AppFiles): Uint8Array {
  const inOrder = Object.fromEntries(Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)));
  // A zip has local time in it: the first day that it can name, as the clock on the wall shows it.
  return zipSync(inOrder, { level: 9, mtime: new Date(1980, 0, 1) });
}
