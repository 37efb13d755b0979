import { approversOf } from '../approvals/approvers.ts';
import { reviewersOf } from '../approvals/reviewers.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { failTogether } from './faults.ts';
import type { NotifierDeps } from './notifier.ts';
import { claimInChat } from './reachInChats.ts';

/**
 * A copy, with the question whether the kept data are still needed, for whoever has to answer it: the approvers too where those
 * have no chat with Farewell. Throws `cards-behind`, `graph-…`.
 */
export async function reachReviewers(deps: NotifierDeps, request: OffboardingRequest): Promise<void> {
  const tries = await claimInChats(deps, request, await reviewersOf(deps, request));
  const isNobody = tries.every((each) => each.status === 'fulfilled' && !each.value);
  const approvers = isNobody ? await approversOf(deps, request) : [];
  const more = await claimInChats(
    deps,
    request,
    approvers.map(({ id }) => id),
  );
  failTogether([...tries, ...more]);
}

function claimInChats(deps: NotifierDeps, request: OffboardingRequest, ids: readonly string[]) {
  return Promise.allSettled(
    ids.map((recipientId) => claimInChat(deps, request, { recipientId, audience: 'requester' })),
  );
}
