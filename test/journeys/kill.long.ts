import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after as afterAll, before as beforeAll, describe, it } from 'mocha';
import { sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { Client, type ClientOptions } from '../support/client.ts';
import { startSandboxProcess } from '../support/process.ts';
import { startTeams } from '../support/teams.ts';

/** The calls that a delete makes. */
const calls = [
  { step: 'the block', fault: { method: 'PATCH', path: '/users/' } },
  { step: 'the revoke', fault: { method: 'POST', path: 'revokeSignInSessions' } },
  { step: 'the delete', fault: { method: 'DELETE', path: '/users/' } },
] as const;

type Fault = (typeof calls)[number]['fault'];

const [, revoke, deletion] = calls;

/**
 * The process dies while Graph has the call: before it did anything, or after it did and before it answered. The three that
 * differ most; each costs two starts of a process.
 */
const moments = [
  { title: 'after the revoke had its effect, before Graph answered', ...after(revoke) },
  { title: 'before the delete had its effect', ...before(deletion) },
  { title: 'after the delete had its effect, before Graph answered', ...after(deletion) },
];

function before({ fault }: (typeof calls)[number]) {
  return { fault, answer: { delayMs: 600_000 }, struckCounts: 0 };
}

function after({ fault }: (typeof calls)[number]) {
  return { fault, answer: { silentMs: 600_000 }, struckCounts: 1 };
}

describe('a process killed in the middle of a run goes on after its next start, and no step has its effect twice', function () {
  this.timeout(90_000);
  /** All at once, since most of each is a process starting; every one has its own folder, tenant and Teams. */
  const endings = new Map<string, Promise<PromiseSettledResult<void>[]>>();
  let fresh: string;

  beforeAll(async () => {
    fresh = await mkdtemp(path.join(tmpdir(), 'farewell-kill-'));
    const first = await startSandboxProcess({ DATA_DIR: fresh });
    await first.kill('SIGTERM');
    for (const moment of moments) endings.set(moment.title, Promise.allSettled([killAt(moment, fresh)]));
  });
  afterAll(() => rm(fresh, { recursive: true, force: true }));

  for (const { title } of moments) {
    it(`killed ${title}`, async () => {
      const [ending] = (await endings.get(title)) ?? [];
      if (ending?.status === 'rejected') throw ending.reason as Error;
      assert.equal(ending?.status, 'fulfilled');
    });
  }
});

/** One life of a bot: an offboarding up to the kill, the next start, and what came of it. */
async function killAt(moment: (typeof moments)[number], fresh: string): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'farewell-kill-'));
  await cp(fresh, dataDir, { recursive: true });
  const graphCalled = new EventEmitter();
  const tenant = await startTenant({ log: () => graphCalled.emit('call') });
  const teams = await startTeams();
  const environment = { DATA_DIR: dataDir, GRAPH_BASE_URL: tenant.url };
  let running = await startSandboxProcess(environment);
  try {
    tenant.fault({ ...moment.fault, answer: moment.answer });
    const manager = await offboard({ botUrl: running.url, teams, tenantId: sandboxTenantId });
    while (!tenant.calls.some((call) => isOf(call, moment.fault))) await once(graphCalled, 'call');
    await running.kill('SIGKILL');
    tenant.clearFaults();

    running = await startSandboxProcess(environment);
    const receipt = await manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined, 60_000);
    assert.match(textAt(receipt, 'headline'), /^Done\n.*among the deleted users/);
    assert.ok(sandboxPeople.leaver.id in tenant.state.deletedUsers);
    for (const { step, fault } of calls) {
      const struck = fault === moment.fault ? moment.struckCounts : 0;
      assert.equal(succeeded(tenant, fault) + struck, 1, `${step} had its effect once`);
    }
  } finally {
    await running.kill('SIGKILL');
    await Promise.all([tenant.close(), teams.close(), rm(dataDir, { recursive: true, force: true })]);
  }
}

/** Up to and with the approval of a delete. */
async function offboard(options: Omit<ClientOptions, 'person'>): Promise<Client> {
  const manager = new Client({ ...options, person: sandboxPeople.manager });
  const approver = new Client({ ...options, person: sandboxPeople.approver });
  await manager.arrive();
  await approver.arrive();
  await manager.say('offboard Alex Wilber');
  await manager.press('delete');
  await manager.press('now');
  await manager.press('confirm', { confirmMail: sandboxPeople.leaver.mail });
  const asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'), 30_000);
  await approver.press('approve', {}, asked);
  return manager;
}

function isOf(call: { method: string; path: string }, { method, path: part }: Fault): boolean {
  return call.method === method && call.path.includes(part);
}

/** Calls that Graph answered as carried out; the one that was struck never got an answer. */
function succeeded(tenant: RunningTenant, fault: Fault): number {
  return tenant.calls.filter((call) => isOf(call, fault) && call.status >= 200 && call.status < 300).length;
}
