import { registerHooks } from 'node:module';

/*
 * A process of its own that notes every module it loads, starts Farewell with the settings of its environment, stops it, and
 * prints which packages of OpenTelemetry and Azure Monitor it has loaded.
 */
const packages = new Set<string>();
registerHooks({
  load: (url, context, next) => {
    const name = /node_modules\/(@opentelemetry\/[\w-]+|@azure\/monitor-[\w-]+)\//.exec(url)?.[1];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});

const { startFarewell } = await import('../../src/compose.ts');
const { processEnvironment, readSandboxSettings } = await import('../../src/config.ts');
const { createLog } = await import('../../src/log.ts');
const { openDatabase } = await import('../../src/storage/db.ts');
const settings = readSandboxSettings(processEnvironment(), {});
const farewell = await startFarewell({
  settings,
  log: createLog('silent'),
  database: await openDatabase({ dataDir: undefined }),
});
await farewell.stop();
console.log(JSON.stringify([...packages].sort()));
process.exit(0);
