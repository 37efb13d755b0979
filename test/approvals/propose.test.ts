import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'mocha';
import { propose, type Proposal } from '../../src/approvals/propose.ts';
import { sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { eachDatabase } from '../support/databases.ts';
import { addReport } from '../support/journey.ts';
import { depsOf } from '../support/proposing.ts';
import { testClock } from '../support/world.ts';

const { leaver, manager } = sandboxPeople;
const clock = testClock();

eachDatabase('a confirmed plan becomes a request', (open) => {
  let tenant: RunningTenant;
  let database: Database;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), open()]);
  });
  afterEach(() => tenant.close());

  const ask = (over: Partial<Proposal> = {}) => propose(depsOf({ tenant, clock }, database), proposal(over));
  const countRequests = async () => (await database.kysely.selectFrom('request').select('id').execute()).length;

  it('the same Confirm, many times at once and once more, is one request for everybody', async () => {
    // Several rounds: which of the unique indexes the race meets first differs from one to the next.
    const rounds = 16;
    for (let round = 0; round < rounds; round += 1) {
      const { id: leaverId } = addReport({ tenant }, { displayName: `Report ${round}` });
      const id = clock.newId();
      const results = await Promise.all(Array.from({ length: 8 }, () => ask({ id, leaverId })));
      results.push(await ask({ id, leaverId }));
      const kinds = results.map(({ kind }) => kind).sort();
      assert.deepEqual(kinds, [...Array.from({ length: 8 }, () => 'already-made'), 'made']);
    }
    assert.equal(await countRequests(), rounds);
  });

  it('two different requests for one leaver at once: one is made, the other is told its number', async () => {
    const results = await Promise.all([ask(), ask(), ask()]);
    const kinds = results.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ['made', 'refused', 'refused']);
    const made = results.flatMap((result) => (result.kind === 'made' ? [result.request.number] : []));
    for (const result of results) {
      if (result.kind === 'refused')
        assert.deepEqual([result.finding.id, result.finding.values['number']], ['open-request', made[0]]);
    }
    assert.equal(await countRequests(), 1);
  });

  it('a time that has passed, and somebody who is gone', async () => {
    assert.equal((await ask({ runAt: new Date(clock.now().getTime() - 1) })).kind, 'time-passed');
    assert.equal((await ask({ leaverId: clock.newId() })).kind, 'leaver-gone');
    assert.equal(await countRequests(), 0);
  });
});

function proposal(over: Partial<Proposal>): Proposal {
  return {
    id: clock.newId(),
    actor: { id: manager.id, displayName: manager.displayName, tenantId: sandboxTenantId },
    leaverId: leaver.id,
    path: 'keep',
    reason: '',
    runAt: null,
    timeZone: 'Europe/Amsterdam',
    card: { activityId: 'a', conversationId: 'c' },
    ...over,
  };
}
