import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { withdraw } from '../../src/approvals/cancel.ts';
import { decide, type Click } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { cancellationOf, clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, depsOf, proposeAs } from '../support/proposing.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';

const { leaver, approver, secondApprover, globalAdmin } = sandboxPeople;
const first = actorOf(approver);
const second = actorOf(secondApprover);
const third = actorOf(globalAdmin);

describe('a delete on which two approvers have to agree', () => {
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let database: Database;
  let deps: Deps;
  let asked: OffboardingRequest;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), openShared(url)]);
    tenant.state.members[sandboxGroups.approvers]?.push(globalAdmin.id);
    deps = depsOf({ tenant, clock: stillClock() }, database, policyWith({ deleteApprovals: 2 }));
    asked = await proposeAs(deps, { leaverId: leaver.id, path: 'delete' });
  });
  afterEach(async () => {
    await tenant.close();
    await database.close();
  });

  const click = async (over: Partial<Click> = {}) =>
    told(await decide(deps, clickOf(asked, { actor: first, ...over })));
  const stored = async () => (await deps.store.requests.find(asked.id)) ?? assert.fail();
  const actions = async () => (await auditRows(database)).slice(1).map(({ action }) => action);

  it('the first counts in part and starts nothing; another one completes it, on the card from before the first too', async () => {
    assert.equal(await click({ comment: 'Fine' }), 'approved-in-part');
    const inPart = await stored();
    assert.deepEqual([inPart.state, inPart.version, inPart.stateVersion, inPart.decision], ['awaiting', 2, 1, null]);
    assert.deepEqual(inPart.nextNoticeAt, asked.nextNoticeAt, 'and it is still waited for');
    assert.equal(await click({ actor: second, version: 1 }), 'decided');
    const whole = await stored();
    assert.deepEqual([whole.state, whole.decision?.by.id, whole.nextNoticeAt], ['approved', second.id, null]);
    assert.deepEqual(
      whole.approvals.map(({ by, comment, basisHash }) => [by.id, comment, basisHash]),
      [
        [first.id, 'Fine', asked.basisHash],
        [second.id, '', asked.basisHash],
      ],
    );
    assert.deepEqual(await actions(), ['approved-in-part', 'approved']);
  });

  it('the same person counts once, however often they approve, on whichever card', async () => {
    assert.equal(await click(), 'approved-in-part');
    const inPart = await stored();
    assert.equal(await click(), 'same-again');
    assert.equal(await click({ version: 2 }), 'same-again');
    assert.deepEqual(await stored(), inPart);
  });

  it('once both have agreed, either’s approval again is a no-op and a third one’s is too late', async () => {
    await click();
    await click({ actor: second });
    const whole = await stored();
    assert.equal(await click(), 'same-again');
    assert.equal(await click({ actor: second }), 'same-again');
    assert.equal(await click({ actor: third }), 'too-late');
    assert.deepEqual(await stored(), whole);
  });

  it('one reject ends it, also after an approval and also by who approved', async () => {
    for (const actor of [second, first]) {
      await click();
      assert.equal(await click({ actor, verdict: 'rejected', comment: '' }), 'comment-needed');
      assert.equal(await click({ actor, verdict: 'rejected', comment: 'Wait' }), 'decided');
      const rejected = await stored();
      assert.deepEqual([rejected.state, rejected.decision?.by.id], ['rejected', actor.id]);
      assert.equal(await click(), 'too-late');
      asked = await proposeAs(deps, { leaverId: leaver.id, path: 'delete' });
    }
  });

  it('the requester can withdraw it after the first approval, on the card from before it', async () => {
    await click();
    assert.equal(told(await withdraw(deps, cancellationOf(asked))), 'cancelled');
    assert.equal(await click({ actor: second }), 'too-late');
    assert.equal(await click(), 'too-late');
  });

  it('guardrails and rights are held against each of the two', async () => {
    await click();
    tenant.state.managers[secondApprover.id] = leaver.id;
    assert.equal(await click({ actor: second }), 'not-allowed below-the-leaver');
    tenant.state.members[sandboxGroups.protected]?.push(leaver.id);
    assert.equal(await click({ actor: third }), 'blocked protected-person');
    assert.equal((await stored()).state, 'awaiting');
  });

  it('a keep needs one', async () => {
    await withdraw(deps, cancellationOf(asked));
    asked = await proposeAs(deps, { leaverId: leaver.id, path: 'keep' });
    assert.equal(await click(), 'decided');
  });

  it('what was asked while one was enough is asked again once two are needed', async () => {
    await withdraw(deps, cancellationOf(asked));
    asked = await proposeAs({ ...deps, policy: policyWith() }, { leaverId: leaver.id, path: 'delete' });
    assert.equal(await click(), 'changed');
    const again = await stored();
    assert.deepEqual(
      again.events.at(-1)?.changes?.map((change) => 'finding' in change && [change.what, change.finding.id]),
      [['finding-new', 'second-approver']],
    );
    asked = again;
    assert.equal(await click(), 'approved-in-part');
  });
});
