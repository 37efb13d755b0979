import { inspect, type Deps } from '../approvals/inspect.ts';
import { auditRefusal } from '../approvals/refusal.ts';
import { keepLonger, lookAtReview, type ReviewLook } from '../approvals/review.ts';
import { findingText } from '../cards/parts.ts';
import type { Finding } from '../offboarding/model.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { blockingOf } from '../policy/guardrails.ts';
import type { Conversation } from './conversation.ts';
import { draftPerson } from './dialogs/draft.ts';
import { goneText } from './gone.ts';
import type { ActionInput, Click } from './input.ts';
import { refuseForgery } from './refuse.ts';
import { showAsRequester } from './showRequest.ts';
import { say, type Turn } from './turn.ts';

/** "Keep the data": for the chosen period, after which it is asked again. */
export async function keepByReview(deps: Deps, turn: Turn, { requestId, reviewDays }: Click): Promise<void> {
  const look = await keepLonger(deps, { requestId, actor: turn.actor, days: reviewDays });
  if (look.kind !== 'open') return refuse(turn, look);
  await showAsRequester(deps, turn, { request: look.request });
}

/** "Delete the user now": begins a normal request, with the person and the path filled in. */
export async function startDelete(
  { core, conversation }: { core: Deps; conversation: Conversation },
  turn: Turn,
  { key }: ActionInput,
): Promise<void> {
  if (key === undefined) return refuseForgery(core, turn, 'malformed-card');
  const look = await lookAtReview(core, { requestId: key.requestId, actor: turn.actor });
  if (look.kind !== 'open') return refuse(turn, look);
  const leaverId = look.request.leaver.id;
  const inspection = await inspect(core, { leaverId, requesterId: turn.actor.id, path: undefined });
  if (inspection === undefined) return say(turn, await goneText(core, turn, leaverId));
  const finding = blockingOf(inspection.findings) ?? inspection.deleteBlockedBy;
  if (finding !== undefined) return refuseDelete(core, turn, { request: look.request, finding });
  await conversation.begin(turn, { leaver: draftPerson(inspection.facts.person), path: 'delete' });
}

function refuse(turn: Turn, { kind }: Exclude<ReviewLook, { kind: 'open' }>): Promise<void> {
  return say(turn, turn.texts.t(kind === 'no-such-request' ? 'say.card-gone' : `review.${kind}`));
}

/** The answer to the review was theirs to give, the request for a delete is not: not now, or not theirs. */
async function refuseDelete(
  deps: Deps,
  turn: Turn,
  { request, finding }: { request: OffboardingRequest; finding: Finding },
): Promise<void> {
  await auditRefusal(deps, {
    requestId: request.id,
    actorId: turn.actor.id,
    attempt: 'review-delete',
    rule: finding.id,
  });
  await say(turn, findingText(turn.texts, finding));
}
