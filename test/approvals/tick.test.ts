import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Deps } from '../../src/approvals/inspect.ts';
import { tick, type Tick, type TickResult } from '../../src/approvals/tick.ts';
import type { LeftoverId } from '../../src/offboarding/model.ts';
import { doneLeftovers, openLeftoversOf } from '../../src/offboarding/openLeftovers.ts';
import type { Transition } from '../../src/offboarding/ports/requests.ts';
import type { Receipt } from '../../src/offboarding/receipt.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { receipt } from '../storage/samples.ts';
import { auditRows } from '../support/auditRows.ts';
import { bringTo, checkRefused } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, depsOf, proposeAs } from '../support/proposing.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';
import type { TestClock } from '../support/world.ts';

const { leaver, manager, approver, secondApprover, outsider } = sandboxPeople;

const convert: LeftoverId = 'convert-mailbox';
const hold: LeftoverId = 'hold-mailbox';
const hide: LeftoverId = 'hide-from-lists';

interface Case {
  readonly what: string;
  readonly by: SandboxPerson;
  readonly meanwhile?: (state: TenantState) => void;
  readonly result: string;
}

const callers: readonly Case[] = [
  { what: 'an approver', by: approver, result: 'ticked' },
  { what: 'an approver who had no part in it', by: secondApprover, result: 'ticked' },
  { what: 'somebody else', by: outsider, result: 'not-allowed not-an-approver' },
  { what: 'the requester', by: manager, result: 'not-allowed not-an-approver' },
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
    what: 'an approver who has come to work below the leaver',
    by: secondApprover,
    meanwhile: ({ managers }) => void (managers[approver.id] = leaver.id),
    result: 'not-allowed below-the-leaver',
  },
];

const unfit: readonly RequestState[] = ['awaiting', 'approved', 'running', 'rejected', 'expired'];

const malformed: readonly (readonly string[])[] = [
  ['x'],
  [convert, 'x'],
  // Of other plans.
  ['lower-licences'],
  ['__proto__'],
  ['constructor'],
];

