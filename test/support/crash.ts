import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { openDatabase, type DatabaseOptions } from '../../src/storage/db.ts';
import type { ChildOrder, PlanName } from '../crash/child.ts';
import { addBelongings, type Belongings } from './belongings.ts';
import { everything, putBackOf } from './belongingsSteps.ts';
import { approve, liveOn, takeUp, workOff, type Life, type Wanted } from './crashLife.ts';
import { addLeaver, addSeats, bareShape, type MadeLeaver } from './crashLeaver.ts';
import { startTeams, type FakeTeams } from './teams.ts';

/** One life that ended at one boundary. */
export interface Case extends Wanted {
  readonly plan: PlanName;
  readonly leaver: MadeLeaver;
  /** Of a leaver with something for every step, in the plans with every step. */
  readonly belongings: Belongings | undefined;
  /** How those were before. */
  readonly untouched: object | undefined;
  /** Before what it was killed; undefined: the one that came through alive. */
  readonly killedBefore: string | undefined;
}

/** What all those lives left behind, with a living process on the database that has brought everything to its end. */
export interface Aftermath {
  readonly cases: readonly Case[];
  readonly life: Life;
  readonly tenant: RunningTenant;
  readonly teams: FakeTeams;
  close(): Promise<void>;
}

/** A claim lasts 30 s: what a dead process held on a shared database is free for one that comes so much later. */
const claimLapsesMs = 31_000;

/** Each process is killed one boundary later than the one before, until one comes through alive. */
export async function killEverywhere(
  plan: PlanName,
  database: DatabaseOptions,
  { insideTransactions }: { readonly insideTransactions: boolean },
): Promise<Aftermath> {
  const clock = { aheadMs: 0 };
  const [tenant, teams] = await Promise.all([startTenant({ now: () => nowOn(clock) }), startTeams()]);
  addSeats(tenant.state);
  tenant.state.restoreForgets = ['manager', 'reports', 'owners', 'groups', 'licences'];
  const birth = () => ({ database, tenantUrl: tenant.url, teamsUrl: teams.url, aheadMs: clock.aheadMs });
  const cases: Case[] = [];
  for (let killAt = 1; cases.at(-1)?.killedBefore !== undefined || killAt === 1; killAt += 1) {
    const made = someLeaver(plan, tenant, nowOn(clock));
    const wanted = wantedOf(plan, made.leaver);
    const killedBefore = await live({ ...birth(), ...wanted, plan, killAt, insideTransactions }, clock);
    cases.push({ ...wanted, ...made, plan, killedBefore });
  }
  const life = await liveOn(birth());
  await bringToEnd(life);
  const close = async () => {
    await life.database.close();
    await Promise.all([tenant.close(), teams.close()]);
  };
  return { cases, life, tenant, teams, close };
}

function nowOn({ aheadMs }: { readonly aheadMs: number }): Date {
  return new Date(Date.now() + aheadMs);
}

type Made = Pick<Case, 'leaver' | 'belongings' | 'untouched'>;

function someLeaver(plan: PlanName, { state }: RunningTenant, now: Date): Made {
  if (!hasEveryStep(plan)) return { leaver: addLeaver(state), belongings: undefined, untouched: undefined };
  const leaver = addLeaver(state, bareShape);
  const belongings = addBelongings(state, leaver.id, now);
  return { leaver, belongings, untouched: putBackOf(state, belongings) };
}

function hasEveryStep(plan: PlanName): boolean {
  return plan.includes('every step');
}

function wantedOf(plan: PlanName, leaver: MadeLeaver): Wanted {
  const path = plan.includes('delete') ? 'delete' : 'keep';
  const graceDays = plan === 'delete in two parts' ? 7 : 0;
  const options = hasEveryStep(plan) ? everything : { graceDays };
  return { requestId: randomUUID(), leaverId: leaver.id, path, options };
}

/** A process that lives for half a second must not spend it on making PGlite fast, nor on stripping types anew. */
const quickStart = ['--liftoff-only'];
const environment = { ...process.env, NODE_COMPILE_CACHE: path.join(tmpdir(), 'farewell-crash-code') };

/** One process from its start to its end; answers before what it was killed, if it was. */
async function live(order: ChildOrder, clock: { aheadMs: number }): Promise<string | undefined> {
  const child = spawn(process.execPath, [...quickStart, 'test/crash/child.ts', JSON.stringify(order)], {
    env: environment,
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [output, errors, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const moved = [...output.matchAll(/^clock (\d+)$/gm)].at(-1)?.[1];
  clock.aheadMs = Number(moved ?? order.aheadMs) + claimLapsesMs;
  if (output.endsWith('alive\n') && code === 0) return undefined;
  const killedBefore = /^killed before (.*)\n$/m.exec(output)?.[1];
  if (signal === 'SIGKILL' && killedBefore !== undefined) return killedBefore;
  throw new Error(`the process was not killed at boundary ${order.killAt}: ${output}${errors}`);
}

/** The last of the processes lives on; what was never approved, because its process died before, is approved now. */
async function bringToEnd(life: Life): Promise<void> {
  await takeUp(life);
  for (const { id } of await life.deps.store.requests.inState('awaiting', 1000)) await approve(life, id);
  await takeUp(life);
  await workOff(life, 'cards');
}

/** Databases with the schema of today and everybody's chats known, one for each call. */
export interface Folders {
  fresh(): Promise<DatabaseOptions>;
  remove(): Promise<void>;
}

/** PGlite in folders, each a copy of the first: making one takes seconds. */
export async function pgliteFolders(): Promise<Folders> {
  const folder = await mkdtemp(path.join(tmpdir(), 'farewell-crash-'));
  const first = path.join(folder, 'first');
  await acquaint({ dataDir: first });
  return {
    fresh: async () => {
      const dataDir = path.join(folder, randomUUID());
      await cp(first, dataDir, { recursive: true });
      return { dataDir };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Brings the database up to date and tells it where people can be reached. */
export async function acquaint(options: DatabaseOptions): Promise<void> {
  const database = await openDatabase(options);
  const { createStore } = await import('../../src/storage/store.ts');
  const { contacts } = createStore(database, () => ({ run: async () => {}, refreshCards: async () => {} }));
  for (const { id } of [sandboxPeople.manager, sandboxPeople.approver, sandboxPeople.secondApprover]) {
    await contacts.save({ userId: id, conversationId: `chat-${id}`, locale: 'en', reference: {} });
  }
  await database.close();
}
