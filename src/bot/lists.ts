import type { Deps } from '../approvals/inspect.ts';
import { auditRefusal } from '../approvals/refusal.ts';
import { standingOf, visibleTo } from '../approvals/view.ts';
import { listCard } from '../cards/messageCards.ts';
import { stateText } from '../cards/decisionTexts.ts';
import { whatText } from '../cards/requestCard.ts';
import type { Texts } from '../i18n/text.ts';
import { openLeftoversOf } from '../offboarding/openLeftovers.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
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
  const mayRead = request !== undefined && (isMine || (await isVisibleTo(deps, userId, request)));
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

async function isVisibleTo(deps: Deps, id: string, request: OffboardingRequest): Promise<boolean> {
  const standing = await standingOf(deps, id);
  return visibleTo(deps, { id, standing }, [request]).length > 0;
}

/** "pending": what waits for a decision, each with its card at the end of the chat, then what people still have to do; approvers only. */
export async function showPending(deps: Deps, turn: Turn, notifier: Notifier): Promise<void> {
  const { t } = turn.texts;
  const { id } = turn.actor;
  const standing = await standingOf(deps, id);
  const isFallback = id === deps.policy.waiting.fallbackUserId;
  if (standing.memberOf.length === 0 && !isFallback) {
    return refuse(deps, turn, { attempt: 'pending', text: 'say.not-approver' });
  }
  const { requests } = deps.store;
  const all = [await requests.inState('awaiting', mostLookedAt), await requests.withOpenLeftovers(mostLookedAt)].flat();
  const visible = visibleTo(deps, { id, standing }, all);
  const waiting = visible.filter(({ state }) => state === 'awaiting').slice(0, mostRows);
  const unfinished = visible.filter((request) => openLeftoversOf(request).length > 0);
  if (waiting.length === 0) await say(turn, t('say.nothing-pending'));
  else await showWaiting(turn, waiting, notifier);
  if (unfinished.length > 0)
    await sendCard(turn, listCard(t('leftover.pending-title'), leftoverRows(turn, unfinished)));
}

async function showWaiting(turn: Turn, waiting: readonly OffboardingRequest[], notifier: Notifier): Promise<void> {
  const rows = waiting.map((request) => row(turn.texts, request));
  await sendCard(turn, listCard(turn.texts.t('say.pending-title'), rows));
  for (const { id } of waiting) await notifier.showAgain(id, { userId: turn.actor.id, audience: 'approver' });
}

/** "Request 12, Alex Wilber: 3 left to do", and how to come to its card. */
function leftoverRows({ texts: { t } }: Turn, requests: readonly OffboardingRequest[]): string[] {
  const shown = requests.slice(0, mostRows).map((request) => ({
    number: request.number,
    leaver: request.leaver.displayName,
    count: openLeftoversOf(request).length,
  }));
  return [
    ...shown.map((values) => t('leftover.pending-line', values)),
    ...(requests.length > shown.length ? [t('leftover.pending-more')] : []),
    t('leftover.pending-hint', { number: shown[0]?.number ?? '' }),
  ];
}

/** "history of …": every request about people of this name, newest first; approvers only. */
export async function showHistory(deps: Deps, turn: Turn, who: string | undefined): Promise<void> {
  const { t } = turn.texts;
  const { id } = turn.actor;
  const standing = await standingOf(deps, id);
  if (!standing.memberOf.includes(deps.policy.approverGroupId)) {
    return refuse(deps, turn, { attempt: 'history', text: 'say.history-not-approver' });
  }
  if (who === undefined) return say(turn, t('say.history-who'));
  const all = await deps.store.requests.aboutPeople(who, mostLookedAt);
  const seen = visibleTo(deps, { id, standing }, all).slice(0, mostRows);
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
    leaver: request.purgedAt === null ? request.leaver.displayName : texts.t('say.name-removed'),
    path: whatText(texts, request),
    state: stateText(texts, request),
  });
}
