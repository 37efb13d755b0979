import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { decide, type Click } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { auditRows } from '../support/auditRows.ts';
import { clickOf, told } from '../support/deciding.ts';
import { policyWith } from '../support/policies.ts';
import { actorOf, depsOf, proposeAs } from '../support/proposing.ts';
import { openShared, sharedPostgres } from '../support/sharedPostgres.ts';
import { stillClock } from '../support/stillClock.ts';

const { leaver, manager, approver, secondApprover, teamLead, indirect, outsider, hr } = sandboxPeople;

interface Case {
  readonly what: string;
  readonly path?: OffboardingPath;
  readonly requester?: SandboxPerson;
  readonly leaverId?: string;
  readonly actor?: SandboxPerson;
  readonly click?: Partial<Click>;
  /** What has changed since the request was made. */
  readonly meanwhile?: (state: TenantState) => void;
  readonly result: string;
}

const join = (group: string, id: string) => (state: TenantState) => void state.members[group]?.push(id);
const leave = (group: string, id: string) => (state: TenantState) => {
  state.members[group] = (state.members[group] ?? []).filter((member) => member !== id);
};
const gone = ({ users }: TenantState) => void delete users[leaver.id];

const whoMay: readonly Case[] = [
  { what: 'an approver', result: 'decided' },
  { what: 'a member of a nested group', actor: secondApprover, result: 'decided' },
  { what: 'somebody else', actor: outsider, result: 'not-allowed not-an-approver' },
  { what: 'a member of the HR group', actor: hr, result: 'not-allowed not-an-approver' },
  {
    what: 'an approver who no longer is one',
    meanwhile: leave(sandboxGroups.approvers, approver.id),
    result: 'not-allowed not-an-approver',
  },
  {
    what: 'a member of a group that is no longer nested',
    actor: secondApprover,
    meanwhile: leave(sandboxGroups.approvers, sandboxGroups.onCall),
    result: 'not-allowed not-an-approver',
  },
  {
    what: 'the requester, who has become an approver',
    actor: manager,
    meanwhile: join(sandboxGroups.onCall, manager.id),
    result: 'not-allowed own-request',
  },
  {
    what: 'the leaver, who has become an approver',
    actor: leaver,
    meanwhile: join(sandboxGroups.approvers, leaver.id),
    result: 'not-allowed about-yourself',
  },
  {
    what: 'a report of the leaver, who has become an approver',
    leaverId: teamLead.id,
    actor: indirect,
    meanwhile: join(sandboxGroups.approvers, indirect.id),
    result: 'not-allowed below-the-leaver',
  },
  {
    what: 'an approver who has come to work for the leaver',
    meanwhile: ({ managers }) => void (managers[approver.id] = leaver.id),
    result: 'not-allowed below-the-leaver',
  },
  {
    what: 'a reject by the requester, who has become an approver',
    actor: manager,
    meanwhile: join(sandboxGroups.approvers, manager.id),
    click: { verdict: 'rejected', comment: 'No' },
    result: 'not-allowed own-request',
  },
];

const whatStillCounts: readonly Case[] = [
  { what: 'a card of a version that has not been yet', click: { version: 2 }, result: 'out-of-date' },
  { what: 'a card of a version before all', click: { version: 0 }, result: 'out-of-date' },
  { what: 'a reject on such a card', click: { version: 9, verdict: 'rejected' }, result: 'out-of-date' },
  { what: 'an id that is no request', click: { requestId: crypto.randomUUID() }, result: 'no-such-request' },
  {
    what: 'a reject of an id that is no request',
    click: { requestId: crypto.randomUUID(), verdict: 'rejected', comment: 'No' },
    result: 'no-such-request',
  },
  { what: 'a reject without a comment', click: { verdict: 'rejected', comment: ' \n ' }, result: 'comment-needed' },
  { what: 'a reject with a comment', click: { verdict: 'rejected', comment: ' No \n' }, result: 'decided' },
  { what: 'an approval with a comment', click: { comment: ' Fine ' }, result: 'decided' },
];

