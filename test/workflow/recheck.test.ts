import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { withdraw } from '../../src/approvals/cancel.ts';
import { decide } from '../../src/approvals/decide.ts';
import { createLog } from '../../src/log.ts';
import type { Change, OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { User } from '../../src/sandbox/tenant/state.ts';
import type { RunDeps } from '../../src/workflow/deps.ts';
import { runRequest } from '../../src/workflow/run.ts';
import { claim } from '../storage/samples.ts';
import { auditRows } from '../support/auditRows.ts';
import { cancellationOf, clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { proposeAs } from '../support/proposing.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { sentJobs } from '../support/sentJobs.ts';
import { sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';
import type { TestClock } from '../support/world.ts';

const { leaver, teamLead, outsider } = sandboxPeople;
const log = createLog('silent');
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

const change =
  (changes: Partial<User>) =>
  ({ users }: TenantState) =>
    void Object.assign(users[leaver.id] ?? {}, changes);

const changed: readonly {
  readonly what: string;
  readonly by: (state: TenantState) => void;
  readonly changes: readonly Change['what'][];
}[] = [
  { what: 'another title', by: change({ jobTitle: 'Head of Marketing' }), changes: ['title'] },
  { what: 'another manager', by: ({ managers }) => void (managers[leaver.id] = teamLead.id), changes: ['manager'] },
  {
    what: 'other licences',
    by: change({ assignedLicenses: [{ skuId: sandboxSkus.project, disabledPlans: [] }] }),
    changes: ['licences'],
  },
  { what: 'a blocked account', by: change({ accountEnabled: false }), changes: ['finding-new'] },
];

const blocked: readonly {
  readonly what: string;
  readonly by: (state: TenantState) => void;
  readonly rule: string;
}[] = [
  {
    what: 'a protected person',
    by: ({ members }) => void members[sandboxGroups.protected]?.push(leaver.id),
    rule: 'protected-person',
  },
  { what: 'a restricted unit', by: change({ isManagementRestricted: true }), rule: 'restricted-unit' },
  {
    what: 'a requester who is no longer their manager',
    by: ({ managers }) => void (managers[leaver.id] = outsider.id),
    rule: 'out-of-scope',
  },
  {
    what: 'the only approver',
    by: ({ members }) => void (members[sandboxGroups.approvers] = [leaver.id]),
    rule: 'last-approver',
  },
  { what: 'somebody who is gone', by: ({ users }) => void delete users[leaver.id], rule: 'leaver-gone' },
];

describe('a run holds what was approved against how it is', function () {
  this.timeout(60_000);
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let clock: TestClock;
  let replicas: Replicas;
  let deps: RunDeps;
  let other: RunDeps;

  beforeEach(async () => {
    clock = stillClock();
    tenant = await startTenant({ now: clock.now });
    replicas = await startReplicas({ tenant, clock, policy: policyWith() }, await url());
    deps = { ...replicas.one, log };
    other = { ...replicas.other, log };
  });
  afterEach(async () => {
    await replicas.stop();
    await tenant.close();
  });

  for (const { what, by, changes } of changed) {
    it(`planned, and by then ${what}: the approvers are asked again, and after a fresh approval it runs`, async () => {
      const approved = await approveFor(day);
      by(tenant.state);
      clock.advance(day);
      await runRequest(deps, approved.id);
      const again = await checkAskedAgain(approved, changes);
      await runRequest(deps, approved.id);
      assert.deepEqual(await find(approved.id), again, 'a job that comes late does nothing');
      assert.equal(told(await decide(deps, clickOf({ id: approved.id, version: 1 }))), 'out-of-date');
      assert.equal(told(await decide(deps, clickOf(again))), 'decided');
      await runRequest(deps, approved.id);
      const done = await find(approved.id);
      assert.deepEqual([done.state, done.startedAt, done.approvals.length], ['completed', clock.now(), 1]);
      assert.equal(tenant.state.users[leaver.id]?.accountEnabled, false);
    });
  }

  for (const { what, by, rule } of blocked) {
    it(`planned, and by then ${what}: it stops, and nothing was done`, async () => {
      const approved = await approveFor(day);
      by(tenant.state);
      clock.advance(day);
      await runRequest(deps, approved.id);
      const stopped = await find(approved.id);
      assert.deepEqual([stopped.state, stopped.receipt?.stoppedBy], ['stopped', rule]);
      assert.equal(stopped.receipt?.headline, 'nothing-changed');
      assert.deepEqual(stopped.events.at(-1), { kind: 'ended', at: clock.now(), by: null });
      assert.deepEqual(writes(), []);
      const row = (await auditRows(replicas.database)).at(-1);
      assert.deepEqual([row?.action, row?.details['stoppedBy']], ['run-ended', rule]);
      assert.deepEqual((await sentJobs(replicas.database)).at(-1)?.kind, 'cards', 'both sides are told');
    });
  }

  it('planned, with nothing changed: it runs', async () => {
    const { id } = await approveFor(day);
    clock.advance(day);
    await runRequest(deps, id);
    assert.equal((await find(id)).state, 'completed');
    assert.equal(writes().length, 2);
  });

  it('planned, and up to an hour late: it runs; later than that: the approvers are asked again', async () => {
    const inTime = await approveFor(day);
    clock.advance(day + hour);
    await runRequest(deps, inTime.id);
    assert.equal((await find(inTime.id)).state, 'completed');
    change({ accountEnabled: true })(tenant.state);
    const late = await approveFor(day);
    clock.advance(day + hour + 1);
    await runRequest(deps, late.id);
    const again = await find(late.id);
    assert.deepEqual(
      [again.state, again.events.at(-1)?.changes],
      ['awaiting', [{ what: 'late', plannedAt: late.runAt?.toISOString() }]],
    );
    assert.equal(told(await decide(deps, clickOf(again))), 'decided');
    await runRequest(deps, late.id);
    assert.equal((await find(late.id)).state, 'completed');
  });

  it('planned for within the minute of its approval: it looks all the same', async () => {
    const approved = await approveFor(30 * second);
    change({ jobTitle: 'Head of Marketing' })(tenant.state);
    clock.advance(30 * second);
    await runRequest(deps, approved.id);
    await checkAskedAgain(approved, ['title']);
  });

  it('at once after its approval: what that saw is fresh enough, and block and revoke go out without another read', async () => {
    const { id } = await approveFor(null);
    const before = tenant.calls.length;
    await runRequest(deps, id);
    assert.deepEqual(
      tenant.calls.slice(before, before + 2).map(({ method, path }) => [method, path.split('/').at(-1)]),
      [
        ['PATCH', leaver.id],
        ['POST', 'revokeSignInSessions'],
      ],
    );
  });

  it('approved for at once, but a minute late: it looks', async () => {
    const approved = await approveFor(null);
    change({ jobTitle: 'Head of Marketing' })(tenant.state);
    clock.advance(minute);
    await runRequest(deps, approved.id);
    await checkAskedAgain(approved, ['title']);
  });

  it('a run that had begun goes on to its end, whatever has changed', async () => {
    const { id } = await approveFor(day);
    clock.advance(day);
    const { requests, journal } = deps.store;
    await requests.claimRun(id, claim('of a dead process', clock.now()));
    const snapshot = { accountEnabled: true };
    const at = clock.now();
    const step = { requestId: id, position: 0, stepId: 'block-sign-in', snapshot, clientRequestId: 'c', at } as const;
    await journal.start(step, 'of a dead process');
    change({ jobTitle: 'Head of Marketing' })(tenant.state);
    clock.advance(minute);
    await runRequest(deps, id);
    assert.equal((await find(id)).state, 'completed');
  });

  it('two replicas that come to it at once ask once', async () => {
    const approved = await approveFor(day);
    change({ jobTitle: 'Head of Marketing' })(tenant.state);
    clock.advance(day);
    await Promise.all([deps, other, deps, other].map((each) => runRequest(each, approved.id)));
    await checkAskedAgain(approved, ['title']);
  });

  it('of a withdrawal and the start of the run one wins', async () => {
    for (let round = 0; round < 4; round += 1) {
      const approved = await approveFor(day);
      clock.advance(day);
      const both = [() => runRequest(deps, approved.id), () => withdraw(other, cancellationOf(approved))] as const;
      const [, result] = round % 2 === 0 ? await Promise.all([both[0](), both[1]()]) : await inTurn(both);
      const { state } = await find(approved.id);
      assert.equal(told(result), state === 'cancelled' ? 'cancelled' : 'too-late');
      assert.equal(writes().length, state === 'cancelled' ? 0 : 2, state);
      tenant.calls.length = 0;
      change({ accountEnabled: true })(tenant.state);
    }
  });

  async function inTurn<First, Second>([first, second]: readonly [() => Promise<First>, () => Promise<Second>]) {
    const then = second();
    return Promise.all([first(), then]);
  }

  /** Asked for to run then, or at once, and approved. */
  async function approveFor(inMs: number | null): Promise<OffboardingRequest> {
    const runAt = inMs === null ? null : new Date(clock.now().getTime() + inMs);
    const asked = await proposeAs(deps, { leaverId: leaver.id, runAt });
    const result = await decide(deps, clickOf(asked));
    assert.ok(result.kind === 'decided', result.kind);
    return result.request;
  }

  async function find(id: string): Promise<OffboardingRequest> {
    return (await deps.store.requests.find(id)) ?? assert.fail();
  }

  /** Back with the approvers, with what changed; nothing was begun, nobody holds it, one row tells. */
  async function checkAskedAgain(
    before: OffboardingRequest,
    changes: readonly Change['what'][],
  ): Promise<OffboardingRequest> {
    const again = await find(before.id);
    const { state, decision, approvals, startedAt, events, nextNoticeAt } = again;
    assert.deepEqual(
      { state, decision, approvals, startedAt },
      { state: 'awaiting', decision: null, approvals: [], startedAt: null },
    );
    assert.equal(again.stateVersion, again.version);
    const { kind, changes: known } = events.at(-1) ?? assert.fail();
    assert.deepEqual([kind, known?.map(({ what }) => what)], ['asked-again', changes]);
    assert.equal(nextNoticeAt?.getTime(), clock.now().getTime() + day);
    assert.deepEqual(writes(), []);
    assert.deepEqual(await deps.store.journal.entries(before.id), []);
    const { kysely } = replicas.database;
    const claims = await kysely.selectFrom('request').select(['claim_token', 'claimed_until']).execute();
    assert.deepEqual(claims, [{ claim_token: null, claimed_until: null }]);
    assert.deepEqual(await deps.store.requests.unclaimedDue(new Date(clock.now().getTime() + day), 10), []);
    const actions = (await auditRows(replicas.database)).map(({ action }) => action);
    assert.deepEqual(actions, ['request-made', 'approved', 'run-started', 'asked-again']);
    return again;
  }

  /** What was sent to change something. */
  function writes(): string[] {
    return tenant.calls
      .filter(({ method, path }) => method === 'PATCH' || method === 'DELETE' || path.includes('revokeSignInSessions'))
      .map(({ method, path }) => `${method} ${path}`);
  }
});
