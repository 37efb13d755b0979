import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { startFarewell } from '../compose.ts';
import { processEnvironment, readSandboxSettings, type Settings } from '../config.ts';
import { asFarewellError } from '../errors.ts';
import { endOnSignals } from '../host/signals.ts';
import { createLog } from '../log.ts';
import { lockFolder } from '../storage/folderLock.ts';
import { introduction } from './introduction.ts';
import { sandboxEnvironment, sandboxPeople, sandboxTenantId } from './people.ts';
import { startPlayground, type Playground } from './playground.ts';
import { startTenant } from './tenant/server.ts';

const managerPort = 56_150;
const approverPort = 56_151;

/** What is running, last started first. */
const running: { stop(): Promise<void> }[] = [];

endOnSignals({ stop: stopAll, report });

try {
  await start(settingsOfSandbox());
} catch (error) {
  const { code, message } = asFarewellError(error);
  console.error(`The sandbox can't start (${code}).\n${message}`);
  await stopAll();
  process.exit(1);
}

function settingsOfSandbox(): Settings {
  return readSandboxSettings(processEnvironment(), { ...sandboxEnvironment, LOG_LEVEL: 'warn' });
}

async function start(settings: Settings): Promise<void> {
  if (process.argv.includes('--reset')) await reset(settings.DATA_DIR);
  const graphUrl = settings.GRAPH_BASE_URL ?? (await startOwnTenant(settings));
  const log = createLog(settings.LOG_LEVEL);
  const farewell = await startFarewell({ settings: { ...settings, GRAPH_BASE_URL: graphUrl }, log });
  running.unshift(farewell);
  const playgrounds = settings.SANDBOX_PLAYGROUND === 'on' ? await startPlaygrounds(settings, farewell.url) : undefined;
  const ownTenant = settings.GRAPH_BASE_URL === undefined;
  console.log(
    introduction({ url: farewell.url, graphUrl, ownTenant, dataDir: path.resolve(settings.DATA_DIR), playgrounds }),
  );
}

/** Empties the folder, unless another sandbox works in it. Throws `data-folder-in-use`. */
async function reset(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const lock = await lockFolder(dataDir);
  await lock.release();
  await rm(dataDir, { recursive: true });
}

/** The simulated tenant keeps its state beside the database, so that a restart doesn't undo a deletion. */
async function startOwnTenant({ DATA_DIR }: Settings): Promise<string> {
  const tenant = await startTenant({ file: path.join(DATA_DIR, 'tenant.json') });
  running.unshift({ stop: () => tenant.close() });
  return tenant.url;
}

async function startPlaygrounds({ DATA_DIR }: Settings, url: string): Promise<{ manager: string; approver: string }> {
  const endpoint = `${url}/api/messages`;
  const launch = async (name: 'manager' | 'approver', port: number): Promise<Playground> => {
    const users = { tenantId: sandboxTenantId, current: sandboxPeople[name], others: othersThan(name) };
    const playground = await startPlayground({
      name,
      port,
      folder: path.resolve(DATA_DIR, `playground-${name}`),
      endpoint,
      users,
    });
    running.unshift(playground);
    return playground;
  };
  const [manager, approver] = await Promise.all([launch('manager', managerPort), launch('approver', approverPort)]);
  return { manager: manager.url, approver: approver.url };
}

function othersThan(name: 'manager' | 'approver') {
  const other = name === 'manager' ? sandboxPeople.approver : sandboxPeople.manager;
  return [other, sandboxPeople.secondApprover, sandboxPeople.hr, sandboxPeople.leaver, sandboxPeople.director];
}

function report(what: string, error?: unknown): void {
  console.error(error === undefined ? what : `${what}: ${asFarewellError(error).message}`);
}

/** One that fails doesn't keep the others from being stopped. */
async function stopAll(): Promise<void> {
  const faults: unknown[] = [];
  for (const part of running.splice(0)) {
    await part.stop().catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) throw faults[0];
}