const guardrails: readonly Case[] = [
  {
    what: 'a leaver who is protected by now',
    meanwhile: join(sandboxGroups.protected, leaver.id),
    result: 'blocked protected-person',
  },
  {
    what: 'a leaver who is in a group that holds an admin role by now',
    meanwhile: join(sandboxGroups.roleAssignable, leaver.id),
    result: 'blocked admin-role',
  },
  {
    what: 'a leaver who is an admin by now',
    meanwhile: (state) => {
      const [grant] = state.roleAssignments;
      assert.ok(grant);
      state.roleAssignments.push({ ...grant, id: 'new', principalId: leaver.id });
    },
    result: 'blocked admin-role',
  },
  {
    what: 'a leaver who is in a restricted unit by now',
    meanwhile: ({ users }) => Object.assign(users[leaver.id] ?? {}, { isManagementRestricted: true }),
    result: 'blocked restricted-unit',
  },
  {
    what: 'a leaver who is synced by now, to be deleted',
    path: 'delete',
    meanwhile: ({ users }) => Object.assign(users[leaver.id] ?? {}, { onPremisesSyncEnabled: true }),
    result: 'blocked synced-delete',
  },
  {
    what: 'a requester who is no longer the leaver’s manager',
    meanwhile: ({ managers }) => void (managers[leaver.id] = outsider.id),
    result: 'blocked out-of-scope',
  },
  {
    what: 'a requester who is no longer in the HR group',
    requester: hr,
    meanwhile: leave(sandboxGroups.hr, hr.id),
    result: 'blocked out-of-scope',
  },
  {
    what: 'a leaver who has become the requester’s own manager',
    requester: hr,
    meanwhile: ({ managers }) => void (managers[hr.id] = leaver.id),
    result: 'blocked your-own-manager',
  },
  { what: 'a leaver who is gone by now', meanwhile: gone, result: 'leaver-gone' },
  {
    what: 'a reject about a leaver who is gone by now',
    meanwhile: gone,
    click: { verdict: 'rejected', comment: 'No longer needed' },
    result: 'decided',
  },
  {
    what: 'a reject about a leaver who is protected by now',
    meanwhile: join(sandboxGroups.protected, leaver.id),
    click: { verdict: 'rejected', comment: 'Protected' },
    result: 'decided',
  },
];

