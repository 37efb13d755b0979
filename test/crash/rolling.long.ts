import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sandboxGroups, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { textAt, verbs } from '../support/card.ts';
import { Client } from '../support/client.ts';
import { addLeaver, addSeats } from '../support/crashLeaver.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { startFront, type Front } from '../support/front.ts';
import { requestIdOf } from '../support/journey.ts';
import { startSandboxProcess, type SandboxProcess } from '../support/process.ts';
import { startTeams, type FakeTeams } from '../support/teams.ts';

/** People who offboard somebody, one after the other, and the approver whom each has. */
const lanes = 3;

/** How often each replica is restarted. */
const rounds = 2;

interface Made {
  readonly requestId: string;
  readonly leaverId: string;
  readonly name: string;
}

describe('a rolling restart of two replicas, while people talk and approve and runs go on', function () {
  this.timeout(150_000);
  let database: Database;
  let tenant: RunningTenant;
  let teams: FakeTeams;
  let front: Front;
  let environment: Readonly<Record<string, string>>;
  const running: SandboxProcess[] = [];
  const talkers: Client[] = [];

  before(async () => {
    const url = await freshPostgresUrl();
    database = await openDatabase({ url, dataDir: undefined });
    [tenant, teams, front] = await Promise.all([startTenant({}), startTeams(), startFront()]);
    addSeats(tenant.state);
    // Graph takes its time, so that there are runs under way at any moment.
    tenant.fault({ method: 'PATCH', path: '/users/', times: -1, answer: { delayMs: 700 } });
    tenant.fault({ method: 'POST', path: 'revokeSignInSessions', times: -1, answer: { delayMs: 700 } });
    environment = {
      DATABASE_URL: url,
      GRAPH_BASE_URL: tenant.url,
      DRAIN_SECONDS: '2',
      REQUESTS_PER_DAY: '1000',
      LOG_LEVEL: 'info',
    };
    running.push(await startReplica(), await startReplica());
  });
  after(async () => {
    for (const each of running) await each.kill('SIGTERM');
    await Promise.all([tenant.close(), teams.close(), front.close(), database.close()]);
  });

  async function startReplica(): Promise<SandboxProcess> {
    const replica = await startSandboxProcess(environment);
    front.add(replica.url);
    await front.ready(replica.url);
    return replica;
  }

  it('loses no message and no run, and does nothing twice', async () => {
    const state = { over: false };
    const load = Promise.all(Array.from({ length: lanes }, () => offboardUntil(() => state.over)));
    const ends: string[] = [];
    for (let n = 0; n < rounds * running.length; n += 1) ends.push(await restart(n % running.length));
    state.over = true;
    const made = (await load).flat();
    await checkAnswers(made);
    await checkRuns(made);
    const handedOver = ends.join('').match(/run handed over/g)?.length ?? 0;
    console.log(
      `rolling restart: ${made.length} requests, ${front.answers.length} activities, ${handedOver} runs handed over`,
    );
  });

  /** What the replica that ended had to say. */
  async function restart(index: number): Promise<string> {
    const old = running[index];
    assert.ok(old !== undefined);
    const told = Date.now();
    assert.equal(await old.kill('SIGTERM'), 0, old.output());
    assert.ok(Date.now() - told < 20_000, `${Date.now() - told} ms`);
    front.remove(old.url);
    running[index] = await startReplica();
    return old.output();
  }

  /** One lane: from the first message to the receipt, over and over. */
  async function offboardUntil(isOver: () => boolean): Promise<Made[]> {
    const [manager, approver] = [newcomer(), newcomer()];
    tenant.state.members[sandboxGroups.approvers]?.push(approver.id);
    await manager.client.arrive();
    await approver.client.arrive();
    const made: Made[] = [];
    while (!isOver()) made.push(await offboardOne(manager, approver.client));
    return made;
  }

  interface Talker {
    readonly id: string;
    readonly client: Client;
  }

  function newcomer(): Talker {
    const { id } = addLeaver(tenant.state);
    const displayName = tenant.state.users[id]?.displayName ?? '';
    const client = new Client({ botUrl: front.url, teams, person: { id, displayName }, tenantId: sandboxTenantId });
    talkers.push(client);
    return { id, client };
  }

  async function offboardOne(manager: Talker, approver: Client): Promise<Made> {
    const { id: leaverId } = addLeaver(tenant.state);
    tenant.state.managers[leaverId] = manager.id;
    const { displayName: name = '', mail = '' } = tenant.state.users[leaverId] ?? {};
    await manager.client.say(`offboard ${mail}`);
    await manager.client.press('keep');
    await manager.client.press('now');
    const requestId = requestIdOf(manager.client.card);
    await manager.client.press('confirm');
    const asked = await approver.seeCard(
      `${name} to approve`,
      (card) => verbs(card).includes('approve') && requestIdOf(card) === requestId,
      30_000,
    );
    await approver.press('approve', {}, asked);
    const isReceipt = (card: object) =>
      textAt({ ...card }, 'person-name') === name && textAt({ ...card }, 'headline') !== '';
    await manager.client.seeCard(`the receipt about ${name}`, isReceipt, 45_000);
    return { requestId, leaverId, name };
  }

  /** Every activity was answered, and everybody was told everything once. */
  async function checkAnswers(made: readonly Made[]): Promise<void> {
    assert.ok(made.length >= lanes * rounds, `${made.length} requests`);
    assert.deepEqual(
      front.answers.filter((status) => status !== 200 && status !== 202),
      [],
    );
    // The replicas may have a last sentence under way.
    for (const { name } of made) {
      const about = () => talkers.flatMap(({ sentences }) => sentences).filter((sentence) => sentence.includes(name));
      await teams.until(`both news of ${name}`, () => (about().length >= 2 ? true : undefined));
      assert.equal(about().length, 2, about().join('\n'));
    }
    const said = talkers.flatMap(({ sentences }) => sentences);
    assert.deepEqual(
      said.filter((sentence) => !made.some(({ name }) => sentence.includes(name))),
      [],
    );
  }

  async function checkRuns(made: readonly Made[]): Promise<void> {
    assert.equal((await verifyAudit(database.kysely)).fault, undefined);
    const rows = await database.kysely.selectFrom('request').select(['id', 'state', 'receipt', 'plan']).execute();
    assert.equal(rows.length, made.length);
    const audit = await auditRows(database);
    for (const { requestId, leaverId, name } of made) {
      const row = rows.find(({ id }) => id === requestId);
      assert.deepEqual([row?.state, row?.receipt?.headline], ['completed', 'done'], name);
      const about = audit.filter((each) => each.requestId === requestId);
      const count = (wanted: string) => about.filter(({ action }) => action === wanted).length;
      assert.deepEqual([count('approved'), count('run-ended')], [1, 1], name);
      const ended = about.filter(({ action }) => action === 'step-ended').map(({ details }) => details['step']);
      assert.deepEqual(ended, row?.plan.steps, name);
      assert.deepEqual(writesTo(leaverId), ['PATCH', 'POST'], name);
    }
  }

  /** The two writes that every plan has. */
  function writesTo(leaverId: string): string[] {
    const user = `/users/${leaverId}`;
    return tenant.calls
      .filter(({ method, path }) => (method === 'PATCH' && path === user) || path === `${user}/revokeSignInSessions`)
      .map(({ method }) => method);
  }
});
