import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { Client } from '../support/client.ts';
import { startSandboxProcess, type SandboxProcess } from '../support/process.ts';
import { startTeams, type FakeTeams } from '../support/teams.ts';

/** The calls that a delete makes. */
const calls = [
  { step: 'the block', fault: { method: 'PATCH', path: '/users/' } },
  { step: 'the revoke', fault: { method: 'POST', path: 'revokeSignInSessions' } },
  { step: 'the delete', fault: { method: 'DELETE', path: '/users/' } },
] as const;

type Fault = (typeof calls)[number]['fault'];

/** The process dies while Graph has the call: before it did anything, or after it did and before it answered. */
const moments = calls.flatMap(({ step, fault }) => [
  { title: `before ${step} had its effect`, fault, answer: { delayMs: 600_000 }, struckCounts: 0 },
  {
    title: `after ${step} had its effect, before Graph answered`,
    fault,
    answer: { silentMs: 600_000 },
    struckCounts: 1,
  },
]);

describe('a process killed in the middle of a run', function () {
  this.timeout(60_000);
  let teams: FakeTeams;
  let tenant: RunningTenant;
  let dataDir: string;
  let running: SandboxProcess;
  const graphCalled = new EventEmitter();

  before(async () => {
    teams = await startTeams();
  });
  after(() => teams.close());
  beforeEach(async () => {
    tenant = await startTenant({ log: () => graphCalled.emit('call') });
    dataDir = await mkdtemp(path.join(tmpdir(), 'farewell-kill-'));
  });
  afterEach(async () => {
    await running.kill('SIGKILL');
    await tenant.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  for (const { title, fault, answer, struckCounts } of moments) {
    it(`goes on after the next start, and no step has its effect twice: killed ${title}`, async () => {
      const environment = { DATA_DIR: dataDir, GRAPH_BASE_URL: tenant.url };
      running = await startSandboxProcess(environment);
      tenant.fault({ ...fault, answer });
      const clients = clientsOf(running.url);
      await offboard(clients);
      await until(() => tenant.calls.some((call) => isOf(call, fault)));
      await running.kill('SIGKILL');
      tenant.clearFaults();

      running = await startSandboxProcess(environment);
      const receipt = await clients.manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined, 30_000);
      assert.match(textAt(receipt, 'headline'), /^Done\n.*among the deleted users/);
      assert.ok(sandboxPeople.leaver.id in tenant.state.deletedUsers);
      for (const each of calls) {
        const struck = each.fault === fault ? struckCounts : 0;
        assert.equal(succeeded(each.fault) + struck, 1, `${each.step} had its effect once`);
      }
    });
  }

  function clientsOf(botUrl: string) {
    const options = { botUrl, teams, tenantId: sandboxTenantId };
    return {
      manager: new Client({ ...options, person: sandboxPeople.manager }),
      approver: new Client({ ...options, person: sandboxPeople.approver }),
    };
  }

  /** Up to and with the approval. */
  async function offboard({ manager, approver }: ReturnType<typeof clientsOf>): Promise<void> {
    for (const client of [manager, approver]) {
      teams.forget(client.conversationId);
      await client.arrive();
    }
    await manager.say('offboard Alex Wilber');
    await manager.press('delete');
    await manager.press('now');
    await manager.press('confirm', { confirmMail: sandboxPeople.leaver.mail });
    await approver.press('approve', {}, await approver.seeCard('approval', (card) => verbs(card).includes('approve')));
  }

  function isOf(call: { method: string; path: string }, { method, path: part }: Fault): boolean {
    return call.method === method && call.path.includes(part);
  }

  /** Calls that Graph answered as carried out; the one that was struck never got an answer. */
  function succeeded(fault: Fault): number {
    return tenant.calls.filter((call) => isOf(call, fault) && call.status >= 200 && call.status < 300).length;
  }

  /** Looks at each call that Graph gets; the tenant tells of them as they come. */
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(graphCalled, 'call');
  }
});
