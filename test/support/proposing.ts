import assert from 'node:assert/strict';
import type { Deps } from '../../src/approvals/inspect.ts';
import { propose, type Proposal } from '../../src/approvals/propose.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { createTenant } from '../../src/graph/tenant.ts';
import { createLog } from '../../src/log.ts';
import type { Actor, NamedPerson } from '../../src/offboarding/people.ts';
import { noOptions } from '../../src/offboarding/model.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { storeOn } from '../storage/samples.ts';
import { policyWith } from './policies.ts';
import type { World } from './world.ts';

/** The use cases on a world's own parts, past its front door; jobs are left to the world. */
export function depsOf(
  { tenant, clock }: Pick<World, 'tenant' | 'clock'>,
  database: Database,
  policy: Policy = policyWith(),
): Deps {
  const client = createGraphClient({ baseUrl: tenant.url, log: createLog('silent'), ...clock });
  return { tenant: createTenant(client), store: storeOn(database), policy, ambient: clock };
}

/** The manager's request without its dialog: what the card's fields can't say, or many at once. */
export async function proposeAs(
  deps: Deps,
  over: Partial<Proposal> & Pick<Proposal, 'leaverId'>,
): Promise<OffboardingRequest> {
  const result = await propose(deps, proposalOf(deps, over));
  assert.ok(result.kind === 'made', result.kind);
  return result.request;
}

/** What the manager confirms, but for what is given. */
export function proposalOf(
  { ambient }: Pick<Deps, 'ambient'>,
  over: Partial<Proposal> & Pick<Proposal, 'leaverId'>,
): Proposal {
  const actor = over.actor ?? actorOf(sandboxPeople.manager);
  return {
    id: ambient.newId(),
    actor,
    path: 'keep',
    options: noOptions,
    reason: '',
    runAt: null,
    timeZone: 'Europe/Amsterdam',
    card: { activityId: '', conversationId: `chat-${actor.id}` },
    ...over,
  };
}

/** This person as the authenticated activity names them. */
export function actorOf({ id, displayName }: NamedPerson): Actor {
  return { id, displayName, tenantId: sandboxTenantId };
}
