import type { Deps } from '../approvals/inspect.ts';
import { listCard } from '../cards/messageCards.ts';
import { pathName } from '../cards/planCard.ts';
import { stateText } from '../cards/requestCard.ts';
import type { Texts } from '../i18n/text.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Notifier } from './notifier.ts';
import { say, sendCard, type Turn } from './turn.ts';

const mostRows = 10;

/** "status": the requester's own requests, or the card of one of them at the end of the chat. */
export async function showStatus(
  deps: Deps,
  turn: Turn,
  { number, notifier }: { number: string | undefined; notifier: Notifier },
): Promise<void> {
  const { t } = turn.texts;
  if (number !== undefined) return showOne(deps, turn, { number: Number(number), notifier });
  const requests = await deps.store.requests.byRequester(turn.actor.id, mostRows);
  if (requests.length === 0) return say(turn, t('say.no-requests'));
  await sendCard(
    turn,
    listCard(
      t('say.requests-title'),
      requests.map((request) => row(turn.texts, request)),
    ),
  );
}

async function showOne(
  deps: Deps,
  turn: Turn,
  { number, notifier }: { number: number; notifier: Notifier },
): Promise<void> {
  const request = await deps.store.requests.findByNumber(number);
  // Somebody else's request is answered as if there were none: numbers are guessable.
  if (request?.requester.id !== turn.actor.id) return say(turn, turn.texts.t('say.no-such-request', { number }));
  await notifier.showAgain(request.id, { userId: turn.actor.id, audience: 'requester' });
}

/** "pending": what waits for a decision, each with its card at the end of the chat; approvers only. */
export async function showPending(deps: Deps, turn: Turn, notifier: Notifier): Promise<void> {
  const { t } = turn.texts;
  const groups = await deps.tenant.memberOf(turn.actor.id, [deps.policy.approverGroupId]);
  if (groups.length === 0) return say(turn, t('say.not-approver'));
  const waiting = await deps.store.requests.inState('awaiting', mostRows);
  if (waiting.length === 0) return say(turn, t('say.nothing-pending'));
  await sendCard(
    turn,
    listCard(
      t('say.pending-title'),
      waiting.map((request) => row(turn.texts, request)),
    ),
  );
  for (const { id } of waiting) await notifier.showAgain(id, { userId: turn.actor.id, audience: 'approver' });
}

function row(texts: Texts, request: OffboardingRequest): string {
  return texts.t('say.request-line', {
    number: request.number,
    leaver: request.leaver.displayName,
    path: pathName(texts, request.path),
    state: stateText(texts, request),
  });
}
