import assert from 'node:assert/strict';
import type { Deps } from '../../src/approvals/inspect.ts';
import { propose, type Proposal } from '../../src/approvals/propose.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { createTenant } from '../../src/graph/tenant.ts';
import { createLog } from '../../src/log.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxGroups, sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { storeOn } from '../storage/samples.ts';
import type { World } from './world.ts';

/** The use cases on a world's own parts, past its front door; jobs are left to the world. */
export function depsOf({ tenant, clock }: Pick<World, 'tenant' | 'clock'>, database: Database): Deps {
  const client = createGraphClient({ baseUrl: tenant.url, log: createLog('silent'), ...clock });
  const policy = {
    tenantId: sandboxTenantId,
    approverGroupId: sandboxGroups.approvers,
    hrGroupId: sandboxGroups.hr,
    protectedGroupId: sandboxGroups.protected,
    requestsPerDay: 1000,
  };
  return { tenant: createTenant(client), store: storeOn(database), policy, ambient: clock };
}

/** The manager's request without its dialog: what the card's fields can't say, or many at once. */
export async function proposeAs(
  deps: Deps,
  { leaverId, path = 'keep', runAt = null }: Partial<Proposal> & Pick<Proposal, 'leaverId'>,
): Promise<OffboardingRequest> {
  const { id, displayName } = sandboxPeople.manager;
  const result = await propose(deps, {
    id: deps.ambient.newId(),
    actor: { id, displayName, tenantId: sandboxTenantId },
    leaverId,
    path,
    reason: '',
    runAt,
    timeZone: 'Europe/Amsterdam',
    card: { activityId: '', conversationId: `chat-${id}` },
  });
  assert.ok(result.kind === 'made', result.kind);
  return result.request;
}
