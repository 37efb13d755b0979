import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { decide } from '../../src/approvals/decide.ts';
import { undo } from '../../src/approvals/undo.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { createTenant } from '../../src/graph/tenant.ts';
import { createLog } from '../../src/log.ts';
import type { NotifierDeps } from '../../src/bot/notifier.ts';
import { noOptions, type OffboardingPath, type PlanOptions } from '../../src/offboarding/model.ts';
import type { Ambient } from '../../src/offboarding/ports/ambient.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { openDatabase, type Database, type DatabaseOptions } from '../../src/storage/db.ts';
import type { RunDeps } from '../../src/workflow/deps.ts';
import { recoverRuns } from '../../src/workflow/recover.ts';
import { runRequest } from '../../src/workflow/run.ts';
import { plainConnector } from './crashConnector.ts';
import { atBoundaries, storeAtBoundaries, type Boundary } from './crashPorts.ts';
import { policyWith } from './policies.ts';
import { actorOf, proposeAs } from './proposing.ts';
import { storeWithJobs } from './sentJobs.ts';

/** What a process is started with. */
export interface Birth {
  readonly database: DatabaseOptions;
  readonly tenantUrl: string;
  readonly teamsUrl: string;
  /** By how much its clock is ahead of the machine's. */
  readonly aheadMs: number;
}

/** A process of Farewell, reduced to what runs and what keeps cards in step; its queue is a table of jobs. */
export interface Life {
  readonly database: Database;
  readonly deps: RunDeps;
  readonly connector: NotifierDeps['connector'];
  /** How far its clock is ahead of the machine's by now. */
  readonly clock: { aheadMs: number };
}

export async function liveOn({ database, ...surroundings }: Birth): Promise<Life> {
  return lifeOn(await openDatabase(database), surroundings);
}

interface LifeSurroundings extends Omit<Birth, 'database'> {
  /** How long an answer of Graph is waited for. */
  readonly timeoutSeconds?: number;
}

/** A process on a database that stands open already. */
export async function lifeOn(
  database: Database,
  { tenantUrl, teamsUrl, aheadMs, timeoutSeconds = 20 }: LifeSurroundings,
): Promise<Life> {
  const clock = { aheadMs };
  const log = createLog('silent');
  const ambient: Ambient = {
    now: () => new Date(Date.now() + clock.aheadMs),
    newId: () => randomUUID(),
    pause: () => Promise.resolve(),
  };
  const tenant = createTenant(createGraphClient({ baseUrl: tenantUrl, log, timeoutSeconds, ...ambient }));
  const deps = {
    tenant,
    store: await storeWithJobs(database),
    policy: policyWith({ requestsPerDay: 1_000_000 }),
    ambient,
    log,
  };
  return { database, deps, connector: plainConnector(teamsUrl), clock };
}

/** The same process, with a boundary before whatever leaves it. */
export function bounded(life: Life, boundary: Boundary): Life {
  const { tenant, store } = life.deps;
  return {
    ...life,
    deps: {
      ...life.deps,
      tenant: atBoundaries(tenant, 'tenant', boundary),
      store: storeAtBoundaries(store, boundary),
    },
    connector: atBoundaries(life.connector, 'connector', boundary),
  };
}

/** What a process does at its start: goes on with what a dead one left, second parts of deletes included. */
export async function takeUp(life: Life): Promise<void> {
  const { database, deps } = life;
  // As compose does: on a database of our own a claim is a dead process's; on a shared one it lapses.
  if (database.kind === 'pglite') await deps.store.requests.releaseAllClaims();
  await recoverRuns(deps);
  await workOff(life, 'run');
  const [waiting] = await deps.store.requests.inState('grace', 1);
  if (waiting === undefined) return;
  await comesTime(life, waiting.resumeAt);
  await takeUp(life);
}

/** The clock moves to the second part of a delete. */
export async function comesTime(life: Life, resumeAt: Date | null): Promise<void> {
  const rest = (resumeAt?.getTime() ?? 0) - life.deps.ambient.now().getTime();
  life.clock.aheadMs += Math.max(0, rest);
  await recoverRuns(life.deps);
}

interface Job {
  readonly id: number;
  readonly requestId: string;
}

/** Carries out the jobs that are due; each is gone only when it has been carried out, as a queue has it. */
export async function workOff(life: Life, kind: 'run' | 'cards'): Promise<void> {
  const { kysely } = life.database;
  const carryOut = kind === 'run' ? run : await cardsOf();
  for (;;) {
    const due = sql<Job>`select id, request_id as "requestId" from sent_job
      where kind = ${kind} and (at is null or at <= ${life.deps.ambient.now()}) order by id limit 1`;
    const [job] = (await due.execute(kysely)).rows;
    if (job === undefined) return;
    // One refresh shows all that was waiting for it.
    const last = sql<{ id: number }>`select max(id) as id from sent_job
      where kind = ${kind} and request_id = ${job.requestId} and at is null`;
    const upTo = (await last.execute(kysely)).rows[0]?.id ?? job.id;
    await carryOut(life, job.requestId);
    await sql`delete from sent_job where kind = ${kind} and request_id = ${job.requestId}
      and id <= ${Math.max(Number(upTo), Number(job.id))}`.execute(kysely);
  }
}

function run({ deps }: Life, requestId: string): Promise<void> {
  return runRequest(deps, requestId);
}

/** Loaded by those processes only that need it: cards are half of what there is to load. */
async function cardsOf(): Promise<(life: Life, requestId: string) => Promise<void>> {
  const { createNotifier } = await import('../../src/bot/notifier.ts');
  return ({ deps, connector }, requestId) => createNotifier({ ...deps, connector }).refreshCards(requestId);
}

export interface Wanted {
  readonly requestId: string;
  readonly leaverId: string;
  readonly path: OffboardingPath;
  /** What is chosen beside what the path always does. */
  readonly options: Partial<PlanOptions>;
}

export async function ask({ deps }: Life, { requestId, leaverId, path, options }: Wanted): Promise<void> {
  await proposeAs(deps, { id: requestId, leaverId, path, options: { ...noOptions, ...options } });
}

export async function approve({ deps }: Life, requestId: string): Promise<void> {
  const actor = actorOf(sandboxPeople.approver);
  const result = await decide(deps, { requestId, version: 1, verdict: 'approved', comment: '', actor });
  if (result.kind !== 'decided') throw new Error(`not approved: ${result.kind}`);
}

export async function takeBack({ deps }: Life, requestId: string, unblock = true): Promise<string> {
  const actor = actorOf(sandboxPeople.approver);
  const request = await deps.store.requests.find(requestId);
  const result = await undo(deps, { requestId, version: request?.version ?? 0, actor, unblock });
  if (result.kind !== 'started') throw new Error(`not undone: ${result.kind}`);
  return result.request.id;
}
