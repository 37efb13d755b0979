import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { decide } from '../../src/approvals/decide.ts';
import { attendWaiting } from '../../src/approvals/wait.ts';
import type { NoticeKind } from '../../src/policy/waiting.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import { newRequest } from '../storage/samples.ts';
import { auditRows } from '../support/auditRows.ts';
import { clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, proposeAs } from '../support/proposing.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { sentJobs } from '../support/sentJobs.ts';
import { sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';
import type { TestClock } from '../support/world.ts';

const { leaver, outsider } = sandboxPeople;
const hour = 3_600_000;
const notices: readonly string[] = ['reminded', 'escalated', 'overdue', 'expired'] satisfies NoticeKind[];

describe('requests that wait, attended by two replicas at once', function () {
  this.timeout(60_000);
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let clock: TestClock;
  let replicas: Replicas;

  before(async () => {
    tenant = await startTenant({});
  });
  after(() => tenant.close());
  beforeEach(async () => {
    clock = stillClock();
    replicas = await startReplicas(
      { tenant, clock, policy: policyWith({}, { fallbackUserId: outsider.id }) },
      await url(),
    );
  });
  afterEach(() => replicas.stop());

  const ask = (runAt: Date | null = null) => proposeAs(replicas.one, { leaverId: leaver.id, runAt });
  const find = async ({ id }: OffboardingRequest) => (await replicas.one.store.requests.find(id)) ?? assert.fail();
  const inHours = (hours: number) => new Date(clock.now().getTime() + hours * hour);

  /** Both replicas look, each twice at once; answers how many notices were given. */
  async function look(): Promise<number> {
    const { one, other } = replicas;
    const given = await Promise.all([one, other, one, other].map((deps) => attendWaiting(deps)));
    return given.reduce((sum, count) => sum + count, 0);
  }

  it('each notice is given once, at its time, also over a restart, and leaves one row and one change of cards', async () => {
    const request = await ask(inHours(30));
    const given: string[] = [];
    for (const [hours, kind] of [
      [24, 'reminded'],
      [6, 'overdue'],
      [18, 'escalated'],
      [120, 'expired'],
    ] as const) {
      clock.advance(hours * hour - 1);
      assert.equal(await look(), 0, `a millisecond before: ${kind}`);
      clock.advance(1);
      assert.equal(await look(), 1, kind);
      assert.equal(await look(), 0, `and not again: ${kind}`);
      replicas = await replicas.restart();
      assert.equal(await look(), 0, `nor after a restart: ${kind}`);
      given.push(kind);
      assert.deepEqual(
        (await find(request)).events.map((event) => [event.kind, event.by]),
        given.map((each) => [each, null]),
      );
    }
    await checkTraces(request, given);
  });

  it('an expired request is over: nothing runs, no click counts, and the leaver can be asked for again', async () => {
    const request = await ask();
    clock.advance(168 * hour);
    assert.equal(await look(), 1);
    const expired = await find(request);
    assert.deepEqual([expired.state, expired.decision, expired.nextNoticeAt], ['expired', null, null]);
    assert.equal(told(await decide(replicas.one, clickOf(request))), 'too-late');
    clock.advance(1000 * hour);
    assert.equal(await look(), 0);
    assert.equal((await ask()).number, 2);
    assert.deepEqual(await runs(), []);
  });

  it('after a standstill the fallback approver is asked, though a planned time passed meanwhile too', async () => {
    const request = await ask(inHours(50));
    clock.advance(51 * hour);
    assert.equal((await look()) + (await look()) + (await look()), 2);
    assert.deepEqual(
      (await find(request)).events.map(({ kind }) => kind),
      ['escalated', 'overdue'],
    );
  });

  it('the fallback approver decides once it was escalated, on a card from before it', async () => {
    const request = await ask();
    const click = clickOf(request, { actor: actorOf(outsider) });
    assert.equal(told(await decide(replicas.one, click)), 'not-allowed not-an-approver');
    clock.advance(48 * hour);
    assert.equal(await look(), 1);
    assert.equal(told(await decide(replicas.other, click)), 'decided');
    clock.advance(1000 * hour);
    assert.equal(await look(), 0, 'who has decided is not reminded');
  });

  it('many that are due at once: each is told once', async () => {
    const { requests } = replicas.one.store;
    const made = Array.from({ length: 30 }, () => newRequest({ createdAt: clock.now(), nextNoticeAt: inHours(24) }));
    for (const each of made) await requests.create(each);
    clock.advance(24 * hour);
    assert.equal(await look(), made.length);
    for (const { id } of made) {
      const { events, version } = (await requests.find(id)) ?? assert.fail();
      assert.deepEqual([events.map(({ kind }) => kind), version], [['reminded'], 2]);
    }
    assert.equal((await sentJobs(replicas.database)).length, made.length);
  });

  it('of an approval and the expiry at the same moment one wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const request = await ask();
      clock.advance(168 * hour);
      const [given, , result] = await Promise.all([
        attendWaiting(replicas.one),
        attendWaiting(replicas.other),
        decide(replicas.one, clickOf(request)),
        attendWaiting(replicas.other),
      ]);
      const { state, events, version, decision } = await find(request);
      assert.ok(given <= 1);
      assert.deepEqual([events.map(({ kind }) => kind), version], [[state], 2]);
      assert.equal(told(result), state === 'approved' ? 'decided' : 'too-late');
      assert.equal(decision !== null, state === 'approved');
      await replicas.one.store.requests.change({
        ...{ requestId: request.id, version: 2, from: ['approved'], to: 'cancelled', at: clock.now() },
      });
    }
  });

  it('a later time in the settings holds for what already waits, and nothing is told before it', async () => {
    const request = await ask();
    const policy = policyWith({}, { remindAfterHours: 72 });
    clock.advance(24 * hour);
    assert.equal(await attendWaiting({ ...replicas.one, policy }), 0);
    const waiting = await find(request);
    assert.deepEqual([waiting.events, waiting.nextNoticeAt], [[], inHours(48)]);
    assert.equal((await auditRows(replicas.database)).length, 1, 'only that it was made');
    assert.equal(told(await decide(replicas.one, clickOf(request))), 'decided', 'the card is as good as before');
  });

  async function runs() {
    return (await sentJobs(replicas.database)).filter(({ kind }) => kind === 'run');
  }

  /** One row by Farewell itself and one change of the cards for each notice. */
  async function checkTraces({ id }: OffboardingRequest, given: readonly string[]): Promise<void> {
    const rows = (await auditRows(replicas.database)).filter(({ action }) => notices.includes(action));
    assert.deepEqual(
      rows.map(({ action, actorId, requestId }) => [action, actorId, requestId]),
      given.map((kind) => [kind, null, id]),
    );
    const cards = (await sentJobs(replicas.database)).filter(({ kind }) => kind === 'cards');
    assert.equal(cards.length, given.length + 1, 'and one for the request itself');
    assert.equal((await verifyAudit(replicas.database.kysely)).fault, undefined);
  }
});
