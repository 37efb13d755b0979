import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Deps } from './approvals/inspect.ts';
import { FarewellBot } from './bot/bot.ts';
import { createConversation } from './bot/conversation.ts';
import { inOrder } from './bot/inOrder.ts';
import { createMemory } from './bot/memory.ts';
import { createNotifier, type Notifier } from './bot/notifier.ts';
import type { Settings } from './config.ts';
import { createGraphClient } from './graph/client.ts';
import { createGraphCredential } from './graph/credential.ts';
import { createTenant } from './graph/tenant.ts';
import { createAdapter } from './host/adapter.ts';
import { createAuthentication } from './host/authentication.ts';
import { botEndpointsOf, graphBaseUrlOf, graphCredentialOf } from './host/cloud.ts';
import { createConnector } from './host/connector.ts';
import { openDoor } from './host/server.ts';
import type { Log } from './log.ts';
import type { Ambient } from './offboarding/ports/ambient.ts';
import type { Policy } from './policy/policy.ts';
import { createBotState } from './storage/botState.ts';
import { openDatabase, type Database } from './storage/db.ts';
import { createStore } from './storage/store.ts';
import { createQueue, type JobQueue } from './workflow/queue.ts';
import { runRequest } from './workflow/run.ts';
import { keepWatch } from './workflow/watch.ts';

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

const machine: Ambient = {
  now: () => new Date(),
  newId: () => randomUUID(),
  pause: (milliseconds) => delay(milliseconds),
};

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

/** What has been started, to be stopped the other way round: at the end, or when a later part fails to start. */
class Started {
  readonly #stops: (() => Promise<void> | void)[] = [];

  add(stop: () => Promise<void> | void): void {
    this.#stops.unshift(stop);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) await stop();
  }
}

async function start(
  { settings, log, ambient = machine, database: given }: Surroundings,
  started: Started,
): Promise<Farewell> {
  const database = given ?? (await openDatabase({ url: settings.DATABASE_URL, dataDir: settings.DATA_DIR }));
  started.add(() => database.close());
  const queue = createQueue({ database, log });
  const core = createCore({ settings, log, ambient }, database, queue);
  const adapter = createAdapter(createAuthentication(settings, botEndpointsOf(settings)), log, ambient.newId);
  const notifier = createNotifier({ ...core, connector: createConnector(adapter, settings.BOT_ID ?? ''), log });
  const bot = createBot(core, notifier, { settings, database });
  const runDeps = { ...core, log };
  // Claims that stand on a database of our own are a dead process's; on a shared one they lapse by themselves.
  if (database.kind === 'pglite') await core.store.requests.releaseAllClaims();
  started.add(() => queue.stop());
  await queue.start({ run: (id) => runRequest(runDeps, id), refreshCards: (id) => notifier.refreshCards(id) });
  const watch = await keepWatch(runDeps);
  started.add(() => watch.stop());
  const door = await openDoor({
    adapter,
    onTurn: inOrder((context) => bot.run(context)),
    notReady: () => notReady(queue, core),
    loopbackOnly: settings.BOT_ID === undefined,
    log,
    host: settings.HOST ?? (settings.BOT_ID === undefined ? '127.0.0.1' : '0.0.0.0'),
    port: settings.PORT,
  });
  started.add(() => door.close());
  return { url: door.url, stop: () => started.stop() };
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

type Given = Required<Omit<Surroundings, 'database'>>;

function createCore({ settings, log, ambient }: Given, database: Database, queue: JobQueue): Deps {
  const client = createGraphClient({
    baseUrl: graphBaseUrlOf(settings),
    credential: settings.BOT_ID === undefined ? undefined : createGraphCredential(graphCredentialOf(settings)),
    log,
    ...ambient,
  });
  return {
    tenant: createTenant(client, { teamsAppId: settings.TEAMS_APP_ID }),
    store: createStore(database, queue.jobs),
    policy: policyOf(settings),
    ambient,
  };
}

/** Who may do what; the approvers' group is there, since the settings were checked for it. */
function policyOf(settings: Settings): Policy {
  return {
    tenantId: settings.BOT_TENANT_ID ?? '',
    approverGroupId: settings.APPROVER_GROUP_ID ?? '',
    hrGroupId: settings.HR_GROUP_ID,
    protectedGroupId: settings.PROTECTED_GROUP_ID,
    requestsPerDay: settings.REQUESTS_PER_DAY,
    deleteApprovals: settings.DELETE_APPROVALS,
    waiting: {
      remindAfterHours: settings.REMIND_AFTER_HOURS,
      escalateAfterHours: settings.ESCALATE_AFTER_HOURS,
      expireAfterDays: settings.EXPIRE_AFTER_DAYS,
      fallbackUserId: settings.ESCALATION_USER_ID,
      fallbackGroupId: settings.ESCALATION_GROUP_ID,
    },
  };
}

/** What isn't ready: the queue with its database, or the directory. Codes only: the probe is open to all. */
async function notReady(queue: JobQueue, { store, tenant, policy }: Deps): Promise<string[]> {
  const database = await store.requests.inState('awaiting', 1).then(
    () => [],
    () => ['database'],
  );
  const directory = await tenant.groupPeople(policy.approverGroupId).then(
    () => [],
    () => ['directory'],
  );
  return [...database, ...(queue.isWorking() ? [] : ['queue']), ...directory];
}