describe('what people do themselves is ticked off', () => {
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
    asked = await proposeAs(deps, { leaverId: leaver.id });
  });
  afterEach(async () => {
    await tenant.close();
    await database.close();
  });

  for (const { what, by, meanwhile, result } of callers) {
    it(`by ${what}: ${result}`, async () => {
      const ended = await end();
      meanwhile?.(tenant.state);
      const answer = await tick(deps, orderOf(ended, [convert], { actor: actorOf(by) }));
      assert.equal(told(answer), result);
      if (result !== 'ticked') return refused(ended, by, result.split(' ')[1] ?? '');
      const { id, displayName } = by;
      const event = { kind: 'leftover-done', at: clock.now(), by: { id, displayName }, leftover: convert } as const;
      const version = ended.version + 1;
      assert.deepEqual(await now(), { ...ended, version, events: [...ended.events, { ...event, version }] });
      const row = (await auditRows(database)).at(-1);
      assert.deepEqual(
        [row?.action, row?.actorId, row?.details],
        ['leftover-done', id, { leftover: convert, version }],
      );
    });
  }

  for (const state of unfit) {
    it(`not while it is ${state}`, async () => {
      const brought = await bringTo(deps, asked, state);
      assert.equal(told(await tick(deps, orderOf(brought, [convert]))), 'too-late');
      await refused(brought, approver, 'wrong-state');
    });
  }

  for (const done of malformed) {
    it(`an id that the plan doesn't have is refused as malformed, with all that came with it: ${done.join()}`, async () => {
      const ended = await end();
      assert.equal(told(await tick(deps, orderOf(ended, done))), 'malformed');
      await refused(ended, approver, 'malformed-card');
    });
  }

  it('a card that showed something else is out of date, and an id that is no request is none', async () => {
    const ended = await end();
    for (const version of [ended.version - 1, ended.version + 1]) {
      assert.equal(told(await tick(deps, orderOf({ id: ended.id, version }, [convert]))), 'out-of-date');
    }
    assert.equal(told(await tick(deps, orderOf({ ...ended, id: crypto.randomUUID() }, []))), 'no-such-request');
    assert.equal((await auditRows(database)).at(-1)?.details['rule'], 'no-such-request');
    assert.deepEqual(await now(), ended);
  });

  it('several at once are several events, each with its own row and version', async () => {
    const ended = await end();
    await tick(deps, orderOf(ended, [convert, hide]));
    const { version, events } = await now();
    assert.equal(version, ended.version + 2);
    assert.deepEqual(
      events.slice(-2).map(({ kind, leftover, version: made }) => [kind, leftover, made]),
      [
        ['leftover-done', convert, version - 1],
        ['leftover-done', hide, version],
      ],
    );
    assert.deepEqual(
      (await auditRows(database)).slice(-2).map(({ details }) => details['leftover']),
      [convert, hide],
    );
  });

  it('twice is as good as once, on the old card and on the new one', async () => {
    const ended = await end();
    await tick(deps, orderOf(ended, [convert]));
    const ticked = await now();
    for (const card of [ended, ticked]) {
      assert.equal(told(await tick(deps, orderOf(card, [convert]))), 'same-again');
      assert.deepEqual(await now(), ticked);
      assert.equal((await auditRows(database)).at(-1)?.details['rule'], 'same-again');
    }
  });

  it('a tick can be taken back, and is told of', async () => {
    const ended = await end();
    await tick(deps, orderOf(ended, [convert, hide]));
    assert.equal(told(await tick(deps, orderOf(await now(), [hide]))), 'ticked');
    const request = await now();
    assert.deepEqual([...doneLeftovers(request).keys()], [hide]);
    assert.equal(request.events.at(-1)?.kind, 'leftover-reopened');
    assert.equal((await auditRows(database)).at(-1)?.action, 'leftover-reopened');
  });

  it('two approvers who tick different things on cards of the same moment lose nothing', async () => {
    const ended = await end();
    await tick(deps, orderOf(ended, [convert]));
    // The second one's card shows nothing as done yet.
    assert.equal(told(await tick(deps, orderOf(ended, [hide], { actor: actorOf(secondApprover) }))), 'ticked');
    const request = await now();
    assert.deepEqual(
      [...doneLeftovers(request)].map(([id, { by }]) => [id, by?.id]),
      [
        [convert, approver.id],
        [hide, secondApprover.id],
      ],
    );
  });

  it('nor at the very same time, each with its own', async () => {
    const ended = await end();
    const all = ended.plan.leftovers.map(({ id }) => id);
    const by = (index: number) => actorOf(index % 2 === 0 ? approver : secondApprover);
    const answers = await Promise.all(all.map((id, index) => tick(deps, orderOf(ended, [id], { actor: by(index) }))));
    assert.deepEqual(new Set(answers.map(told)), new Set(['ticked']));
    assert.deepEqual([...doneLeftovers(await now()).keys()].sort(), [...all].sort());
    assert.equal((await auditRows(database)).filter(({ action }) => action === 'leftover-done').length, all.length);
    assert.deepEqual(await pending(), []);
  });

  it('what is untouched on a card of before stays as another approver left it', async () => {
    const ended = await end();
    await tick(deps, orderOf(ended, [convert]));
    const card = await now();
    await tick(deps, orderOf(card, [], { actor: actorOf(secondApprover) }));
    assert.equal(told(await tick(deps, orderOf(card, [convert, hide]))), 'ticked');
    assert.deepEqual([...doneLeftovers(await now()).keys()], [hide]);
  });

  it('what was taken back by an undo is history', async () => {
    const ended = await end();
    const event = { kind: 'undo-started', at: clock.now(), by: null } as const;
    const { id: requestId, version, state } = ended;
    await deps.store.requests.change({ requestId, version, from: [state], to: state, at: event.at, event });
    const taken = await now();
    assert.equal(told(await tick(deps, orderOf(taken, [convert]))), 'already-undone');
    await refused(taken, approver, 'already-undone');
  });

  it('where nothing was done nothing is left to do', async () => {
    const ended = await end({ receipt: { ...receipt, headline: 'nothing-changed', problems: 1 }, to: 'stopped' });
    assert.equal(told(await tick(deps, orderOf(ended, [convert]))), 'nothing-left');
    await refused(ended, approver, 'nothing-left');
  });

  it('the list of what is left to do counts along', async () => {
    const ended = await end();
    const all = ended.plan.leftovers.map(({ id }) => id);
    assert.deepEqual(await pending(), [[ended.number, all.length]]);
    await tick(deps, orderOf(ended, [convert, hold]));
    assert.deepEqual(await pending(), [[ended.number, all.length - 2]]);
    await tick(deps, orderOf(await now(), all));
    assert.deepEqual(await pending(), []);
    await tick(deps, orderOf(await now(), []));
    assert.deepEqual(await pending(), [[ended.number, all.length]]);
  });

  it('the fallback approver may once it was escalated to them', async () => {
    const fallback = { ...deps, policy: policyWith({}, { fallbackUserId: outsider.id }) };
    const ended = await end();
    const order = orderOf(ended, [convert], { actor: actorOf(outsider) });
    assert.equal(told(await tick(fallback, order)), 'not-allowed not-an-approver');
    await deps.store.requests.tell(ended.id, { kind: 'escalated', at: clock.now(), by: null });
    assert.equal(told(await tick(fallback, order)), 'ticked');
  });

  /** Brings it to its end, as a run would. */
  async function end(over: { receipt?: Receipt; to?: RequestState } = {}): Promise<OffboardingRequest> {
    const running = await bringTo(deps, asked, 'running');
    const { id: requestId, version } = running;
    const ended = { ...running, receipt: over.receipt ?? receipt };
    const transition: Transition = {
      ...{ requestId, version, from: ['running'], to: over.to ?? 'completed', at: clock.now() },
      ...{ receipt: ended.receipt, openLeftovers: openLeftoversOf(ended).length },
    };
    assert.notEqual(await deps.store.requests.change(transition), undefined);
    return now();
  }

  async function now(): Promise<OffboardingRequest> {
    return (await deps.store.requests.find(asked.id)) ?? assert.fail();
  }

  async function pending(): Promise<(readonly [number: number, left: number])[]> {
    const requests = await deps.store.requests.withOpenLeftovers(10);
    return requests.map((request) => [request.number, openLeftoversOf(request).length] as const);
  }

  async function refused(before: OffboardingRequest, by: SandboxPerson, rule: string): Promise<void> {
    await checkRefused({ ...deps, database }, before, { by, attempt: 'tick', rule });
  }
});

/** An approver's ticks on a card that shows this, but for what is given. */
function orderOf(
  { id, version }: Pick<OffboardingRequest, 'id' | 'version'>,
  done: readonly string[],
  over: Partial<Tick> = {},
): Tick {
  return { requestId: id, version, done, actor: actorOf(approver), ...over };
}

function told(result: TickResult): string {
  return result.kind === 'not-allowed' ? `${result.kind} ${result.why}` : result.kind;
}
