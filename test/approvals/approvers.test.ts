import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { approversOf } from '../../src/approvals/approvers.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { EventKind } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant, type TenantState } from '../../src/sandbox/tenant/server.ts';
import type { Database } from '../../src/storage/db.ts';
import { newRequest, now, storedRequest } from '../storage/samples.ts';
import { policyWith } from '../support/policies.ts';
import { depsOf } from '../support/proposing.ts';
import { stillClock } from '../support/stillClock.ts';

const { leaver, manager, approver, secondApprover, outsider, hr } = sandboxPeople;

interface Case {
  readonly what: string;
  readonly meanwhile?: (state: TenantState) => void;
  readonly events?: readonly EventKind[];
  readonly asked: readonly SandboxPerson[];
}

const join = (person: SandboxPerson) => (state: TenantState) =>
  void state.members[sandboxGroups.approvers]?.push(person.id);

const cases: readonly Case[] = [
  { what: 'the approvers, nested groups included, by name', asked: [secondApprover, approver] },
  { what: 'who has become one too', meanwhile: join(hr), asked: [secondApprover, approver, hr] },
  { what: 'who is in it twice, once', meanwhile: join(secondApprover), asked: [secondApprover, approver] },
  { what: 'never the requester', meanwhile: join(manager), asked: [secondApprover, approver] },
  { what: 'never the leaver', meanwhile: join(leaver), asked: [secondApprover, approver] },
  {
    what: 'nobody below the leaver, however far',
    meanwhile: ({ managers }) => void (managers[approver.id] = leaver.id),
    asked: [],
  },
  { what: 'not the fallback approvers before the escalation', events: ['reminded'], asked: [secondApprover, approver] },
  {
    what: 'after the escalation the fallback approvers too, person and group',
    events: ['reminded', 'escalated'],
    asked: [secondApprover, outsider, approver, hr],
  },
  {
    what: 'no fallback approver who is gone',
    events: ['escalated'],
    meanwhile: ({ users }) => void delete users[outsider.id],
    asked: [secondApprover, approver, hr],
  },
  {
    what: 'not the fallback approvers once it was asked again',
    events: ['escalated', 'asked-again'],
    asked: [secondApprover, approver],
  },
];

describe('whom a request is brought to', () => {
  let tenant: RunningTenant;
  let deps: Deps;

  beforeEach(async () => {
    tenant = await startTenant({});
    const { members } = tenant.state;
    members[sandboxGroups.brand] = [hr.id];
    const policy = policyWith({}, { fallbackUserId: outsider.id, fallbackGroupId: sandboxGroups.brand });
    // It asks the directory alone.
    deps = depsOf({ tenant, clock: stillClock() }, {} as Database, policy);
  });
  afterEach(() => tenant.close());

  for (const { what, meanwhile, events = [], asked } of cases) {
    it(what, async () => {
      meanwhile?.(tenant.state);
      const request = storedRequest({
        leaver: { ...newRequest().leaver, id: leaver.id },
        requester: manager,
        events: events.map((kind) => ({ kind, at: now, by: null })),
      });
      const people = await approversOf(deps, request);
      assert.deepEqual(
        people.map(({ id, displayName }) => [id, displayName]),
        asked.map(({ id, displayName }) => [id, displayName]),
      );
    });
  }
});
