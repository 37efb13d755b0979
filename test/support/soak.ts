import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { goOn } from '../../src/approvals/goOn.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { undoObstacle } from '../../src/policy/undoing.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { addLeaver, addSeats, type MadeLeaver } from './crashLeaver.ts';
import { approve, ask, lifeOn, takeBack, takeUp, type Life } from './crashLife.ts';
import { actorOf } from './proposing.ts';
import { soakTimeoutSeconds, someFault } from './soakFaults.ts';
import { asMortal, countingTo } from './soakMortal.ts';
import { removeAll, someDeed, someForgetting, someShape } from './soakPeople.ts';
import { randomFrom, type Random } from './soakRandom.ts';
import { extraOf, missingOf, tiesOf } from './soakTies.ts';
import { checkTruth, happened, type Truth } from './soakTruth.ts';
import { othersThan, witnessOf } from './soakWitness.ts';

/** What a soak made, to be printed at its end. */
export interface Tally {
  runs: number;
  retries: number;
  undos: number;
  faults: number;
  restarts: number;
  failedJobs: number;
  readonly ends: Record<string, number>;
}

export interface Soak {
  readonly tenant: RunningTenant;
  readonly tally: Tally;
  /** One leaver's story: offboarded, perhaps retried, perhaps taken back. Throws with what to replay it by. */
  story(seed: number): Promise<void>;
  close(): Promise<void>;
}

export interface SoakOptions {
  readonly database: Database;
  /** How many faults a run meets at most, and how likely a process is to die. */
  readonly faults: number;
  readonly deaths: number;
}

export async function startSoak(options: SoakOptions): Promise<Soak> {
  const clock: { life?: Life } = {};
  const tenant = await startTenant({ now: () => new Date(Date.now() + (clock.life?.clock.aheadMs ?? 0)) });
  const surroundings = { tenantUrl: tenant.url, teamsUrl: '', aheadMs: 0, timeoutSeconds: soakTimeoutSeconds };
  const life = await lifeOn(options.database, surroundings);
  clock.life = life;
  const tally: Tally = { runs: 0, retries: 0, undos: 0, faults: 0, restarts: 0, failedJobs: 0, ends: {} };
  return {
    tenant,
    tally,
    story: async (seed) => {
      try {
        await tell({ ...options, tenant, life, tally, random: randomFrom(seed) });
      } catch (error) {
        throw new Error(`replay with SOAK_SEED=${seed} SOAK_RUNS=1`, { cause: error });
      }
    },
    close: async () => {
      await tenant.close();
      await options.database.close();
    },
  };
}

interface Scene extends SoakOptions {
  readonly tenant: RunningTenant;
  readonly life: Life;
  readonly tally: Tally;
  readonly random: Random;
}

async function tell(scene: Scene): Promise<void> {
  const { tenant, life, random } = scene;
  const { state } = tenant;
  addSeats(state);
  const leaver = addLeaver(state, someShape(random));
  const truth: Truth = { state, leaver, witness: witnessOf(state, leaver.id), ties: tiesOf(state, leaver.id) };
  state.lagReads = 0;
  state.restoreForgets = someForgetting(random);
  try {
    const ended = await offboard(scene, truth);
    if (ended !== undefined && random.chance(0.7)) await takeBackAll(scene, truth, ended);
  } finally {
    tenant.clearFaults();
    await life.database.kysely.deleteFrom('sent_job' as never).execute();
    removeAll(state, leaver);
  }
}

/** Up to an end, and over it once more where it ended with problems; undefined: the approvers are asked again. */
async function offboard(scene: Scene, truth: Truth): Promise<OffboardingRequest | undefined> {
  const { life, random, tally } = scene;
  const path = random.pick<OffboardingPath>(['keep', 'delete']);
  const graceDays = path === 'delete' && random.chance(0.2) ? 7 : 0;
  const requestId = randomUUID();
  await ask(life, { requestId, leaverId: truth.leaver.id, path, graceDays });
  await approve(life, requestId);
  // The approval may be too old for its findings to be the run's first snapshot.
  if (random.chance(0.5)) life.clock.aheadMs += 61_000;
  tally.runs += 1;
  const first = await untilEnded(scene, truth, requestId);
  if (first?.state === 'completed' || first === undefined || random.chance(0.3)) return first;
  const { version } = first;
  const order = { requestId, version, actor: actorOf(sandboxPeople.approver), how: 'retry', comment: '' } as const;
  const { kind } = await goOn(life.deps, order);
  assert.equal(kind, 'going-on');
  tally.retries += 1;
  return untilEnded(scene, truth, requestId);
}

