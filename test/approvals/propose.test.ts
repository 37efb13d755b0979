import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { decide } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import { propose, type Proposal } from '../../src/approvals/propose.ts';
import { sandboxGroups, sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { addReports } from '../support/crowd.ts';
import { eachDatabase } from '../support/databases.ts';
import { clickOf } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, depsOf, proposalOf, proposeAs } from '../support/proposing.ts';
import { sentJobs, storeWithJobs } from '../support/sentJobs.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';
import type { TestClock } from '../support/world.ts';

const { leaver, manager, director, hr, outsider, vip } = sandboxPeople;
const [hour, day] = [3_600_000, 86_400_000];

eachDatabase('a confirmed plan becomes one request, however often and by however many it is asked', (open) => {
  let tenant: RunningTenant;
  let database: Database;
  let deps: Deps;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), open()]);
    deps = depsOf({ tenant, clock: stillClock() }, database);
  });
  afterEach(() => tenant.close());

  const ask = (over: Partial<Proposal> = {}) => propose(deps, proposalOf(deps, { leaverId: leaver.id, ...over }));

  it('the same Confirm, many times at once and once more, is one request for everybody', async () => {
    // Several rounds: which of the unique indexes the race meets first differs from one to the next.
    const reports = addReports(tenant.state, 16);
    for (const { id: leaverId } of reports) {
      const id = deps.ambient.newId();
      const results = await Promise.all(Array.from({ length: 8 }, () => ask({ id, leaverId })));
      results.push(await ask({ id, leaverId }));
      const kinds = results.map(({ kind }) => kind).sort();
      assert.deepEqual(kinds, [...Array.from({ length: 8 }, () => 'already-made'), 'made']);
    }
    assert.equal(await countRequests(database), reports.length);
  });

  it('two people for one leaver at once: one is made, the other is told its number', async () => {
    const results = await Promise.all([ask(), ask({ actor: actorOf(hr) }), ask({ actor: actorOf(director) })]);
    const kinds = results.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ['made', 'refused', 'refused']);
    const made = results.flatMap((result) => (result.kind === 'made' ? [result.request.number] : []));
    for (const result of results) {
      if (result.kind === 'refused')
        assert.deepEqual([result.finding.id, result.finding.values['number']], ['open-request', made[0]]);
    }
    assert.equal(await countRequests(database), 1);
  });
});

describe('a confirmed plan becomes a request', () => {
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let database: Database;
  let clock: TestClock;
  let deps: Deps;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), openShared(url)]);
    clock = stillClock();
    deps = { ...depsOf({ tenant, clock }, database), store: await storeWithJobs(database) };
  });
  afterEach(async () => {
    await database.close();
    await tenant.close();
  });

  const ask = (over: Partial<Proposal> = {}) => propose(deps, proposalOf(deps, { leaverId: leaver.id, ...over }));

  it('with what is decided on, its hash, the time of its first notice, and everything else in one transaction', async () => {
    const runAt = new Date(clock.now().getTime() + 30 * day);
    const request = await proposeAs(deps, { leaverId: leaver.id, runAt, reason: 'Contract ends' });
    assert.deepEqual([request.state, request.version, request.stateVersion], ['awaiting', 1, 1]);
    assert.deepEqual([request.leaver.managerId, request.leaver.managerName], [manager.id, manager.displayName]);
    assert.match(request.basisHash, /^[0-9a-f]{64}$/);
    assert.equal(request.nextNoticeAt?.getTime(), clock.now().getTime() + 24 * hour);
    const [row, ...more] = await auditRows(database);
    const details = { leaverId: leaver.id, path: 'keep', runAt: runAt.toISOString(), basis: request.basisHash };
    assert.deepEqual(
      [row, more],
      [{ action: 'request-made', actorId: manager.id, requestId: request.id, details }, []],
    );
    assert.deepEqual(await sentJobs(database), [{ kind: 'cards', requestId: request.id, at: null }]);
  });

  it('a time that has passed, and somebody who is gone: no request, and the audit says why', async () => {
    assert.equal((await ask({ runAt: new Date(clock.now().getTime() - 1) })).kind, 'time-passed');
    assert.equal((await ask({ runAt: clock.now() })).kind, 'time-passed');
    const leaverId = clock.newId();
    assert.equal((await ask({ leaverId })).kind, 'leaver-gone');
    assert.equal(await countRequests(database), 0);
    await checkRefused({ by: manager, leaverId, rules: ['leaver-gone'] });
  });

  const refused: readonly { what: string; by: SandboxPerson; leaverId: string; rule: string }[] = [
    { what: 'oneself', by: hr, leaverId: hr.id, rule: 'yourself' },
    { what: 'one’s own manager’s manager', by: leaver, leaverId: director.id, rule: 'your-own-manager' },
    { what: 'somebody else’s report', by: outsider, leaverId: leaver.id, rule: 'out-of-scope' },
    { what: 'a protected person', by: manager, leaverId: vip.id, rule: 'protected-person' },
  ];
  for (const { what, by, leaverId, rule } of refused) {
    it(`${what}: ${rule}, in one row of the audit`, async () => {
      const result = await ask({ leaverId, actor: actorOf(by) });
      assert.ok(result.kind === 'refused');
      assert.equal(result.finding.id, rule);
      assert.equal(await countRequests(database), 0);
      await checkRefused({ by, leaverId, rules: [rule] });
    });
  }

  it('too many in a day: counted by person, over the last 24 hours, and of no hindrance to an approval', async () => {
    const limited = { ...deps, policy: policyWith({ requestsPerDay: 2 }) };
    const [first, second, third] = addReports(tenant.state, 3).map(({ id }) => id);
    const askFor = (leaverId = '', actor = actorOf(manager)) => propose(limited, proposalOf(deps, { leaverId, actor }));
    assert.equal((await askFor(first)).kind, 'made');
    const made = await askFor(second);
    const result = await askFor(third);
    assert.deepEqual(result.kind === 'refused' && [result.finding.id, result.finding.values], [
      'too-many-requests',
      { limit: 2 },
    ]);
    assert.ok(made.kind === 'made');
    assert.equal((await decide(limited, clickOf(made.request))).kind, 'decided');
    clock.advance(day + 1);
    assert.equal((await askFor(third)).kind, 'made');
    assert.equal((await askFor(leaver.id, actorOf(hr))).kind, 'made');
  });

  it('the last approver can’t be offboarded, one of two can', async () => {
    tenant.state.members[sandboxGroups.approvers] = [leaver.id];
    const result = await ask();
    assert.equal(result.kind === 'refused' && result.finding.id, 'last-approver');
    tenant.state.members[sandboxGroups.approvers] = [leaver.id, sandboxGroups.onCall];
    assert.equal((await ask()).kind, 'made');
  });

  async function checkRefused({ by, leaverId, rules }: { by: SandboxPerson; leaverId: string; rules: string[] }) {
    assert.deepEqual(
      await auditRows(database),
      rules.map((rule) => ({
        action: 'request-refused',
        actorId: by.id,
        requestId: null,
        details: { leaverId, path: 'keep', rule },
      })),
    );
  }
});

async function countRequests({ kysely }: Database): Promise<number> {
  return (await kysely.selectFrom('request').select('id').execute()).length;
}
