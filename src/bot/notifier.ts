import type { Deps } from '../approvals/inspect.ts';
import type { Log } from '../log.ts';
import type { Audience, SentCard } from '../offboarding/ports/cards.ts';
import type { Connector } from './connector.ts';
import { bringUpToDate, placeOf, putAtEnd, type Shown } from './copies.ts';
import { failTogether } from './faults.ts';
import { isUnderReview, type OffboardingRequest } from '../offboarding/request.ts';
import { noteArrivals, reachApprovers } from './reach.ts';
import { reachReviewers } from './reachReviewers.ts';

export interface NotifierDeps extends Deps {
  readonly connector: Connector;
  readonly log: Log;
}

export interface Notifier {
  /** Brings every copy of the request's card up to date, and sends the copies that are missing. */
  refreshCards(requestId: string): Promise<void>;
  /** Puts this person's copy at the end of their chat. */
  showAgain(requestId: string, to: Reader): Promise<void>;
}

export interface Reader {
  readonly userId: string;
  readonly audience: Exclude<Audience, 'channel'>;
}

/** At most one update per card in this time: what Teams bears, and what people can follow. */
const paceMs = 1000;

/** The one place that keeps cards in people's chats in step with the requests. */
export function createNotifier(deps: NotifierDeps): Notifier {
  return {
    refreshCards: (requestId) => refreshCards(deps, requestId),
    showAgain: (requestId, to) => showAgain(deps, requestId, to),
  };
}

async function refreshCards(deps: NotifierDeps, requestId: string): Promise<void> {
  await keepPace(deps, requestId);
  const request = await deps.store.requests.find(requestId);
  const asks = request?.state === 'awaiting';
  const reached = request === undefined ? [] : await Promise.allSettled([reach(deps, request)]);
  const updates = await updateCopies(deps, requestId, () => true);
  // Whom the card didn't come to after all, the others are told.
  const isNews = asks && (await noteArrivals(deps, requestId));
  if (isNews) await keepPace(deps, requestId);
  const told = isNews ? await updateCopies(deps, requestId, ({ activityId }) => activityId !== null) : [];
  failTogether([...reached, ...updates, ...told]);
}

/** Claims the copies of those who are asked something. */
async function reach(deps: NotifierDeps, request: OffboardingRequest): Promise<void> {
  if (request.state === 'awaiting') await reachApprovers(deps, request);
  else if (isUnderReview(request)) await reachReviewers(deps, request);
}

async function updateCopies(
  deps: NotifierDeps,
  requestId: string,
  which: (copy: SentCard) => boolean,
): Promise<PromiseSettledResult<void>[]> {
  // Read last of all, so that what is shown is the newest there is.
  const shown = await readShown(deps, requestId);
  if (shown === undefined) return [];
  const copies = await deps.store.sentCards.ofRequest(requestId);
  return Promise.allSettled(copies.filter(which).map((copy) => bringUpToDate(deps, shown, copy)));
}

/** Waits until the copy that was updated last may be updated again. */
async function keepPace({ ambient, store }: NotifierDeps, requestId: string): Promise<void> {
  const cards = await store.sentCards.ofRequest(requestId);
  const last = Math.max(0, ...cards.map(({ updatedAt }) => updatedAt?.getTime() ?? 0));
  const rest = last + paceMs - ambient.now().getTime();
  if (rest > 0) await ambient.pause(Math.min(rest, paceMs));
}

/** Both of one moment: a retry between the two reads would show a step that runs under the receipt of before. */
async function readShown({ store }: NotifierDeps, requestId: string): Promise<Shown | undefined> {
  for (let request = await store.requests.find(requestId); request !== undefined;) {
    const journal = await store.journal.entries(requestId);
    const after = await store.requests.find(requestId);
    if (after?.version === request.version) return { request, journal };
    request = after;
  }
  return undefined;
}

async function showAgain(deps: NotifierDeps, requestId: string, { userId, audience }: Reader): Promise<void> {
  const { store, ambient } = deps;
  const [shown, contact] = await Promise.all([readShown(deps, requestId), store.contacts.find(userId)]);
  if (shown === undefined || contact === undefined) return;
  const earlier = (await store.sentCards.ofRequest(requestId)).find(
    (card) => card.recipientId === userId && card.audience === audience,
  );
  const { conversationId } = contact;
  const announced = shown.request.events.length;
  const mine = { id: ambient.newId(), requestId, audience, recipientId: userId, conversationId, announced };
  const copy = earlier ?? (await store.sentCards.claim(mine));
  const place = copy && (await placeOf(deps, copy));
  if (copy !== undefined && place !== undefined) await putAtEnd(deps, shown, { copy, place });
}