/** Lives through faults and deaths to the end of the run, and holds it against the tenant. */
async function untilEnded(scene: Scene, truth: Truth, requestId: string): Promise<OffboardingRequest | undefined> {
  const { tenant, life, random, tally } = scene;
  const others = othersThan(tenant.state, truth.leaver.id);
  const wasSo = happened(truth);
  tenant.state.lagReads = random.pick([0, 0, 1, 2, 3]);
  for (let n = random.below(scene.faults + 1); n > 0; n -= 1) {
    const { answer, ...rule } = someFault(random, truth.leaver);
    tenant.fault({
      ...rule,
      // Read once, by the call that it strikes.
      get answer() {
        tally.faults += 1;
        return answer;
      },
    });
  }
  await liveOnAndOn(scene);
  tenant.clearFaults();
  await settle(tenant, truth.leaver);
  const request = (await life.deps.store.requests.find(requestId)) ?? assert.fail();
  tally.ends[request.state] = (tally.ends[request.state] ?? 0) + 1;
  assert.deepEqual(othersThan(tenant.state, truth.leaver.id), others, 'nobody else was touched');
  assert.ok(settled.includes(request.state), `it has come to an end: ${request.state}`);
  if (request.receipt === null) return undefined;
  const journal = await life.deps.store.journal.entries(requestId);
  try {
    checkTruth(truth, { request, receipt: request.receipt, journal, wasSo });
    if (request.undoOf === null) checkOnce(truth);
  } catch (error) {
    throw new Error(JSON.stringify({ journal, receipt: request.receipt }, null, 1), { cause: error });
  }
  return request;
}

/** Ended, or back with the approvers since something changed. */
const settled: readonly RequestState[] = ['completed', 'completed-with-errors', 'stopped', 'awaiting'];

/** Whoever clicks next does so when the directory has come to agree with itself. */
async function settle({ url, state }: RunningTenant, { id, reports }: MadeLeaver): Promise<void> {
  for (let reads = state.lagReads; reads > 0; reads -= 1) {
    for (const person of [id, ...reports]) await fetch(`${url}/v1.0/users/${person}`);
  }
  state.lagReads = 0;
}

function checkOnce({ witness }: Truth): void {
  assert.ok(witness.blocked <= 1, `blocked ${witness.blocked} times`);
  assert.ok(witness.revoked <= 1, `revoked ${witness.revoked} times`);
}

/** After so long the claim of a process that ended is nobody's; on a database of its own the next process voids it. */
const claimLapsesMs = 31_000;

/** More lives than these, and what stands in the way goes away. */
const mostLives = 8;

async function liveOnAndOn({ tenant, life, random, tally, deaths }: Scene): Promise<void> {
  for (let lives = 1; ; lives += 1) {
    if (lives > mostLives) tenant.clearFaults();
    const dieAt = lives < mostLives && random.chance(deaths) ? 1 + random.below(50) : Infinity;
    try {
      if (!(await asMortal(life, countingTo(dieAt), takeUp))) return;
      tally.restarts += 1;
    } catch (error) {
      // The queue tries a job again that failed.
      if (lives > mostLives) throw error;
      tally.failedJobs += 1;
    }
    life.clock.aheadMs += claimLapsesMs;
  }
}

/** What people did in between stays; everything else is as before, or listed. */
async function takeBackAll(scene: Scene, truth: Truth, { id }: OffboardingRequest): Promise<void> {
  const { tenant, life, random, tally } = scene;
  const request = (await life.deps.store.requests.find(id)) ?? assert.fail();
  const journal = await life.deps.store.journal.entries(id);
  if (undoObstacle(request, journal, life.deps.ambient.now()) !== undefined) return;
  await someDeed(random, tenant, truth.leaver);
  const undoId = await takeBack(life, id, random.chance(0.5));
  tally.undos += 1;
  await untilEnded(scene, truth, undoId);
  assert.deepEqual(extraOf(truth), [], 'nothing was tied that had not been');
  if (scene.faults === 0) await checkAllListed(scene, truth, undoId);
}

/** Nothing stood in the way but what people did: whoever is back has everything back, or the receipt lists what they lack. */
async function checkAllListed({ life }: Scene, truth: Truth, undoId: string): Promise<void> {
  if (!(truth.leaver.id in truth.state.users)) return;
  for (const { stepId, leftovers } of await life.deps.store.journal.entries(undoId)) {
    if (!stepId.startsWith('mend-')) continue;
    const listed = leftovers.map(({ id }) => id);
    assert.deepEqual(
      missingOf(truth, stepId).filter((id) => !listed.includes(id)),
      [],
      `${stepId} lists`,
    );
  }
}
