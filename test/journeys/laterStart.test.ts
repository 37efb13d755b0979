import assert from 'node:assert/strict';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFarewell, type Farewell } from '../../src/compose.ts';
import { readSandboxSettings } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { sandboxGroups, sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { freshPostgres } from '../support/databases.ts';
import { becomes, newest, shownIn, startCast, type Cast } from '../support/journey.ts';
import { startTeams, type FakeTeams } from '../support/teams.ts';
import { testClock } from '../support/world.ts';

describe('a time that comes while Farewell is down', () => {
  let tenant: RunningTenant;
  let teams: FakeTeams;
  let later: Farewell | undefined;

  beforeEach(async () => {
    [tenant, teams] = await Promise.all([startTenant({}), startTeams()]);
  });
  afterEach(async () => {
    await later?.stop();
    await Promise.all([tenant.close(), teams.close()]);
  });

  /** Approves a run for noon tomorrow, stops, and starts again so long after that noon. */
  async function startAgain(afterNoonMs: number) {
    const database = await freshPostgres();
    const cast = await startCast({ database: { ...database, close: () => Promise.resolve() }, tenant, teams });
    const mine = await approveForTomorrow(cast);
    await cast.world.close();
    assert.equal(tenant.state.users[sandboxPeople.leaver.id]?.accountEnabled, true);
    const clock = testClock();
    const noon = DateTime.fromJSDate(clock.now(), { zone: 'Europe/Amsterdam' })
      .plus({ days: 1 })
      .set({ hour: 12, minute: 0 });
    clock.advance(noon.toMillis() + afterNoonMs - clock.now().getTime());
    const settings = readSandboxSettings(
      { PORT: '0', GRAPH_BASE_URL: tenant.url },
      { BOT_TENANT_ID: sandboxTenantId, APPROVER_GROUP_ID: sandboxGroups.approvers },
    );
    later = await startFarewell({ settings, log: createLog('silent'), ambient: clock, database });
    return { cast, mine };
  }

  it('is taken up at the next start when that is less than an hour late', async () => {
    const { cast, mine } = await startAgain(59 * 60_000);
    const receipt = await becomes(cast, mine, 'a receipt', (card) => part(card, 'headline') !== undefined);
    assert.match(textAt(receipt, 'headline'), /^Done/);
    assert.equal(tenant.state.users[sandboxPeople.leaver.id]?.accountEnabled, false);
  });

  it('is asked of the approvers again when it is later than that, and nothing is done before', async () => {
    const { cast, mine } = await startAgain(61 * 60_000);
    const card = await becomes(cast, mine, 'asked again', (each) => part(each, 'changes') !== undefined);
    assert.match(textAt(card, 'changes'), /could not run at its time/);
    await cast.approver.seeCard(
      'asked again',
      (each) => part(each, 'changes') !== undefined && verbs(each).includes('approve'),
    );
    assert.equal(tenant.state.users[sandboxPeople.leaver.id]?.accountEnabled, true);
  });
});

async function approveForTomorrow(cast: Cast) {
  const { manager, approver } = cast;
  await manager.say('offboard Alex Wilber');
  await manager.press('keep');
  await manager.say('tomorrow at 12:00');
  const mine = newest(manager);
  await manager.press('confirm');
  await approver.seeCard('approval', (card) => verbs(card).includes('approve'));
  await approver.press('approve', {}, shownIn(newest(approver)));
  await becomes(cast, mine, 'approved', (card) => /Approved by/.test(textAt(card, 'state')));
  return mine;
}
