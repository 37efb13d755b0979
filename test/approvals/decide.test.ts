import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { cancel } from '../../src/approvals/cancel.ts';
import { decide, type Click, type ClickResult } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, sandboxTenantId, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { freshPglite } from '../support/databases.ts';
import { depsOf, proposeAs } from '../support/proposing.ts';
import { testClock } from '../support/world.ts';

const { leaver, manager, approver, secondApprover, teamLead, indirect, outsider } = sandboxPeople;

interface Case {
  readonly what: string;
  readonly path?: OffboardingPath;
  readonly leaverId?: string;
  readonly actor?: SandboxPerson;
  readonly click?: Partial<Click>;
  /** What has changed since the request was made. */
  readonly meanwhile?: (state: TenantState) => void;
  readonly result: string;
}

const join = (group: string, id: string) => (state: TenantState) => void state.members[group]?.push(id);

const cases: readonly Case[] = [
  { what: 'an approver', result: 'decided' },
  { what: 'a member of a nested group', actor: secondApprover, result: 'decided' },
  { what: 'somebody else', actor: outsider, result: 'not-allowed not-an-approver' },
  {
    what: 'the requester, who has become an approver',
    actor: manager,
    meanwhile: join(sandboxGroups.approvers, manager.id),
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
  { what: 'an old card', click: { version: 7 }, result: 'too-late' },
  { what: 'an unknown request', click: { requestId: crypto.randomUUID() }, result: 'no-such-request' },
  { what: 'a reject without a comment', click: { verdict: 'rejected', comment: ' \n ' }, result: 'comment-needed' },
  { what: 'a reject with a comment', click: { verdict: 'rejected', comment: 'No' }, result: 'decided' },
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
    what: 'a leaver who is synced by now, to be deleted',
    path: 'delete',
    meanwhile: ({ users }) => Object.assign(users[leaver.id] ?? {}, { onPremisesSyncEnabled: true }),
    result: 'blocked synced-delete',
  },
  {
    what: 'a leaver who is gone by now',
    meanwhile: ({ users }) => void delete users[leaver.id],
    result: 'leaver-gone',
  },
  {
    what: 'a reject about a leaver who is gone by now',
    meanwhile: ({ users }) => void delete users[leaver.id],
    click: { verdict: 'rejected', comment: 'No longer needed' },
    result: 'decided',
  },
  {
    what: 'a leaver who has another manager by now, which is the approver’s to judge',
    meanwhile: ({ managers }) => void (managers[leaver.id] = outsider.id),
    result: 'decided',
  },
];

describe('a decision holds rights and guardrails against the directory as it is at the click', () => {
  let tenant: RunningTenant;
  let database: Database;
  let deps: Deps;

  beforeEach(async () => {
    [tenant, database] = await Promise.all([startTenant({}), freshPglite()]);
    deps = depsOf({ tenant, clock: testClock() }, database);
  });
  afterEach(async () => {
    await tenant.close();
    await database.close();
  });

  for (const { what, path = 'keep', leaverId = leaver.id, actor = approver, click, meanwhile, result } of cases) {
    it(`${what}: ${result}`, async () => {
      const request = await proposeAs(deps, { leaverId, path });
      meanwhile?.(tenant.state);
      const answer = await decide(deps, clickOf(request, { actor: actorOf(actor), ...click }));
      assert.equal(told(answer), result);
      const stored = await deps.store.requests.find(request.id);
      const verdict = click?.verdict ?? 'approved';
      assert.equal(stored?.state, result === 'decided' ? verdict : 'awaiting', 'nothing else changed it');
      if (/^(?:not-allowed|blocked)/.test(result)) assert.equal(await lastAudit(), 'attempt-refused');
    });
  }

  it('only the requester may withdraw, and only until it is decided otherwise', async () => {
    const request = await proposeAs(deps, { leaverId: leaver.id });
    const of = { requestId: request.id, version: request.version };
    assert.equal((await cancel(deps, { ...of, actor: actorOf(approver) })).kind, 'not-yours');
    assert.equal((await cancel(deps, { ...of, version: 9, actor: actorOf(manager) })).kind, 'too-late');
    assert.equal((await cancel(deps, { ...of, actor: actorOf(manager) })).kind, 'cancelled');
    assert.equal((await cancel(deps, { ...of, actor: actorOf(manager) })).kind, 'too-late');
    assert.equal(told(await decide(deps, clickOf(request, {}))), 'too-late');
    const unknown = { ...of, requestId: crypto.randomUUID(), actor: actorOf(manager) };
    assert.equal((await cancel(deps, unknown)).kind, 'no-such-request');
  });

  it('of simultaneous decisions and a withdrawal exactly one wins', async () => {
    const request = await proposeAs(deps, { leaverId: leaver.id });
    const approve = () => decide(deps, clickOf(request, {}));
    const reject = () => decide(deps, clickOf(request, { verdict: 'rejected', comment: 'No' }));
    const withdraw = () => cancel(deps, { requestId: request.id, version: 1, actor: actorOf(manager) });
    const kinds = (await Promise.all([approve(), reject(), withdraw(), reject(), approve()])).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'decided' || kind === 'cancelled').length, 1, kinds.join());
    assert.equal(kinds.filter((kind) => kind === 'too-late').length, 4);
    assert.equal((await deps.store.requests.find(request.id))?.version, 2);
  });

  async function lastAudit(): Promise<string | undefined> {
    const rows = await database.kysely.selectFrom('audit').select('action').orderBy('id', 'desc').limit(1).execute();
    return rows[0]?.action;
  }
});

function actorOf({ id, displayName }: SandboxPerson): Click['actor'] {
  return { id, displayName, tenantId: sandboxTenantId };
}

function clickOf({ id, version }: OffboardingRequest, over: Partial<Click>): Click {
  return { requestId: id, version, verdict: 'approved', comment: '', actor: actorOf(approver), ...over };
}

function told(result: ClickResult): string {
  if (result.kind === 'not-allowed') return `${result.kind} ${result.why}`;
  return result.kind === 'blocked' ? `${result.kind} ${result.finding.id}` : result.kind;
}
