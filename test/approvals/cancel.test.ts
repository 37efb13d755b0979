import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { callOff, withdraw } from '../../src/approvals/cancel.ts';
import { decide } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { bringTo, cancellationOf, checkRefused, clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, depsOf, proposeAs } from '../support/proposing.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';
import type { TestClock } from '../support/world.ts';

const { leaver, manager, approver, secondApprover, outsider, hr } = sandboxPeople;
const day = 86_400_000;

type Cancel = typeof withdraw;

interface Case {
  readonly what: string;
  readonly by: SandboxPerson;
  readonly meanwhile?: (state: TenantState) => void;
  readonly result: string;
}

const callers: readonly Case[] = [
  { what: 'an approver', by: secondApprover, result: 'cancelled' },
  { what: 'who approved it', by: approver, result: 'cancelled' },
  { what: 'somebody else', by: outsider, result: 'not-allowed not-an-approver' },
  { what: 'the requester, who withdraws instead', by: manager, result: 'not-allowed not-an-approver' },
  {
    what: 'an approver who no longer is one',
    by: approver,
    meanwhile: ({ members }) => void (members[sandboxGroups.approvers] = []),
    result: 'not-allowed not-an-approver',
  },
  {
    what: 'the requester, who has become an approver',
    by: manager,
    meanwhile: ({ members }) => void members[sandboxGroups.onCall]?.push(manager.id),
    result: 'not-allowed own-request',
  },
  {
    what: 'the leaver, who has become an approver',
    by: leaver,
    meanwhile: ({ members }) => void members[sandboxGroups.approvers]?.push(leaver.id),
    result: 'not-allowed about-yourself',
  },
  {
    what: 'an approver who has come to work below the leaver',
    by: secondApprover,
    meanwhile: ({ managers }) => void (managers[approver.id] = leaver.id),
    result: 'not-allowed below-the-leaver',
  },
];

interface StateCase {
  readonly state: RequestState;
  readonly withdrawn: string;
  readonly calledOff: string;
}

const states: readonly StateCase[] = [
  { state: 'awaiting', withdrawn: 'cancelled', calledOff: 'too-late' },
  { state: 'approved', withdrawn: 'cancelled', calledOff: 'cancelled' },
  { state: 'running', withdrawn: 'too-late', calledOff: 'too-late' },
  { state: 'completed', withdrawn: 'too-late', calledOff: 'too-late' },
  { state: 'rejected', withdrawn: 'too-late', calledOff: 'too-late' },
  { state: 'expired', withdrawn: 'too-late', calledOff: 'too-late' },
];

