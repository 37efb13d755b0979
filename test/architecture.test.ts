import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { breaches } from './support/architecture.ts';
import type { SourceFile } from './support/architecture.ts';

const root = path.join(import.meta.dirname, '..');

async function sources(): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const name of glob('src/**/*.ts', { cwd: root })) {
    files.push({ path: name.split(path.sep).join('/'), source: await readFile(path.join(root, name), 'utf8') });
  }
  return files;
}

/** Path, source, and what the breach must say. */
const refused: readonly (readonly [at: string, source: string, says: RegExp])[] = [
  ['src/errors.ts', `import { createLog } from './offboarding/model.ts';`, /errors\.ts may not know offboarding/],
  ['src/offboarding/plan.ts', `import { findings } from '../policy/guardrails.ts';`, /offboarding may not know policy/],
  ['src/offboarding/steps/a.ts', `export { run } from '../../workflow/run.ts';`, /offboarding may not know workflow/],
  ['src/policy/a.ts', `import type { Decide } from '../approvals/decide.ts';`, /policy may not know approvals/],
  ['src/approvals/decide.ts', `import { run } from '../workflow/run.ts';`, /approvals may not know workflow/],
  ['src/approvals/decide.ts', `import { card } from '../cards/plan.ts';`, /approvals may not know cards/],
  ['src/workflow/run.ts', `import { send } from './queue.ts';`, /workflow may not know workflow\/queue\.ts/],
  ['src/i18n/text.ts', `import { plan } from '../cards/plan.ts';`, /i18n may not know cards/],
  ['src/cards/plan.ts', `import { bot } from '../bot/bot.ts';`, /cards may not know bot/],
  ['src/bot/bot.ts', `import { openDb } from '../storage/db.ts';`, /bot may not know storage/],
  ['src/bot/bot.ts', `const db = await import('../storage/db.ts');`, /bot may not know storage/],
  ['src/bot/bot.ts', `type Db = import('../storage/db.ts').Db;`, /bot may not know storage/],
  ['src/graph/people.ts', `import { server } from '../sandbox/tenant.ts';`, /graph may not know sandbox/],
  ['src/storage/db.ts', `import { queue } from '../workflow/queue.ts';`, /storage may not know workflow\/queue\.ts/],
  ['src/workflow/queue.ts', `import { openDb } from '../storage/db.ts';`, /workflow\/queue\.ts may not know storage/],
  ['src/graph/client.ts', `import { settings } from '../config.ts';`, /graph may not know config\.ts/],
  ['src/sandbox/tenant.ts', `import { compose } from '../compose.ts';`, /sandbox may not know compose\.ts/],
  ['src/sandbox/tenant.ts', `import { start } from './index.ts';`, /sandbox may not know sandbox\/index\.ts/],
  ['src/host/server.ts', `import { compose } from '../compose.ts';`, /host may not know compose\.ts/],
  ['src/config.ts', `import { compose } from './compose.ts';`, /config\.ts may not know compose\.ts/],
  ['src/policy/a.ts', `import { world } from '../../test/support/world.ts';`, /outside src/],
  ['src/policy/a.ts', `import { pad } from '../helpers/pad.ts';`, /has no layer/],
  ['src/helpers/pad.ts', `export const pad = 1;`, /has no layer/],
  ['src/offboarding/plan.ts', `import { z } from 'zod';`, /the core imports no package/],
  [
    'src/offboarding/plan.ts',
    `import { type User } from '@microsoft/microsoft-graph-types';`,
    /the core imports no package/,
  ],
  ['src/approvals/decide.ts', `import { TurnContext } from 'botbuilder';`, /only bot, host/],
  ['src/cards/plan.ts', `import type { Activity } from 'botframework-schema';`, /only bot, host/],
  ['src/storage/requests.ts', `import { Dialog } from 'botbuilder-dialogs';`, /only bot, host/],
  ['src/bot/bot.ts', `import { Client } from '@microsoft/microsoft-graph-client';`, /only graph may/],
  ['src/bot/bot.ts', `import { ClientSecretCredential } from '@azure/identity';`, /only graph, host/],
  ['src/graph/client.ts', `import { trace } from '@opentelemetry/api';`, /only telemetry may/],
  ['src/graph/client.ts', `export const base = process.env.GRAPH_BASE_URL;`, /reads process\.env/],
  ['src/config/schema.ts', `export const port = process.env.PORT;`, /reads process\.env/],
  ['src/compose.ts', `export const port = process['env'].PORT;`, /reads process\.env/],
  ['src/compose.ts', `const { env } = process;`, /reads process\.env/],
  ['src/compose.ts', `const { env: settings } = process;`, /reads process\.env/],
  ['src/index.ts', `import { env } from 'node:process';`, /reads process\.env/],
  ['src/bot/bot.ts', `export default class Bot {}`, /exports a default/],
  ['src/bot/bot.ts', `const bot = 1; export default bot;`, /exports a default/],
  ['src/bot/bot.ts', `const bot = 1; export { bot as default };`, /exports a default/],
  ['src/bot/bot.ts', `let turns = 0;`, /module variable turns/],
  ['src/bot/bot.ts', `export let turns = 0;`, /module variable turns/],
  ['src/bot/bot.ts', `var turns = 0;`, /module variable turns/],
];

const allowed: readonly (readonly [at: string, source: string])[] = [
  ['src/offboarding/plan.ts', `import { FarewellError } from '../errors.ts'; import { steps } from './catalogue.ts';`],
  ['src/offboarding/model.ts', `import type { User } from '@microsoft/microsoft-graph-types';`],
  ['src/workflow/recheck.ts', `import { inspect } from '../approvals/inspect.ts';`],
  ['src/workflow/queue.ts', `import { run } from './run.ts'; import { PgBoss } from 'pg-boss';`],
  [
    'src/cards/plan.ts',
    `import { text } from '../i18n/text.ts'; import plan from './templates/plan.json' with { type: 'json' };`,
  ],
  ['src/bot/bot.ts', `import { TurnContext } from 'botbuilder'; import { decide } from '../approvals/decide.ts';`],
  ['src/storage/botState.ts', `import type { Storage } from 'botbuilder';`],
  ['src/host/server.ts', `import { settings } from '../config.ts'; import { Bot } from '../bot/bot.ts';`],
  ['src/sandbox/index.ts', `import { compose } from '../compose.ts'; import { tenant } from './tenant.ts';`],
  ['src/config.ts', `export const port = process.env.PORT;`],
  ['src/index.ts', `const { pid } = process;`],
  [
    'src/index.ts',
    `/* process.env */ import { compose } from './compose.ts'; import own from '../package.json' with { type: 'json' };`,
  ],
  ['src/bot/bot.ts', `export function count() { let turns = 0; return 'process.env' + ++turns; }`],
];

describe('architecture', () => {
  it('holds in every file of src', async () => {
    assert.deepEqual(breaches(await sources()), []);
  });

  for (const [at, source, says] of refused) {
    it(`refuses in ${at}: ${source}`, () => {
      const found = breaches([{ path: at, source }]);
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', says);
    });
  }

  for (const [at, source] of allowed) {
    it(`allows in ${at}: ${source}`, () => {
      assert.deepEqual(breaches([{ path: at, source }]), []);
    });
  }
});
