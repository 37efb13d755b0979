import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import type { FaultAnswer } from '../../src/sandbox/tenant/faults.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { Client } from '../support/client.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { startSandboxProcess, type SandboxProcess } from '../support/process.ts';
import { startTeams, type FakeTeams } from '../support/teams.ts';

/** What a service manager waits for before it kills. */
const patienceMs = 20_000;

describe('a replica that is told to stop', function () {
  this.timeout(60_000);
  let teams: FakeTeams;
  let tenant: RunningTenant;
  let database: Database;
  let environment: Readonly<Record<string, string>>;
  const called = new EventEmitter();
  const running: SandboxProcess[] = [];

  before(async () => {
    teams = await startTeams();
  });
  beforeEach(async () => {
    const url = await freshPostgresUrl();
    database = await openDatabase({ url, dataDir: undefined });
    tenant = await startTenant({ log: () => called.emit('call') });
    environment = { DATABASE_URL: url, GRAPH_BASE_URL: tenant.url, LOG_LEVEL: 'info' };
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.kill('SIGKILL');
    await tenant.close();
    await database.close();
    for (const { id } of [sandboxPeople.manager, sandboxPeople.approver]) teams.forget(`chat-${id}`);
  });
  after(() => teams.close());

  async function startReplica(over: Readonly<Record<string, string>> = {}): Promise<SandboxProcess> {
    const replica = await startSandboxProcess({ ...environment, ...over });
    running.push(replica);
    return replica;
  }

  function clientOf(name: 'manager' | 'approver', { url }: SandboxProcess): Client {
    return new Client({ botUrl: url, teams, person: sandboxPeople[name], tenantId: sandboxTenantId });
  }

  /** Up to and with the approval, by this replica; resolves when its block has reached Graph, which answers so. */
  async function blockUnderWay(replica: SandboxProcess, answer: FaultAnswer): Promise<Client> {
    const [manager, approver] = [clientOf('manager', replica), clientOf('approver', replica)];
    await manager.arrive();
    await approver.arrive();
    await manager.say('offboard Alex Wilber');
    await manager.press('keep');
    await manager.press('now');
    await manager.press('confirm');
    const asked = await approver.seeCard('approval', (card) => verbs(card).includes('approve'), 30_000);
    tenant.fault({ method: 'PATCH', path: '/users/', answer });
    await approver.press('approve', {}, asked);
    await comes('PATCH');
    return manager;
  }

  /** The one request. */
  function stored() {
    return database.kysely.selectFrom('request').selectAll().executeTakeFirstOrThrow();
  }

  async function comes(method: string): Promise<void> {
    while (!tenant.calls.some((call) => call.method === method)) await once(called, 'call');
  }

  it('ends the step at hand and hands the run over: the other one ends it at once, and nothing happens twice', async () => {
    const first = await startReplica();
    const manager = await blockUnderWay(first, { delayMs: 14_000 });
    await startReplica();
    const told = Date.now();
    const stopped = first.kill('SIGTERM');
    // As Ctrl-C reaches a process twice: the second one cuts nothing short.
    first.signal('SIGTERM');
    first.signal('SIGINT');
    assert.equal(await stopped, 0, first.output());
    assert.ok(Date.now() - told < patienceMs, `${Date.now() - told} ms`);
    const receipt = await manager.seeCard('receipt', (card) => part(card, 'headline') !== undefined, 15_000);
    assert.match(textAt(receipt, 'headline'), /^Done\n/);
    assert.match(first.output(), /run handed over/);
    const rows = await auditRows(database);
    const starts = rows.filter(({ action }) => action === 'run-started').map(({ details }) => details['first']);
    assert.deepEqual(starts, [true, false]);
    const steps = rows.filter(({ action }) => action === 'step-ended').map(({ details }) => details['step']);
    assert.deepEqual(steps, (await stored()).plan.steps);
    const user = `/users/${sandboxPeople.leaver.id}`;
    const sent = tenant.calls.filter(
      ({ method, path }) => (method === 'PATCH' && path === user) || path === `${user}/revokeSignInSessions`,
    );
    assert.deepEqual(
      sent.map(({ method }) => method),
      ['PATCH', 'POST'],
    );
    const timed = await database.kysely.selectFrom('audit').select(['action', 'at']).orderBy('id').execute();
    const at = (wanted: string) => timed.findLast(({ action }) => action === wanted)?.at.getTime() ?? 0;
    const blocked = timed.find(({ action }) => action === 'step-ended')?.at.getTime() ?? 0;
    const waited = at('run-started') - blocked;
    assert.ok(waited >= 0 && waited < 3_000, `taken up after ${waited} ms, and not when the claim would have lapsed`);
  });

  it('is no longer ready at once, and answers what arrives for a while and what is under way', async () => {
    const replica = await startReplica({ DRAIN_SECONDS: '2' });
    const [manager, approver] = [clientOf('manager', replica), clientOf('approver', replica)];
    await manager.arrive();
    assert.equal((await fetch(`${replica.url}/readyz`)).status, 200);
    tenant.fault({ method: 'GET', path: '/users', times: -1, answer: { delayMs: 4_000 } });
    const before = tenant.calls.length;
    const underWay = manager.post({ type: 'message', text: 'offboard Alex Wilber' });
    while (tenant.calls.length === before) await once(called, 'call');
    const told = Date.now();
    const stopped = replica.kill('SIGTERM');
    const ready = await untilNotReady(replica);
    assert.ok(Date.now() - told < 1_000, `not ready after ${Date.now() - told} ms`);
    assert.deepEqual(ready, { status: 'not ready', reasons: ['stopping'] });
    const late = await fetch(`${replica.url}/healthz`);
    assert.deepEqual([late.status, late.headers.get('connection')], [200, 'close']);
    await approver.say('help');
    assert.ok(approver.cards.length > 0, 'what arrives after the signal is answered');
    assert.equal((await underWay).status, 200);
    assert.ok(manager.cards.length > 0, 'the turn under way ended');
    assert.equal(await stopped, 0, replica.output());
    await assert.rejects(fetch(`${replica.url}/readyz`));
  });

  it('does not wait for ever: it tells what was left, and ends in time', async () => {
    const replica = await startReplica();
    await blockUnderWay(replica, { delayMs: 600_000 });
    const told = Date.now();
    assert.equal(await replica.kill('SIGTERM'), 1);
    assert.ok(Date.now() - told < patienceMs + 1_000, `${Date.now() - told} ms`);
    assert.match(replica.output(), /still under way|not ended/);
    const { state, claim_token: token } = await stored();
    assert.equal(state, 'running');
    assert.notEqual(token, null, 'the claim lapses by itself: the call may still have its effect');
  });
});

/** The signal takes a moment to be heard. */
async function untilNotReady({ url }: SandboxProcess): Promise<unknown> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    if (answer.status === 503) return answer.json();
  }
}
