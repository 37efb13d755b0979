import { createHash } from 'node:crypto';
import { channelCard } from '../cards/channelCard.ts';
import type { Card } from '../cards/fill.ts';
import { answeredCard } from '../cards/messageCards.ts';
import { requestCard } from '../cards/requestCard.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { Place, SentCard } from '../offboarding/ports/cards.ts';
import { isUnderReview, type EventKind, type OffboardingRequest, type RequestEvent } from '../offboarding/request.ts';
import { giveUpChannel } from './channel.ts';
import { isRefused } from './connector.ts';
import { placeLike } from './contact.ts';
import { newsText } from './news.ts';
import type { NotifierDeps } from './notifier.ts';

export interface Shown {
  readonly request: OffboardingRequest;
  readonly journal: readonly JournalEntry[];
}

/** Where a copy stands or should stand; undefined: its reader is not known, or the channel is no longer theirs. */
export async function placeOf({ store }: NotifierDeps, copy: SentCard): Promise<Place | undefined> {
  if (copy.audience !== 'channel') return store.contacts.find(copy.recipientId);
  const channel = await store.approvalsChannel.find();
  return channel?.conversationId === copy.recipientId ? channel : undefined;
}

/**
 * Updates the copy when it shows something else, sends it where there is none any more, and lets its readers hear of what they
 * should not overlook: a changed card makes no sound.
 */
export async function bringUpToDate(deps: NotifierDeps, shown: Shown, copy: SentCard): Promise<void> {
  const place = await placeOf(deps, copy);
  if (place === undefined) return copy.audience === 'channel' ? updateLeft(deps, shown, copy) : undefined;
  try {
    const isQuestion = isAskedAnew(shown.request, copy);
    if (isQuestion) await putAtEnd(deps, shown, { copy, place });
    else await updateInPlace(deps, shown, { copy, place });
    await tell(deps, shown, { copy, place });
  } catch (error) {
    if (copy.audience !== 'channel' || !isRefused(error)) throw error;
    await giveUpChannel(deps, place.conversationId);
  }
}

/** A channel from which the approvals have moved away is told how its cards go on, as long as it can be. */
async function updateLeft(deps: NotifierDeps, shown: Shown, copy: SentCard): Promise<void> {
  const requester = await deps.store.contacts.find(shown.request.requester.id);
  if (copy.activityId === null || requester === undefined) return;
  const place = placeLike(requester, copy.conversationId);
  const card = cardFor(shown, copy, place);
  if (copy.shownHash === hashOf(card)) return;
  try {
    await deps.connector.update(place, copy.activityId, card);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  await note(deps, copy, { activityId: copy.activityId, place, card });
}

const questions: readonly EventKind[] = ['reminded', 'escalated', 'overdue', 'asked-again'];

/** Its reader has something to do, so their card with its buttons comes to the end of the chat. */
function isAskedAnew(request: OffboardingRequest, { audience, announced }: SentCard): boolean {
  const news = request.events.slice(announced).map(({ kind }) => kind);
  if (audience === 'requester') return isUnderReview(request) && news.includes('review-due');
  if (request.state === 'awaiting') return news.some((kind) => questions.includes(kind));
  return request.state === 'grace' && news.includes('delete-announced');
}

interface CopyAt {
  readonly copy: SentCard;
  readonly place: Place;
}

async function updateInPlace(deps: NotifierDeps, shown: Shown, { copy, place }: CopyAt): Promise<void> {
  const card = cardFor(shown, copy, place);
  const isElsewhere = copy.conversationId !== place.conversationId;
  if (copy.shownHash === hashOf(card) && !isElsewhere) return;
  const updated =
    copy.activityId === null || isElsewhere ? 'gone' : await deps.connector.update(place, copy.activityId, card);
  const activityId =
    updated === 'updated' && copy.activityId !== null ? copy.activityId : await deps.connector.send(place, card);
  await note(deps, copy, { activityId, place, card });
  if (isElsewhere) await retire(deps, { copy, place });
}

/** Sends the copy anew, below all that has been said since, and leaves no second one with buttons behind. */
export async function putAtEnd(deps: NotifierDeps, shown: Shown, { copy, place }: CopyAt): Promise<void> {
  const card = cardFor(shown, copy, place);
  const activityId = await deps.connector.send(place, card);
  await note(deps, copy, { activityId, place, card });
  await retire(deps, { copy, place });
}

/** Takes the buttons off the message of before. Nothing hangs on it, since they would be checked like any other. */
async function retire({ connector, log }: NotifierDeps, { copy, place }: CopyAt): Promise<void> {
  if (copy.activityId === null) return;
  const { t } = textsOf(languageOf(place.locale));
  try {
    const card = answeredCard(t('say.card-moved'));
    await connector.update(placeLike(place, copy.conversationId), copy.activityId, card);
  } catch (error) {
    log.warn({ requestId: copy.requestId, err: error }, 'a card that was moved still has its buttons');
  }
}

interface Sent {
  readonly activityId: string;
  readonly place: Place;
  readonly card: Card;
}

async function note(
  { store, ambient }: NotifierDeps,
  copy: SentCard,
  { activityId, place, card }: Sent,
): Promise<void> {
  const { conversationId } = place;
  await store.sentCards.shown(copy.id, { activityId, conversationId, hash: hashOf(card), at: ambient.now() });
}

/** One sentence for each event that this reader has to hear of; each is said once also when a later one fails. */
async function tell({ connector, store }: NotifierDeps, { request }: Shown, { copy, place }: CopyAt): Promise<void> {
  const texts = textsOf(languageOf(place.locale));
  for (const [index, event] of request.events.entries()) {
    if (index < copy.announced) continue;
    const hears = copy.audience === 'requester' ? isNews(event, copy) : isAlarm(event, request);
    if (hears) await connector.say(place, newsText(texts, request, event));
    await store.sentCards.announced(copy.id, index + 1);
  }
}

/** What the requester hears of: not of what they did themselves, nor of every single thing that people tick off. */
function isNews({ kind, by }: RequestEvent, { recipientId }: SentCard): boolean {
  return kind !== 'leftover-done' && kind !== 'leftover-reopened' && by?.id !== recipientId;
}

/** What an approver must not overlook in a card that changed long ago and far above. */
function isAlarm({ kind }: RequestEvent, { receipt }: OffboardingRequest): boolean {
  return kind === 'ended' && receipt !== null && receipt.headline !== 'done';
}

function cardFor(shown: Shown, { audience, recipientId }: SentCard, { locale }: Place): Card {
  const texts = textsOf(languageOf(locale));
  return audience === 'channel'
    ? channelCard(texts, shown)
    : requestCard(texts, { ...shown, audience, viewerId: recipientId });
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('hex');
}
