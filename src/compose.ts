import { randomUUID } from 'node:crypto';
import type { TokenCredential } from '@azure/identity';
import own from '../package.json' with { type: 'json' };
import type { Deps } from './approvals/inspect.ts';
import { FarewellBot } from './bot/bot.ts';
import { createConversation } from './bot/conversation.ts';
import { inOrder } from './bot/inOrder.ts';
import { createMemory } from './bot/memory.ts';
import { createNotifier, type Notifier } from './bot/notifier.ts';
import type { Settings } from './config.ts';
import { FarewellError } from './errors.ts';
import { createGraphClient } from './graph/client.ts';
import { graphScope } from './graph/clouds.ts';
import { tokenOf } from './graph/credential.ts';
import { createTenant } from './graph/tenant.ts';
import { createAdapter } from './host/adapter.ts';
import { createAuthentication } from './host/authentication.ts';
import { botEndpointsOf, credentialFor, databaseOf, graphBaseUrlOf } from './host/cloud.ts';
import { createConnector } from './host/connector.ts';
import { createGate } from './host/gate.ts';
import { readGauges } from './host/gauges.ts';
import { machine } from './host/machine.ts';
import { observed } from './host/observeTurns.ts';
import { policyOf, retentionOf } from './host/policies.ts';
import { notReady, shared } from './host/readiness.ts';
import { openDoor, type Door } from './host/server.ts';
import { Started } from './host/started.ts';
import type { Log } from './log.ts';
import type { Ambient } from './offboarding/ports/ambient.ts';
import { createBotState } from './storage/botState.ts';
import { openDatabase, type Database } from './storage/db.ts';
import { createStore } from './storage/store.ts';
import { openTelemetry } from './telemetry/open.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { keepPurging } from './workflow/purge.ts';
import { createQueue, type JobQueue } from './workflow/queue.ts';
import { runRequest } from './workflow/run.ts';
import { keepWatch, type Watch } from './workflow/watch.ts';

/** A running Farewell. */
export interface Farewell {
  /** Where its door is: http://host:port. */
  readonly url: string;
  /** Finishes what is under way, hands over the rest, closes everything. */
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly settings: Settings;
  readonly log: Log;
  /** Time, ids and waiting; the machine's own unless a test brings others. */
  readonly ambient?: Ambient;
  /** Instead of the one that the settings name; closed with the rest. */
  readonly database?: Database;
}

