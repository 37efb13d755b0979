import type { Deps } from '../../approvals/inspect.ts';
import { propose } from '../../approvals/propose.ts';
import { findingText } from '../../cards/parts.ts';
import { requestCard } from '../../cards/requestCard.ts';
import type { OffboardingRequest } from '../../offboarding/request.ts';
import { goneText } from '../gone.ts';
import { say, type Turn } from '../turn.ts';
import { leaverOf, runAtOf, without, withoutPerson, zoneOf, type Draft } from './draft.ts';
import { optionsOf } from './options.ts';
import { closeCard, type QuestionResult } from './question.ts';

/** Stores the confirmed plan as a request. Answers the draft to go on with when something has to be asked again. */
export async function submit(
  deps: Deps,
  turn: Turn,
  { draft, activityId }: QuestionResult,
): Promise<Draft | undefined> {
  const result = await propose(deps, {
    id: draft.requestId,
    actor: turn.actor,
    leaverId: leaverOf(draft).id,
    path: draft.path ?? 'keep',
    reason: (draft.reason ?? '').trim(),
    runAt: runAtOf(draft),
    options: optionsOf(draft, turn.texts.language),
    seen: draft.seen,
    timeZone: zoneOf(draft, turn.zone),
    card: { activityId, conversationId: turn.context.activity.conversation.id },
  });
  switch (result.kind) {
    case 'made':
    case 'already-made':
      showRequest(turn, result.request);
      return undefined;
    case 'refused':
      await closeCard(turn, activityId);
      await say(turn, findingText(turn.texts, result.finding));
      // Somebody else can take over; everything else stands.
      return result.finding.id.startsWith('successor-') ? without(draft, 'successor', 'checkedFor') : undefined;
    case 'time-passed':
      await closeCard(turn, activityId);
      await say(
        turn,
        turn.texts.t('when.past', { when: turn.texts.moment(runAtOf(draft) ?? turn.now, zoneOf(draft, turn.zone)) }),
      );
      return without(draft, 'runAt');
    case 'changed':
      await closeCard(turn, activityId);
      await say(turn, turn.texts.t('plan.changed'));
      return without(draft, 'checkedFor');
    case 'leaver-gone':
      await closeCard(turn, activityId);
      await say(turn, await goneText(deps, turn, leaverOf(draft).id));
      return withoutPerson(draft);
  }
}

/** An Execute is answered with the request's card at once; the message itself is brought up to date by the job. */
function showRequest(turn: Turn, request: OffboardingRequest): void {
  turn.answer.card = requestCard(turn.texts, { request, journal: [], audience: 'requester' });
}
