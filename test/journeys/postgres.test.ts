import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import { openDatabase } from '../../src/storage/db.ts';
import { storeOn } from '../storage/samples.ts';
import { textAt, textOf, verbs } from '../support/card.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import {
  addReport,
  approveAndRun,
  askFor,
  becomes,
  newest,
  requestIdOf,
  shownIn,
  startCast,
  writes,
} from '../support/journey.ts';
import { startTeams, type FakeTeams } from '../support/teams.ts';
import { startWorld, type World } from '../support/world.ts';

const { leaver, manager: requester } = sandboxPeople;

/** The writes about people, without those about their devices. */
function writesToUsers(world: World) {
  return writes(world).filter(({ path }) => path.startsWith('/users/'));
}

describe('on PostgreSQL', function () {
  this.timeout(60_000);
  before(() => freshPostgresUrl());

  for (const path of ['keep', 'delete'] as const) {
    it(`${path}: from the first word to the receipt`, async () => {
      const cast = await startCast({
        database: await openDatabase({ url: await freshPostgresUrl(), dataDir: undefined }),
      });
      try {
        const receipt = await approveAndRun(cast, await askFor(cast, { path }));
        assert.match(textAt(receipt, 'headline'), /^Done\n/);
        assert.deepEqual(
          writesToUsers(cast.world).map(({ method }) => method),
          path === 'keep' ? ['PATCH', 'POST'] : ['PATCH', 'POST', 'DELETE'],
        );
        const { users, deletedUsers } = cast.world.tenant.state;
        assert.equal((users[leaver.id] ?? deletedUsers[leaver.id])?.accountEnabled, false);
        assert.equal(leaver.id in deletedUsers, path === 'delete');
      } finally {
        await cast.world.close();
      }
    });
  }
});

describe('two bots on one PostgreSQL', function () {
  this.timeout(60_000);
  let tenant: RunningTenant;
  let teams: FakeTeams;
  let url: string;
  let one: Awaited<ReturnType<typeof startCast>>;
  let other: Awaited<ReturnType<typeof startWorld>>;

  beforeEach(async () => {
    [tenant, teams, url] = await Promise.all([startTenant({}), startTeams(), freshPostgresUrl()]);
    const open = () => openDatabase({ url, dataDir: undefined });
    one = await startCast({ tenant, teams, database: await open() });
    other = await startWorld({ tenant, teams, database: await open() });
  });
  afterEach(async () => {
    await Promise.all([one.world.close(), other.close()]);
    await Promise.all([tenant.close(), teams.close()]);
  });

  it('a conversation may go on at the other bot with each turn', async () => {
    const elsewhere = other.client('manager');
    await one.manager.say('offboard Alex Wilber');
    await elsewhere.press('keep');
    await one.manager.press('now');
    const mine = newest(one.manager);
    await elsewhere.press('confirm', { reason: 'Contract ends' });
    await one.approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    const requestId = requestIdOf(shownIn(newest(one.approver)));
    const receipt = await approveAndRun(one, { requestId, mine, theirs: newest(one.approver) });
    assert.match(textAt(receipt, 'headline'), /^Done/);
  });

  for (const path of ['keep', 'delete'] as const) {
    it(`${path}: simultaneous approvals through both are one decision and one effect`, async () => {
      await one.world.client('secondApprover').arrive();
      const asked = await askFor(one, { path });
      const value = {
        action: { type: 'Action.Execute', verb: 'approve', data: { requestId: asked.requestId, version: 1 } },
      };
      const clicks = [one.world, other, one.world, other].flatMap((world) =>
        (['approver', 'secondApprover'] as const).map((name) => world.client(name).invoke(value)),
      );
      const answers = await Promise.all(clicks);
      for (const { status, card } of answers) {
        assert.equal(status, 200);
        assert.match(textOf(card), /Approved by/);
      }
      const receipt = await becomes(one, asked.mine, 'a receipt', (card) => textAt(card, 'headline') !== '');
      assert.match(textAt(receipt, 'headline'), /^Done/);
      assert.equal(writesToUsers(one.world).length, path === 'keep' ? 2 : 3);
      await checkAudit();
    });
  }

  it('simultaneous Confirms through both make one request', async () => {
    await one.manager.say('offboard Alex Wilber');
    await one.manager.press('keep');
    await one.manager.press('now');
    const plan = one.manager.card;
    const pressed = [one.manager.press('confirm', {}, plan), other.client('manager').press('confirm', {}, plan)];
    for (const { status, card } of await Promise.all(pressed)) {
      assert.equal(status, 200);
      assert.match(textOf(card), /Request 1: Alex Wilber/, 'neither is told that the other’s request is in the way');
    }
    await one.approver.seeCard('approval', (card) => verbs(card).includes('approve'));
    const database = await openDatabase({ url, dataDir: undefined });
    const requests = await storeOn(database).requests.byRequester(requester.id, 10);
    await database.close();
    assert.equal(requests.length, 1);
  });

  it('several leavers approved through both at once: each blocked once', async () => {
    // Nobody of them shares a group with another: who becomes its last owner is asked about again.
    const names = ['Ada', 'Ben', 'Cas', 'Dee', 'Eva', 'Fay'].map((name) => `${name} Together`);
    for (const displayName of names)
      addReport(one.world, { displayName, mail: `${displayName.slice(0, 3)}@contoso.example` });
    const asked = [];
    for (const who of names) asked.push(await askFor(one, { path: 'keep', who }));
    const approve = (requestId: string) => ({
      action: { type: 'Action.Execute', verb: 'approve', data: { requestId, version: 1 } },
    });
    await Promise.all(
      asked.flatMap(({ requestId }) => [
        one.approver.invoke(approve(requestId)),
        other.client('approver').invoke(approve(requestId)),
      ]),
    );
    for (const { mine } of asked) await becomes(one, mine, 'a receipt', (card) => textAt(card, 'headline') !== '');
    const blocked = writesToUsers(one.world).filter(({ method }) => method === 'PATCH');
    assert.equal(blocked.length, names.length);
    assert.equal(new Set(blocked.map(({ path }) => path)).size, names.length);
  });

  /** One approval and one outcome per step, in a chain that both bots wrote. */
  async function checkAudit(): Promise<void> {
    const database = await openDatabase({ url, dataDir: undefined });
    try {
      assert.equal((await verifyAudit(database.kysely)).fault, undefined);
      const rows = await database.kysely.selectFrom('audit').select('action').execute();
      const count = (action: string) => rows.filter((row) => row.action === action).length;
      assert.equal(count('approved'), 1);
      assert.equal(count('step-ended'), (await storeOn(database).requests.findByNumber(1))?.plan.steps.length);
      assert.equal(count('run-ended'), 1);
    } finally {
      await database.close();
    }
  }
});
