import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sandboxGroups } from '../../src/sandbox/people.ts';
import { askAs } from '../support/rightsAsking.ts';
import { inTheirRoles, leaver, players, startRightsWorld, type RightsWorld } from '../support/rightsCast.ts';
import { glance, newsOf, tenantWrites } from '../support/rightsProbe.ts';
import { makeRequest, type RightsRequest } from '../support/rightsRequests.ts';
import { asking, secondRequest, type Role, type Situation } from '../support/rightsTable.ts';

describe('who may ask to offboard somebody', () => {
  let rights: RightsWorld;
  let request: RightsRequest;

  before(async () => {
    rights = await startRightsWorld();
    request = await makeRequest(rights);
  });
  after(() => rights.close());

  for (const { role, cells } of asking) {
    const expected = Object.fromEntries(cells.map(({ act, word }) => [act, word]));
    it(`${role}: ${cells.map(({ act, word }) => `${act} ${word}`).join(', ')}`, async () => {
      assert.deepEqual(await ask('expired', role), expected);
    });
  }

  for (const [situation, word] of Object.entries(secondRequest) as [Situation, string][]) {
    it(`beside a request that is ${situation}: ${word}`, async () => {
      for (const role of ['requester', 'another manager', 'HR'] as const) {
        assert.equal((await ask(situation, role)).request, word, role);
      }
    });
  }

  it('a right that is lost before Confirm does not count any more', async () => {
    await request.put('expired');
    const hr = rights.client('HR');
    const news = await newsOf(rights, request, players.HR.person.id);
    await hr.say(`offboard ${leaver.displayName}`);
    await hr.press('keep');
    await hr.press('now');
    const { members } = rights.world.tenant.state;
    const before = members[sandboxGroups.hr] ?? [];
    members[sandboxGroups.hr] = before.filter((id) => id !== players.HR.person.id);
    const { requests } = await glance(rights, request);
    await hr.press('confirm');
    members[sandboxGroups.hr] = before;
    assert.equal((await glance(rights, request)).requests, requests);
    assert.deepEqual(
      (await news()).audited.map(({ action, rule }) => [action, rule]),
      [['request-refused', 'out-of-scope']],
    );
  });

  it('and nothing of it changes the tenant', () => {
    assert.deepEqual(tenantWrites(rights.world), []);
  });

  async function ask(situation: Situation, role: Role) {
    await request.put(situation);
    return inTheirRoles(rights, [role], () => askAs(rights, { request, role }));
  }
});
