import type { Deps } from '../approvals/inspect.ts';
import { approverView } from '../cards/channelCard.ts';
import { requestCard } from '../cards/requestCard.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Turn } from './turn.ts';

export interface Shown {
  readonly request: OffboardingRequest;
  /** What is said about the click, if anything. */
  readonly notice?: string | undefined;
}

/** Answers an Execute with the card as it is now; the messages themselves are brought up to date by the job. */
export async function showAsApprover({ store }: Deps, turn: Turn, { request, notice }: Shown): Promise<void> {
  const shown = { request, journal: await store.journal.entries(request.id), viewerId: turn.actor.id };
  turn.answer.card = turn.isPersonal
    ? requestCard(turn.texts, { ...shown, audience: 'approver' })
    : // Where nothing is said, the card is all that they see.
      approverView(turn.texts, { ...shown, notice });
}

/** As showAsApprover, for who asked. */
export async function showAsRequester({ store }: Deps, turn: Turn, { request }: Shown): Promise<void> {
  const journal = await store.journal.entries(request.id);
  turn.answer.card = requestCard(turn.texts, { request, journal, audience: 'requester' });
}