describe('a decision', () => {
  const url = sharedPostgres();
  let tenant: RunningTenant;
  let database: Database;
  let deps: Deps;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), openShared(url)]);
    deps = depsOf({ tenant, clock: stillClock() }, database);
  });
  afterEach(async () => {
    await tenant.close();
    await database.close();
  });

  for (const [title, cases] of Object.entries({
    'is for those who may by the directory as it is at the click': whoMay,
    'is for the card that was shown': whatStillCounts,
    'holds the guardrails against the directory as it is at the click': guardrails,
  })) {
    describe(title, () => {
      for (const each of cases) it(`${each.what}: ${each.result}`, () => check(each));
    });
  }

  async function check({ what: _what, meanwhile, result, ...given }: Case): Promise<void> {
    const { requester = manager, leaverId = leaver.id, path = 'keep' } = given;
    const request = await proposeAs(deps, { leaverId, path, actor: actorOf(requester) });
    meanwhile?.(tenant.state);
    const click = clickOf(request, { actor: actorOf(given.actor ?? approver), ...given.click });
    const answer = await decide(deps, click);
    assert.equal(told(answer), result);
    if (result === 'decided') return checkDecided(request, click);
    assert.deepEqual(await deps.store.requests.find(request.id), request, 'nothing changed');
    if (answer.kind !== 'no-such-request') assert.deepEqual(answer.request, request);
    await checkRefusal(click, result.split(' ').at(-1) ?? '');
  }

  async function checkDecided({ id, basisHash }: OffboardingRequest, click: Click): Promise<void> {
    const { actor, verdict, comment } = click;
    const by = { id: actor.id, displayName: actor.displayName };
    const at = deps.ambient.now();
    const stored = await deps.store.requests.find(id);
    assert.deepEqual([stored?.state, stored?.version, stored?.nextNoticeAt], [verdict, 2, null]);
    const { found, ...decision } = stored?.decision ?? assert.fail();
    assert.deepEqual(decision, { verdict, by, comment: comment.trim(), at });
    assert.equal(found?.accountEnabled, verdict === 'approved' ? true : undefined);
    const approvals = verdict === 'approved' ? [{ by, at, comment: comment.trim(), basisHash }] : [];
    assert.deepEqual(stored?.approvals, approvals);
    assert.deepEqual(stored?.events, [{ kind: verdict, at, by }]);
    const rows = (await auditRows(database)).slice(1);
    assert.deepEqual(
      rows.map(({ action, actorId, requestId, details }) => [action, actorId, requestId, details['basis']]),
      [[verdict, actor.id, id, basisHash]],
    );
  }

  /** One row, which says who was refused what by which rule. */
  async function checkRefusal({ actor, verdict, requestId }: Click, rule: string): Promise<void> {
    const attempt = verdict === 'approved' ? 'approve' : 'reject';
    assert.deepEqual((await auditRows(database)).slice(1), [
      { action: 'attempt-refused', actorId: actor.id, requestId, details: { attempt, rule } },
    ]);
  }

  it('the same decision again is a quiet no-op, another one is too late', async () => {
    const request = await proposeAs(deps, { leaverId: leaver.id });
    await decide(deps, clickOf(request));
    const approved = await deps.store.requests.find(request.id);
    const second = actorOf(secondApprover);
    const answers = [
      await decide(deps, clickOf(request)),
      await decide(deps, clickOf(request, { version: 2 })),
      await decide(deps, clickOf(request, { actor: second })),
      await decide(deps, clickOf(request, { verdict: 'rejected', comment: 'Changed my mind' })),
      await decide(deps, clickOf(request, { verdict: 'rejected', comment: '' })),
    ];
    assert.deepEqual(answers.map(told), ['same-again', 'same-again', 'too-late', 'too-late', 'too-late']);
    for (const answer of answers) assert.deepEqual('request' in answer && answer.request, approved);
    assert.deepEqual(await deps.store.requests.find(request.id), approved);
  });

  it('a reject again is a no-op as well, with or without a comment', async () => {
    const request = await proposeAs(deps, { leaverId: leaver.id });
    await decide(deps, clickOf(request, { verdict: 'rejected', comment: 'No' }));
    for (const comment of ['No', '']) {
      assert.equal(told(await decide(deps, clickOf(request, { verdict: 'rejected', comment }))), 'same-again');
    }
    assert.equal(told(await decide(deps, clickOf(request))), 'too-late');
  });

  it('a reminder in between doesn’t make the approver’s card old', async () => {
    const request = await proposeAs(deps, { leaverId: leaver.id });
    const reminded = { kind: 'reminded', at: deps.ambient.now(), by: null } as const;
    const state = { requestId: request.id, from: ['awaiting'], to: 'awaiting', at: deps.ambient.now() } as const;
    await deps.store.requests.change({ ...state, version: 1, event: reminded });
    assert.equal(told(await decide(deps, clickOf(request))), 'decided');
  });

  it('an approver who lost their right is refused also where they approved before', async () => {
    const request = await proposeAs(deps, { leaverId: leaver.id });
    await decide(deps, clickOf(request));
    leave(sandboxGroups.approvers, approver.id)(tenant.state);
    assert.equal(told(await decide(deps, clickOf(request))), 'not-allowed not-an-approver');
  });

  it('the last approver can’t be offboarded, whoever approves', async () => {
    const policy = policyWith({}, { fallbackUserId: outsider.id });
    const request = await proposeAs(deps, { leaverId: leaver.id });
    const event = { kind: 'escalated', at: deps.ambient.now(), by: null } as const;
    const state = { requestId: request.id, from: ['awaiting'], to: 'awaiting', at: event.at } as const;
    await deps.store.requests.change({ ...state, version: 1, event });
    tenant.state.members[sandboxGroups.approvers] = [leaver.id];
    const click = clickOf(request, { actor: actorOf(outsider) });
    assert.equal(told(await decide({ ...deps, policy }, click)), 'blocked last-approver');
  });
});
