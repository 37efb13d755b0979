import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { withdraw, type CancellationResult } from '../../src/approvals/cancel.ts';
import { decide, type Click, type ClickResult } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import { propose } from '../../src/approvals/propose.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { verifyAudit } from '../../src/storage/audit.ts';
import { addMembers } from '../support/crowd.ts';
import { auditRows } from '../support/auditRows.ts';
import { cancellationOf, clickOf, told } from '../support/deciding.ts';
import { answeringTogether, meetingPoint } from '../support/meetingPoint.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, proposalOf, proposeAs } from '../support/proposing.ts';
import { startReplicas, type Replicas } from '../support/replicas.ts';
import { sentJobs } from '../support/sentJobs.ts';
import { sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';

const { leaver, approver } = sandboxPeople;
const manyTimes = 50;

type Result = ClickResult | CancellationResult;

interface Answer {
  readonly by: string;
  readonly result: Result;
}

describe('fifty at once, through two replicas on one PostgreSQL', function () {
  this.timeout(60_000);
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let replicas: Replicas;
  let approvers: SandboxPerson[];

  beforeEach(async () => {
    tenant = await startTenant({});
    approvers = addMembers(tenant.state, sandboxGroups.approvers, 10);
    replicas = await startReplicas(
      { tenant, clock: stillClock(), policy: policyWith({ deleteApprovals: 2 }) },
      await url(),
    );
  });
  afterEach(async () => {
    await replicas.stop();
    await tenant.close();
  });

  it('approvals: one decides, starts one run, and everybody else is told who it was', async () => {
    const { request, answers } = await raceFor('keep', [approve]);
    const winner = await onlyDecider(request, answers);
    assert.equal(winner.state, 'approved');
    assert.deepEqual([winner.version, winner.approvals.length, winner.events.length], [2, 1, 1]);
    await checkTraces(request, { approved: 1, 'attempt-refused': manyTimes - 1, runs: 1 });
  });

  it('approvals where two are needed: two people, one each, start one run', async () => {
    const { request, answers } = await raceFor('delete', [approve]);
    const winner = await onlyDecider(request, answers);
    const [first, second] = winner.approvals.map(({ by }) => by.id);
    assert.deepEqual([winner.state, winner.version, winner.approvals.length], ['approved', 3, 2]);
    assert.notEqual(first, second);
    assert.deepEqual(whoWas(answers, 'approved-in-part'), [first]);
    assert.deepEqual(whoWas(answers, 'decided'), [second]);
    const expected = { approved: 1, 'approved-in-part': 1, 'attempt-refused': manyTimes - 2, runs: 1 };
    await checkTraces(request, expected);
  });

  for (const [path, first] of [
    ['keep', 'approve'],
    ['keep', 'reject'],
    ['keep', 'withdraw'],
    ['delete', 'approve'],
  ] as const) {
    it(`${path}: approvals, rejects and withdrawals, ${first} first: one of them is what happened`, async () => {
      const { request, answers } = await raceFor(path, [act[first], approve, reject, takeBack]);
      const winner = await onlyDecider(request, answers);
      const inPart = whoWas(answers, 'approved-in-part').length;
      assert.ok(inPart <= (path === 'delete' ? 1 : 0));
      await checkTraces(request, {
        [winner.state]: 1,
        ...(inPart === 0 ? {} : { 'approved-in-part': inPart }),
        'attempt-refused': manyTimes - 1 - inPart,
        runs: winner.state === 'approved' ? 1 : 0,
      });
    });
  }

  it('requests for one leaver by different people: one is made, everybody else is told its number', async () => {
    const people = addMembers(tenant.state, sandboxGroups.hr, manyTimes);
    const depsOf = together();
    const results = await Promise.all(
      people.map((person, n) => {
        const deps = depsOf(n);
        return propose(deps, proposalOf(deps, { leaverId: leaver.id, actor: actorOf(person) }));
      }),
    );
    const made = results.flatMap((result) => (result.kind === 'made' ? [result.request] : []));
    assert.equal(made.length, 1);
    const [request = assert.fail()] = made;
    for (const result of results) {
      if (result.kind === 'made') continue;
      assert.ok(result.kind === 'refused');
      assert.deepEqual([result.finding.id, result.finding.values], ['open-request', { number: request.number }]);
    }
    assert.deepEqual(await replicas.one.store.requests.inState('awaiting', 10), made);
    assert.equal((await replicas.one.store.sentCards.ofRequest(request.id)).length, 1);
    await checkAudit({ 'request-made': 1, 'request-refused': manyTimes - 1 });
    assert.deepEqual(await sentJobs(replicas.database), [{ kind: 'cards', requestId: request.id, at: null }]);
  });

  type Act = (deps: Deps, asked: OffboardingRequest, person: SandboxPerson) => Promise<Answer>;

  const approve: Act = (deps, asked, person) => click(deps, clickOf(asked, { actor: actorOf(person) }));
  const reject: Act = (deps, asked, person) =>
    click(deps, clickOf(asked, { actor: actorOf(person), verdict: 'rejected', comment: 'No' }));
  const takeBack: Act = async (deps, asked) => {
    // It asks the directory nothing; so that it comes neither before the others nor after them, it waits as they do.
    await deps.tenant.readLeaverAndPeople(leaver.id, { rights: [] });
    const cancellation = cancellationOf(asked);
    return { by: cancellation.actor.id, result: await withdraw(deps, cancellation) };
  };
  const act = { approve, reject, withdraw: takeBack };

  async function click(deps: Deps, what: Click): Promise<Answer> {
    return { by: what.actor.id, result: await decide(deps, what) };
  }

  async function raceFor(path: OffboardingPath, acts: readonly Act[]) {
    const request = await proposeAs(replicas.one, { leaverId: leaver.id, path });
    const depsOf = together();
    const answers = await Promise.all(
      Array.from({ length: manyTimes }, (_, n) => {
        const [one = approve, person = approver] = [acts[n % acts.length], approvers[n % approvers.length]];
        return one(depsOf(n), request, person);
      }),
    );
    return { request, answers };
  }

  /** Now at the one replica and now at the other, and all have read the directory before anybody goes on. */
  function together(): (n: number) => Deps {
    const meet = meetingPoint(manyTimes);
    const [one, other] = [replicas.one, replicas.other].map((deps) => ({
      ...deps,
      tenant: answeringTogether(deps.tenant, meet),
    }));
    return (n) => (n % 2 === 0 ? one : other) ?? assert.fail();
  }

  /** The request as one of them left it; everybody else was shown that, or what they had done themselves. */
  async function onlyDecider({ id }: OffboardingRequest, answers: readonly Answer[]): Promise<OffboardingRequest> {
    const stored = (await replicas.one.store.requests.find(id)) ?? assert.fail();
    const won = answers.filter(({ result }) => result.kind === 'decided' || result.kind === 'cancelled');
    assert.deepEqual(
      won.map(({ by }) => by),
      [stored.decision?.by.id],
    );
    for (const { by, result } of answers) {
      assert.ok('request' in result);
      assert.match(told(result), /^(?:decided|cancelled|approved-in-part|same-again|too-late|out-of-date)$/);
      const isToldOfOwn = result.request.approvals.some((approval) => approval.by.id === by);
      if (!isToldOfOwn) assert.deepEqual(result.request.decision, stored.decision);
    }
    return stored;
  }

  function whoWas(answers: readonly Answer[], kind: Result['kind']): string[] {
    return answers.flatMap(({ by, result }) => (result.kind === kind ? [by] : []));
  }

  type Counts = Readonly<Record<string, number>>;

  async function checkTraces({ id }: OffboardingRequest, { runs, ...actions }: Counts): Promise<void> {
    await checkAudit({ 'request-made': 1, ...actions });
    const jobs = await sentJobs(replicas.database);
    assert.ok(jobs.every(({ requestId }) => requestId === id));
    assert.equal(jobs.filter(({ kind }) => kind === 'run').length, runs);
    const changes = Object.keys(actions).filter((action) => action !== 'attempt-refused').length;
    assert.equal(jobs.filter(({ kind }) => kind === 'cards').length, changes + 1, 'and one for the request itself');
  }

  /** Each click has left one row, in a chain that both replicas wrote. */
  async function checkAudit(expected: Counts): Promise<void> {
    const rows = await auditRows(replicas.database);
    const counts = Object.entries(Object.groupBy(rows, ({ action }) => action)).map(
      ([action, all]) => [action, all.length] as const,
    );
    assert.deepEqual(Object.fromEntries(counts), expected);
    assert.equal((await verifyAudit(replicas.database.kysely)).fault, undefined);
  }
});
