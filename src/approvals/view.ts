import type { Standing } from '../offboarding/ports/tenant.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { approvingGroups, type WouldBeApprover } from '../policy/approving.ts';
import { approverRefusal } from '../policy/undoing.ts';
import type { Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';

export interface Viewer {
  readonly requestId: string;
  readonly actorId: string;
}

/** The request, for who may decide on it; undefined and an audit row for everybody else. */
export async function viewFor(deps: Deps, { requestId, actorId }: Viewer): Promise<OffboardingRequest | undefined> {
  const request = await deps.store.requests.find(requestId);
  const standing = await standingOf(deps, actorId);
  const why =
    request === undefined ? 'no-such-request' : approverRefusal(deps.policy, request, { id: actorId, standing });
  if (why === undefined) return request;
  await auditRefusal(deps, { requestId, actorId, attempt: 'view', rule: why });
  return undefined;
}

/** Those of these requests that this person may decide on. */
export function visibleTo(
  { policy }: Deps,
  viewer: WouldBeApprover,
  requests: readonly OffboardingRequest[],
): OffboardingRequest[] {
  return requests.filter((request) => approverRefusal(policy, request, viewer) === undefined);
}

/** What decides somebody's right to approve, read afresh. Throws `graph-…`. */
export async function standingOf({ tenant, policy }: Deps, actorId: string): Promise<Standing> {
  const [memberOf, chains] = await Promise.all([
    tenant.memberOf(actorId, approvingGroups(policy)),
    tenant.managerChains([actorId]),
  ]);
  return { memberOf, managerChain: chains.get(actorId) ?? [] };
}