describe('a request that somebody takes back', () => {
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let database: Database;
  let clock: TestClock;
  let deps: Deps;
  let asked: OffboardingRequest;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), openShared(url)]);
    clock = stillClock();
    deps = depsOf({ tenant, clock }, database);
    asked = await proposeAs(deps, { leaverId: leaver.id, runAt: new Date(clock.now().getTime() + day) });
  });
  afterEach(async () => {
    await tenant.close();
    await database.close();
  });

  for (const { what, by, meanwhile, result } of callers) {
    it(`a scheduled run, called off by ${what}: ${result}`, async () => {
      const approved = await bringTo(deps, asked, 'approved');
      meanwhile?.(tenant.state);
      const attempt = cancellationOf(approved, { actor: actorOf(by), comment: ' Not yet ' });
      const answer = await callOff(deps, attempt);
      assert.equal(told(answer), result);
      if (result === 'cancelled') return checkCancelled(approved, { by, as: 'call-off' });
      await checkRefused({ ...deps, database }, approved, {
        by,
        attempt: 'call-off',
        rule: result.split(' ')[1] ?? '',
      });
    });
  }

  for (const { state, withdrawn, calledOff } of states) {
    it(`while it is ${state}: a withdrawal is ${withdrawn}, a call-off ${calledOff}`, async () => {
      for (const [cancel, by, result] of [
        [callOff, approver, calledOff],
        [withdraw, manager, withdrawn],
      ] as const) {
        const before = await bringTo(deps, asked, state);
        const answer = await cancel(deps, cancellationOf(before, { actor: actorOf(by) }));
        assert.equal(told(answer), result);
        const attempt = cancel === callOff ? 'call-off' : 'withdraw';
        if (result === 'cancelled') await checkCancelled(before, { by, as: attempt });
        else await checkRefused({ ...deps, database }, before, { by, attempt, rule: 'wrong-state' });
        await close();
      }
    });
  }

  it('only the requester may withdraw, not HR and not the approvers', async () => {
    for (const by of [approver, hr, leaver]) {
      assert.equal(told(await withdraw(deps, cancellationOf(asked, { actor: actorOf(by) }))), 'not-allowed not-yours');
      await checkRefused({ ...deps, database }, asked, { by, attempt: 'withdraw', rule: 'not-yours' });
    }
  });

  it('the same again is a quiet no-op, for whoever did it alone', async () => {
    const approved = await bringTo(deps, asked, 'approved');
    await callOff(deps, cancellationOf(approved, { actor: actorOf(approver) }));
    const cancelled = await deps.store.requests.find(asked.id);
    const again = (by: SandboxPerson, cancel: Cancel) => cancel(deps, cancellationOf(approved, { actor: actorOf(by) }));
    assert.equal(told(await again(approver, callOff)), 'same-again');
    assert.equal(told(await again(secondApprover, callOff)), 'too-late');
    assert.equal(told(await again(manager, withdraw)), 'too-late');
    assert.equal(told(await decide(deps, clickOf(asked))), 'too-late');
    assert.deepEqual(await deps.store.requests.find(asked.id), cancelled);
  });

  it('a card that showed something else is out of date, and an id that is no request is none', async () => {
    const approved = await bringTo(deps, asked, 'approved');
    const withdrawal = (version: number) => withdraw(deps, cancellationOf({ id: asked.id, version }));
    assert.equal(told(await withdrawal(1)), 'out-of-date');
    await checkRefused({ ...deps, database }, approved, { by: manager, attempt: 'withdraw', rule: 'out-of-date' });
    assert.equal(told(await withdrawal(3)), 'out-of-date');
    const forged = cancellationOf({ ...approved, id: crypto.randomUUID() });
    for (const cancel of [withdraw, callOff]) assert.equal(told(await cancel(deps, forged)), 'no-such-request');
    assert.equal((await auditRows(database)).at(-1)?.details['rule'], 'no-such-request');
    assert.equal(told(await withdrawal(2)), 'cancelled');
  });

  it('the fallback approver can call off what was escalated to them', async () => {
    const policy = policyWith({}, { fallbackUserId: outsider.id });
    const approved = await bringTo(deps, asked, 'approved');
    const call = () => callOff({ ...deps, policy }, cancellationOf(approved, { actor: actorOf(outsider) }));
    assert.equal(told(await call()), 'not-allowed not-an-approver');
    const event = { kind: 'escalated', at: clock.now(), by: null } as const;
    const same = { requestId: asked.id, from: ['approved'], to: 'approved', at: clock.now() } as const;
    await deps.store.requests.change({ ...same, version: approved.version, event });
    assert.equal(told(await call()), 'cancelled');
  });

  it('the leaver can be asked for again at once', async () => {
    await withdraw(deps, cancellationOf(asked));
    assert.equal((await proposeAs(deps, { leaverId: leaver.id })).number, 2);
  });

  /** Whatever it is, it is out of the way, and asked anew. */
  async function close(): Promise<void> {
    await database.kysely.updateTable('request').set({ state: 'cancelled' }).where('id', '=', asked.id).execute();
    asked = await proposeAs(deps, { leaverId: leaver.id, runAt: asked.runAt });
  }

  async function checkCancelled(
    before: OffboardingRequest,
    { by, as }: { by: SandboxPerson; as: string },
  ): Promise<void> {
    const { id, displayName } = by;
    const stored = await deps.store.requests.find(before.id);
    const version = before.version + 1;
    assert.deepEqual([stored?.state, stored?.version, stored?.nextNoticeAt], ['cancelled', version, null]);
    assert.deepEqual([stored?.decision?.verdict, stored?.decision?.by], ['cancelled', { id, displayName }]);
    assert.deepEqual(stored?.events.at(-1), { kind: 'cancelled', at: clock.now(), by: { id, displayName } });
    assert.deepEqual(stored?.approvals, before.approvals, 'who had approved is still known');
    const row = (await auditRows(database)).at(-1);
    assert.deepEqual([row?.action, row?.actorId, row?.details], ['cancelled', id, { version, by: as }]);
  }
});
