import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { startFarewell, type Farewell } from '../../src/compose.ts';
import { readSandboxSettings } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { sandboxGroups, sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { part, textAt, verbs } from '../support/card.ts';
import { freshPglite } from '../support/databases.ts';
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

  it('is taken up at its next start', async () => {
    const database = await freshPglite();
    const cast = await startCast({ database: { ...database, close: () => Promise.resolve() }, tenant, teams });
    const mine = await approveForTomorrow(cast);
    await cast.world.close();
    assert.equal(tenant.state.users[sandboxPeople.leaver.id]?.accountEnabled, true);

    const clock = testClock();
    clock.advance(2 * 86_400_000);
    const settings = readSandboxSettings(
      { PORT: '0', GRAPH_BASE_URL: tenant.url },
      { BOT_TENANT_ID: sandboxTenantId, APPROVER_GROUP_ID: sandboxGroups.approvers },
    );
    later = await startFarewell({ settings, log: createLog('silent'), ambient: clock, database });
    const receipt = await becomes(cast, mine, 'a receipt', (card) => part(card, 'headline') !== undefined);
    assert.match(textAt(receipt, 'headline'), /^Done/);
    assert.equal(tenant.state.users[sandboxPeople.leaver.id]?.accountEnabled, false);
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
