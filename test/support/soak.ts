import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { goOn } from '../../src/approvals/goOn.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { undoObstacle } from '../../src/policy/undoing.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { addLeaver, addSeats } from './crashLeaver.ts';
import { approve, ask, lifeOn, takeBack, takeUp, type Life } from './crashLife.ts';
import { actorOf } from './proposing.ts';
import { factsOf } from './soakFacts.ts';
import { soakTimeoutSeconds, someFault } from './soakFaults.ts';
import { asMortal, countingTo } from './soakMortal.ts';
import { removeAll, someDeeds, someForgetting, someShape } from './soakPeople.ts';
import { randomFrom, type Random } from './soakRandom.ts';
import { checkChangedSince, checkOnceEach, checkUndone, isOptional, type UndoSeen } from './soakSteps.ts';
import { addThings, someOptions, type SoakLeaver } from './soakThings.ts';
import { extraOf, missingOf, tiesOf, withoutReports } from './soakTies.ts';
import { checkTruth, happened, type Truth } from './soakTruth.ts';
import { othersThan, witnessOf } from './soakWitness.ts';

/** What a soak made, to be printed at its end. */
export interface Tally {
  runs: number;
  retries: number;
  undos: number;
  /** Optional steps that ran, what of them was left, and what people did before undos. */
  optional: number;
  left: number;
  deeds: number;
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
  const done = { runs: 0, retries: 0, undos: 0, optional: 0, left: 0, deeds: 0 };
  const tally: Tally = { ...done, faults: 0, restarts: 0, failedJobs: 0, ends: {} };
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
  const made = addLeaver(state, someShape(random));
  const leaver = addThings(state, made, { random, now: life.deps.ambient.now() });
  const [witness, ties] = [witnessOf(state, leaver.id), tiesOf(state, leaver.id)];
  const truth: Truth = { state, leaver, witness, ties, before: factsOf(state, leaver) };
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
  const options = someOptions(truth.leaver, random);
  const requestId = randomUUID();
  await ask(life, { requestId, leaverId: truth.leaver.id, path, options: { ...options, graceDays } });
  await approve(life, requestId);
  // The approval may be too old for its findings to be the run's first snapshot.
  if (random.chance(0.5)) life.clock.aheadMs += 61_000;
  tally.runs += 1;
  const first = await untilEnded(scene, truth, { requestId });
  if (first?.state === 'completed' || first === undefined || random.chance(0.3)) return first;
  const { version } = first;
  const order = { requestId, version, actor: actorOf(sandboxPeople.approver), how: 'retry', comment: '' } as const;
  const { kind } = await goOn(life.deps, order);
  assert.equal(kind, 'going-on');
  tally.retries += 1;
  return untilEnded(scene, truth, { requestId });
}

interface Ending {
  readonly requestId: string;
  /** Of an undo: how everything stood before it. */
  readonly undoing?: UndoSeen;
}

/** Lives through faults and deaths to the end of the run, and holds it against the tenant. */
async function untilEnded(
  scene: Scene,
  truth: Truth,
  { requestId, undoing }: Ending,
): Promise<OffboardingRequest | undefined> {
  const { tenant, life, random, tally } = scene;
  const others = othersThan(tenant.state, truth.leaver);
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
  assert.deepEqual(othersThan(tenant.state, truth.leaver), others, 'nobody else was touched');
  assert.ok(settled.includes(request.state), `it has come to an end: ${request.state}`);
  if (request.receipt === null) return undefined;
  const journal = await life.deps.store.journal.entries(requestId);
  try {
    checkTruth(truth, { request, receipt: request.receipt, journal, wasSo });
    checkOnceEach(truth, request);
    if (request.undoOf === null) checkOnce(truth);
    if (undoing !== undefined) checkUndo(undoing, request, journal);
  } catch (error) {
    throw new Error(JSON.stringify({ journal, receipt: request.receipt }, null, 1), { cause: error });
  }
  const optional = journal.filter(({ stepId }) => isOptional(stepId));
  tally.optional += optional.length;
  tally.left += journal.flatMap(({ leftovers }) => leftovers).length;
  return request;
}

function checkUndo(seen: UndoSeen, request: OffboardingRequest, journal: readonly JournalEntry[]): void {
  for (const entry of journal) checkChangedSince(seen, entry);
  checkUndone(seen, request, journal);
}

/** Ended, or back with the approvers since something changed. */
const settled: readonly RequestState[] = ['completed', 'completed-with-errors', 'stopped', 'awaiting'];

/** Whoever clicks next does so when the directory has come to agree with itself. */
async function settle({ url, state }: RunningTenant, leaver: SoakLeaver): Promise<void> {
  const people = [leaver.id, leaver.successor.id, ...leaver.reports].map((id) => `/users/${id}`);
  const groups = [...leaver.groups, ...leaver.owned].map((id) => `/groups/${id}`);
  const drive = leaver.driveId === undefined ? [] : [`/drives/${leaver.driveId}`];
  for (let reads = state.lagReads; reads > 0; reads -= 1) {
    for (const path of [...people, ...groups, ...drive]) await fetch(`${url}/v1.0${path}`);
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
  const after = factsOf(tenant.state, truth.leaver);
  tally.deeds += await someDeeds(random, tenant, truth.leaver);
  const seen = { ...truth, after, deeded: factsOf(tenant.state, truth.leaver) };
  const undoId = await takeBack(life, id, random.chance(0.5));
  tally.undos += 1;
  const given = request.plan.scopes['reassign-reports']?.items.map((report) => report.id) ?? [];
  const ofRestore = { ...truth, ties: withoutReports(truth.ties, given) };
  await untilEnded(scene, ofRestore, { requestId: undoId, undoing: seen });
  assert.deepEqual(extraOf(truth), [], 'nothing was tied that had not been');
  if (scene.faults === 0) await checkAllListed(scene, ofRestore, undoId);
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
