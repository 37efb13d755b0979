import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { TenantState } from './state.ts';

/** Reads the kept state; undefined when there is none yet. Throws for a file that is no JSON. */
export function loadState(file: string): TenantState | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TenantState) : undefined;
}

/**
 * Replaces the kept state in one go: a crash leaves the old file or the new one, never half of one.
 * Synchronous, so that no other request can change the state between its effect and its record.
 */
export function saveState(file: string, state: TenantState): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(state));
  renameSync(draft, file);
}