/** Builds every part from the settings, takes up what a dead process left, and opens the door. */
export async function startFarewell(surroundings: Surroundings): Promise<Farewell> {
  const started = new Started();
  try {
    return await start(surroundings, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(
  { settings, log, ambient = machine, database: given }: Surroundings,
  started: Started,
): Promise<Farewell> {
  const credential = credentialFor(settings);
  const database = given ?? (await openDatabase(databaseOf(settings, credential)));
  started.add(() => database.close());
  const telemetry = await telemetryFor(settings, log);
  started.add(() => telemetry.stop());
  const queue = createQueue({ database, log, providers: telemetry.providers });
  telemetry.observe(() => readGauges({ kysely: database.kysely, queue, ambient }));
  const core = createCore({ settings, log, ambient, credential, telemetry }, database, queue);
  const adapter = createAdapter(
    createAuthentication(settings, botEndpointsOf(settings), credential),
    log,
    ambient.newId,
  );
  const notifier = createNotifier({ ...core, connector: createConnector(adapter, settings.BOT_ID ?? ''), log });
  const bot = createBot(core, notifier, { settings, database });
  const runDeps = { ...core, log, telemetry };
  // Claims that stand on a database of our own are a dead process's; on a shared one they lapse by themselves.
  if (database.kind === 'pglite') await core.store.requests.releaseAllClaims();
  const stopping = new AbortController();
  started.add(() => queue.stop());
  await queue.start({
    run: (id) => runRequest(runDeps, id, stopping.signal),
    refreshCards: (id) => notifier.refreshCards(id),
  });
  const watch = await keepWatch(runDeps);
  started.add(() => watch.stop());
  const purging = keepPurging(runDeps, retentionOf(settings));
  started.add(() => purging.stop());
  const graphToken = credential && tokenOf(credential, graphScope(graphBaseUrlOf(settings)));
  const readiness = shared(() => notReady({ store: core.store, queue, graphToken, log }), ambient.now);
  const door = await openDoor({
    adapter,
    onTurn: observed(
      { telemetry, newId: ambient.newId },
      inOrder((context) => bot.run(context)),
    ),
    notReady: async () => {
      const reasons = await readiness();
      return stopping.signal.aborted ? ['stopping'] : reasons;
    },
    gate: createGate(settings, botEndpointsOf(settings), ambient.now),
    log,
    now: ambient.now,
    host: settings.HOST ?? (settings.BOT_ID === undefined ? '127.0.0.1' : '0.0.0.0'),
    port: settings.PORT,
  });
  started.add(() => drain({ stopping, queue, watch, door, log, stillMs: stillAnsweredMs(settings) }));
  return { url: door.url, stop: () => started.stop() };
}

/** How long active jobs are waited for; with what comes after, it ends before a service manager's patience does. */
const drainWithinMs = 17_000;

interface Draining {
  readonly stopping: AbortController;
  readonly queue: JobQueue;
  readonly watch: Watch;
  readonly door: Door;
  readonly log: Log;
  readonly stillMs: number;
}

/**
 * All at once: no longer ready, runs handed over after the step at hand, no new jobs, turns and cards under way ended. Throws
 * `stopped-unfinished` when a job took too long; its claim lapses, and another replica goes on with it.
 */
async function drain({ stopping, queue, watch, door, log, stillMs }: Draining): Promise<void> {
  log.info('stopping');
  stopping.abort();
  const [ended] = await Promise.all([queue.drain(drainWithinMs), watch.stop(), door.close(stillMs)]);
  if (!ended) throw new FarewellError('stopped-unfinished', 'A job was still under way');
}

/** A balancer needs its time to see that we are no longer ready; in front of the sandbox there is none. */
function stillAnsweredMs({ DRAIN_SECONDS, BOT_ID }: Settings): number {
  return 1000 * (DRAIN_SECONDS ?? (BOT_ID === undefined ? 0 : 5));
}

function createBot(
  core: Deps,
  notifier: Notifier,
  { settings, database }: { settings: Settings; database: Database },
): FarewellBot {
  const memory = createMemory(createBotState(database.kysely));
  return new FarewellBot({
    core,
    notifier,
    memory,
    conversation: createConversation(core, memory),
    tenantRule: { tenantId: core.policy.tenantId, tenantMayBeMissing: settings.BOT_ID === undefined },
    defaultZone: settings.TIME_ZONE,
  });
}

type Given = Required<Omit<Surroundings, 'database'>> & {
  readonly credential: TokenCredential | undefined;
  readonly telemetry: Telemetry;
};

/** Nothing where the settings name no receiver. */
function telemetryFor(settings: Settings, log: Log): Promise<Telemetry> {
  return openTelemetry({
    otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    azureConnectionString: settings.APPLICATIONINSIGHTS_CONNECTION_STRING,
    metricsEveryMs: settings.OTEL_METRIC_EXPORT_INTERVAL,
    service: { version: own.version, instanceId: randomUUID() },
    log,
  });
}

function createCore(
  { settings, log, ambient, credential, telemetry }: Given,
  database: Database,
  queue: JobQueue,
): Deps {
  const client = createGraphClient({
    baseUrl: graphBaseUrlOf(settings),
    credential,
    log,
    telemetry,
    ...ambient,
  });
  return {
    tenant: createTenant(client, {
      teamsAppId: settings.TEAMS_APP_ID,
      grantedElsewhere: settings.GRANTED_IN_EXCHANGE,
    }),
    store: createStore(database, queue.jobs),
    policy: policyOf(settings),
    ambient,
  };
}
