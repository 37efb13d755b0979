import { randomUUID } from 'node:crypto';
import { startFarewell, type Farewell } from '../../src/compose.ts';
import { readSandboxSettings, type Environment } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Ambient } from '../../src/offboarding/ports/ambient.ts';
import { sandboxEnvironment, sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { Client, type ClientOptions } from './client.ts';
import { contract } from './contract.ts';
import { freshPostgres } from './databases.ts';
import { startTeams, type FakeTeams } from './teams.ts';

type Name = keyof typeof sandboxPeople;

/** The whole of Farewell behind its front door, with a simulated tenant and a stand-in for Teams. */
export interface World {
  readonly farewell: Farewell;
  readonly tenant: RunningTenant;
  readonly teams: FakeTeams;
  readonly clock: TestClock;
  /** Lines of the log, as text. */
  readonly logged: string[];
  client(name: Name, options?: Partial<ClientOptions>): Client;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly database?: Database;
  readonly environment?: Environment;
  readonly tenant?: RunningTenant;
  readonly teams?: FakeTeams;
}

/** Real time, moved by what a test adds; pauses of patience cost nothing. */
export interface TestClock extends Ambient {
  advance(milliseconds: number): void;
  readonly pauses: number[];
}

export function testClock(): TestClock {
  const moved = { by: 0 };
  const pauses: number[] = [];
  return {
    pauses,
    now: () => new Date(Date.now() + moved.by),
    newId: () => randomUUID(),
    advance: (milliseconds) => {
      moved.by += milliseconds;
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const [tenant, teams] = await Promise.all([
    options.tenant ?? startTenant({ observer: contract }),
    options.teams ?? startTeams(),
  ]);
  // A real server takes half the time of one in WebAssembly; the main journeys are made on both.
  const database = options.database ?? (await freshPostgres());
  const logged: string[] = [];
  const clock = testClock();
  const settings = readSandboxSettings(
    { PORT: '0', GRAPH_BASE_URL: tenant.url, LOG_LEVEL: 'debug', ...options.environment },
    sandboxEnvironment,
  );
  const log = createLog(settings.LOG_LEVEL, { write: (line: string) => void logged.push(line) });
  const farewell = await startFarewell({ settings, log, ambient: clock, database });
  return {
    farewell,
    tenant,
    teams,
    clock,
    logged,
    client: (name, own = {}) =>
      new Client({ botUrl: farewell.url, teams, person: sandboxPeople[name], tenantId: sandboxTenantId, ...own }),
    async close() {
      await farewell.stop();
      if (options.tenant === undefined) await tenant.close();
      if (options.teams === undefined) await teams.close();
    },
  };
}
