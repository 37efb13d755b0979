import type { Deps } from '../approvals/inspect.ts';
import { auditRefusal } from '../approvals/refusal.ts';
import { visibleTo } from '../approvals/view.ts';
import { listCard } from '../cards/messageCards.ts';
import { stateText } from '../cards/decisionTexts.ts';
import { whatText } from '../cards/requestCard.ts';
import type { Texts } from '../i18n/text.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { approvingGroups } from '../policy/approving.ts';
import type { Notifier } from './notifier.ts';
import { say, sendCard, type Turn } from './turn.ts';

const mostRows = 10;

/** Of which those are left out that are not for the reader. */
const mostLookedAt = 100;

/** "status": the requester's own requests, or the card of one that they may see at the end of the chat. */
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
  const userId = turn.actor.id;
  const request = await deps.store.requests.findByNumber(number);
  const isMine = request?.requester.id === userId;
  // What somebody may not see is answered as if it were not there: numbers are guessable.
  const mayRead = request !== undefined && (isMine || (await visibleTo(deps, userId, [request])).length > 0);
  if (!mayRead) {
    if (request !== undefined) {
      await auditRefusal(deps, { requestId: request.id, actorId: userId, attempt: 'status', rule: 'not-yours' });
    }
    return say(turn, turn.texts.t('say.no-such-request', { number }));
  }
  // Who ordered an undo has the approver's card of it.
  await notifier.showAgain(request.id, {
    userId,
    audience: isMine && request.undoOf === null ? 'requester' : 'approver',
  });
}

/** "pending": what waits for a decision, each with its card at the end of the chat; approvers only. */
export async function showPending(deps: Deps, turn: Turn, notifier: Notifier): Promise<void> {
  const { t } = turn.texts;
  const groups = await deps.tenant.memberOf(turn.actor.id, approvingGroups(deps.policy));
  const isFallback = turn.actor.id === deps.policy.waiting.fallbackUserId;
  if (groups.length === 0 && !isFallback) return refuse(deps, turn, { attempt: 'pending', text: 'say.not-approver' });
  const all = await deps.store.requests.inState('awaiting', mostLookedAt);
  const waiting = (await visibleTo(deps, turn.actor.id, all)).slice(0, mostRows);
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

/** "history of …": every request about people of this name, newest first; approvers only. */
export async function showHistory(deps: Deps, turn: Turn, who: string | undefined): Promise<void> {
  const { t } = turn.texts;
  const groups = await deps.tenant.memberOf(turn.actor.id, [deps.policy.approverGroupId]);
  if (groups.length === 0) return refuse(deps, turn, { attempt: 'history', text: 'say.history-not-approver' });
  if (who === undefined) return say(turn, t('say.history-who'));
  const all = await deps.store.requests.aboutPeople(who, mostLookedAt);
  const seen = (await visibleTo(deps, turn.actor.id, all)).slice(0, mostRows);
  if (seen.length === 0) return say(turn, t('say.history-none', { query: who }));
  const rows = seen.map((request) => `${row(turn.texts, request)} ${turn.texts.date(request.createdAt, turn.zone)}`);
  await sendCard(turn, listCard(t('say.history-title', { query: who }), rows));
}

/** A list that is for approvers only. */
async function refuse(deps: Deps, turn: Turn, { attempt, text }: { attempt: string; text: string }): Promise<void> {
  await auditRefusal(deps, { requestId: null, actorId: turn.actor.id, attempt, rule: 'not-an-approver' });
  await say(turn, turn.texts.t(text));
}

function row(texts: Texts, request: OffboardingRequest): string {
  return texts.t('say.request-line', {
    number: request.number,
    leaver: request.leaver.displayName,
    path: whatText(texts, request),
    state: stateText(texts, request),
  });
}
