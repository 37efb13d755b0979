import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AnySchema, ErrorObject } from 'ajv';
import ajvDraft04 from 'ajv-draft-04';
import ajvFormats from 'ajv-formats';

/** Says where a manifest or a localization file breaks Microsoft's own schema of that version; none: it holds. */
export async function schemaFaults(
  version: string,
  kind: 'schema' | 'Localization.schema',
  data: unknown,
): Promise<string[]> {
  const parts = path.dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest'));
  const file = path.join(parts, 'json-schemas', 'teams', `v${version}`, `MicrosoftTeams.${kind}.json`);
  // Microsoft's localization schema has a pattern that the `u` flag refuses.
  const ajv = new ajvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
  ajvFormats.default(ajv, ['uri', 'email', 'regex']);
  const valid = ajv.validate(JSON.parse(await readFile(file, 'utf8')) as AnySchema, data);
  return valid ? [] : (ajv.errors ?? []).map(describe);
}

function describe({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? 'is wrong'} ${JSON.stringify(params)}`;
}
