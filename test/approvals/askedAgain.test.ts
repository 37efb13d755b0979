import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { decide, type Click } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { Change, OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { User } from '../../src/sandbox/tenant/state.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, depsOf, proposeAs } from '../support/proposing.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';
import type { TestClock } from '../support/world.ts';

const { leaver, manager, secondApprover, teamLead } = sandboxPeople;
const second = actorOf(secondApprover);
const day = 86_400_000;

type What = Change['what'];

const change =
  (changes: Partial<User>) =>
  ({ users }: TenantState) =>
    void Object.assign(users[leaver.id] ?? {}, changes);

const moved: readonly { readonly what: string; readonly by: (state: TenantState) => void; readonly told: What[] }[] = [
  { what: 'another title', by: change({ jobTitle: 'Head of Marketing' }), told: ['title'] },
  { what: 'another department', by: change({ department: 'Legal' }), told: ['department'] },
  { what: 'another name', by: change({ displayName: 'Alexandra Wilber' }), told: ['name'] },
  {
    what: 'another address',
    by: change({ mail: 'a@x.example', userPrincipalName: 'a@x.example' }),
    told: ['user-name', 'mail'],
  },
  {
    what: 'another manager, still in the requester’s line',
    by: ({ managers }) => void (managers[leaver.id] = teamLead.id),
    told: ['manager'],
  },
  {
    what: 'other licences',
    by: change({ assignedLicenses: [{ skuId: sandboxSkus.project, disabledPlans: [] }] }),
    told: ['licences'],
  },
  { what: 'an account that somebody blocked', by: change({ accountEnabled: false }), told: ['finding-new'] },
  { what: 'an account that became a guest’s', by: change({ userType: 'Guest' }), told: ['steps', 'finding-new'] },
  {
    what: 'people below, where there were none',
    by: ({ managers }) => void (managers[teamLead.id] = leaver.id),
    told: ['finding-new'],
  },
];

describe('an approver whose card no longer tells how it is', () => {
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let database: Database;
  let clock: TestClock;
  let deps: Deps;
  let asked: OffboardingRequest;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), openShared(url)]);
    clock = stillClock();
    deps = depsOf({ tenant, clock }, database, policyWith({ deleteApprovals: 2 }));
    asked = await proposeAs(deps, { leaverId: leaver.id, path: 'delete' });
  });
  afterEach(async () => {
    await tenant.close();
    await database.close();
  });

  const click = async (over: Partial<Click> = {}) => told(await decide(deps, clickOf(asked, over)));
  const stored = async () => (await deps.store.requests.find(asked.id)) ?? assert.fail();

  for (const { what, by, told: expected } of moved) {
    it(`${what}: asked again with what changed`, async () => {
      by(tenant.state);
      assert.equal(await click(), 'changed');
      const again = await stored();
      assert.deepEqual([again.state, again.version, again.stateVersion, again.decision], ['awaiting', 2, 2, null]);
      assert.deepEqual(again.approvals, []);
      const [event] = again.events;
      assert.deepEqual(
        [event?.kind, event?.by, event?.changes?.map((one) => one.what)],
        ['asked-again', null, expected],
      );
      const [row, ...more] = (await auditRows(database)).slice(1);
      assert.deepEqual(
        [row?.action, row?.details, more],
        ['asked-again', { version: 2, changed: expected.join(' '), basis: again.basisHash }, []],
      );
      assert.notEqual(again.basisHash, asked.basisHash);
    });
  }

  it('the card shows what is so now, and on it the question is answered', async () => {
    change({ jobTitle: 'Head of Marketing' })(tenant.state);
    await click();
    const again = await stored();
    assert.equal(again.leaver.jobTitle, 'Head of Marketing');
    assert.deepEqual(again.events[0]?.changes, [
      { what: 'title', from: asked.leaver.jobTitle, to: 'Head of Marketing' },
    ]);
    asked = again;
    assert.equal(await click(), 'approved-in-part');
    assert.equal(await click({ actor: second }), 'decided');
    assert.deepEqual(
      (await stored()).approvals.map(({ basisHash }) => basisHash),
      [again.basisHash, again.basisHash],
    );
  });

  it('an earlier approval was for something else and no longer counts', async () => {
    assert.equal(await click(), 'approved-in-part');
    change({ department: 'Legal' })(tenant.state);
    assert.equal(await click({ actor: second, version: 2 }), 'changed');
    assert.deepEqual((await stored()).approvals, []);
    asked = await stored();
    assert.equal(await click({ actor: second }), 'approved-in-part');
    assert.equal(await click(), 'decided');
  });

  it('a card from before is out of date: for an approval, a reject, and for who had approved', async () => {
    assert.equal(await click(), 'approved-in-part');
    change({ department: 'Legal' })(tenant.state);
    assert.equal(await click({ actor: second }), 'changed');
    const again = await stored();
    for (const over of [{}, { version: 2 }, { actor: second }, { verdict: 'rejected', comment: 'No' } as const]) {
      assert.equal(await click(over), 'out-of-date');
    }
    assert.deepEqual(await stored(), again);
  });

  it('a reject needs no second look: it is a reject', async () => {
    change({ department: 'Legal' })(tenant.state);
    assert.equal(await click({ verdict: 'rejected', comment: 'No' }), 'decided');
  });

  it('what blocks is said first, and nothing is asked again', async () => {
    change({ department: 'Legal', isManagementRestricted: true })(tenant.state);
    assert.equal(await click(), 'blocked restricted-unit');
    assert.deepEqual(await stored(), asked);
  });

  it('reminder and expiry begin again', async () => {
    clock.advance(6 * day);
    change({ department: 'Legal' })(tenant.state);
    await click();
    assert.equal((await stored()).nextNoticeAt?.getTime(), clock.now().getTime() + day);
  });

  it('how many licences the tenant uses, and a new colleague, are none of it', async () => {
    const { users, managers } = tenant.state;
    const id = crypto.randomUUID();
    users[id] = { ...(users[leaver.id] ?? assert.fail()), id };
    managers[id] = manager.id;
    assert.equal(await click(), 'approved-in-part');
  });

  it('a request of the first release, which kept no hash, is asked again only if something changed', async () => {
    await sql`update request set basis_hash = '', leaver = leaver || '{"managerId": null}'`.execute(database.kysely);
    assert.equal(await click(), 'approved-in-part');
    change({ department: 'Legal' })(tenant.state);
    assert.equal(await click({ actor: second }), 'changed');
    const again = await stored();
    assert.deepEqual(again.events.at(-1)?.changes, [{ what: 'department', from: 'Marketing', to: 'Legal' }]);
    assert.equal(again.leaver.managerId, manager.id);
  });
});
