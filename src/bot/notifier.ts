import { createHash } from 'node:crypto';
import type { Deps } from '../approvals/inspect.ts';
import { answeredCard } from '../cards/messageCards.ts';
import { requestCard } from '../cards/requestCard.ts';
import type { Card } from '../cards/fill.ts';
import { FarewellError } from '../errors.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import type { Log } from '../log.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Audience, Contact, SentCard } from '../offboarding/ports/cards.ts';

/** Sends to people outside of a turn. */
export interface Connector {
  /** Answers the new message's activity id. */
  send(contact: Contact, card: Card): Promise<string>;
  /** `gone`: the message can't be updated any more. */
  update(contact: Contact, activityId: string, card: Card): Promise<'updated' | 'gone'>;
}

export interface NotifierDeps extends Deps {
  readonly connector: Connector;
  readonly log: Log;
}

export interface Notifier {
  /** Brings every copy of the request's card up to date, and sends the copies that are missing. */
  refreshCards(requestId: string): Promise<void>;
  /** Puts this person's copy at the end of their chat. */
  showAgain(requestId: string, to: { userId: string; audience: Audience }): Promise<void>;
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
  await keepPace(deps, await deps.store.sentCards.ofRequest(requestId));
  // Read after the pause, so that what is shown is the newest there is.
  const state = await readState(deps, requestId);
  if (state === undefined) return;
  const claims =
    state.request.state === 'awaiting' ? await Promise.allSettled([claimApprovers(deps, state.request)]) : [];
  const copies = await deps.store.sentCards.ofRequest(requestId);
  const asked = copies.filter(({ audience }) => audience === 'approver').length;
  const updates = await Promise.allSettled(copies.map((copy) => bringUpToDate(deps, { ...state, asked }, copy)));
  failTogether([...claims, ...updates]);
}

/** One that can't be reached doesn't stop the others; the job is tried again for it. Throws `cards-behind`. */
function failTogether(results: readonly PromiseSettledResult<unknown>[]): void {
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (faults.length === 0) return;
  const cause = new AggregateError(faults);
  throw new FarewellError('cards-behind', `${faults.length} faults while bringing cards up to date`, { cause });
}

/** Waits until the copy that was updated last may be updated again. */
async function keepPace({ ambient }: NotifierDeps, cards: readonly SentCard[]): Promise<void> {
  const last = Math.max(0, ...cards.map(({ updatedAt }) => updatedAt?.getTime() ?? 0));
  const rest = last + paceMs - ambient.now().getTime();
  if (rest > 0) await ambient.pause(Math.min(rest, paceMs));
}

interface State {
  readonly request: OffboardingRequest;
  readonly journal: readonly JournalEntry[];
  /** How many approvers have a copy; undefined where that isn't looked at. */
  readonly asked?: number;
}

async function readState({ store }: NotifierDeps, requestId: string): Promise<State | undefined> {
  const request = await store.requests.find(requestId);
  return request === undefined ? undefined : { request, journal: await store.journal.entries(requestId) };
}

/** Claims one copy for every approver who can be reached and may decide; those who can't be reached are logged. */
async function claimApprovers(deps: NotifierDeps, request: OffboardingRequest): Promise<void> {
  const approvers = await deps.tenant.groupPeople(deps.policy.approverGroupId);
  const others = approvers.filter(({ id }) => id !== request.requester.id && id !== request.leaver.id);
  await Promise.all(others.map(({ id }) => claimFor(deps, request.id, id)));
}

async function claimFor({ store, ambient, log }: NotifierDeps, requestId: string, userId: string): Promise<void> {
  const contact = await store.contacts.find(userId);
  if (contact === undefined) {
    log.warn({ requestId, userId }, 'approver has no conversation with Farewell yet');
    return;
  }
  const { conversationId } = contact;
  await store.sentCards.claim({
    id: ambient.newId(),
    requestId,
    audience: 'approver',
    recipientId: userId,
    conversationId,
  });
}

/** Updates the copy when it shows something else, or sends it where there is none any more. */
async function bringUpToDate(deps: NotifierDeps, state: State, copy: SentCard): Promise<void> {
  const contact = await deps.store.contacts.find(copy.recipientId);
  if (contact === undefined) return;
  const card = cardFor(state, copy.audience, contact);
  const hash = hashOf(card);
  if (copy.shownHash === hash && copy.conversationId === contact.conversationId) return;
  const isElsewhere = copy.conversationId !== contact.conversationId;
  const updated =
    copy.activityId === null || isElsewhere ? 'gone' : await deps.connector.update(contact, copy.activityId, card);
  const activityId =
    updated === 'updated' && copy.activityId !== null ? copy.activityId : await deps.connector.send(contact, card);
  await deps.store.sentCards.shown(copy.id, {
    activityId,
    conversationId: contact.conversationId,
    hash,
    at: deps.ambient.now(),
  });
}

function cardFor(state: State, audience: Audience, { locale }: Contact): Card {
  return requestCard(textsOf(languageOf(locale)), { ...state, audience });
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('hex');
}

async function showAgain(
  deps: NotifierDeps,
  requestId: string,
  { userId, audience }: { userId: string; audience: Audience },
): Promise<void> {
  const { store, ambient, connector } = deps;
  const [state, contact] = await Promise.all([readState(deps, requestId), store.contacts.find(userId)]);
  if (state === undefined || contact === undefined) return;
  const earlier = (await store.sentCards.ofRequest(requestId)).find(
    (card) => card.recipientId === userId && card.audience === audience,
  );
  const { conversationId } = contact;
  const copy =
    earlier ??
    (await store.sentCards.claim({ id: ambient.newId(), requestId, audience, recipientId: userId, conversationId }));
  if (copy === undefined) return;
  const card = cardFor(state, audience, contact);
  const activityId = await connector.send(contact, card);
  await store.sentCards.shown(copy.id, { activityId, conversationId, hash: hashOf(card), at: ambient.now() });
  if (typeof earlier?.activityId === 'string') await retire(deps, contact, earlier.activityId);
}

/** The earlier copy must not keep buttons that nobody keeps up to date. */
async function retire({ connector }: NotifierDeps, contact: Contact, activityId: string): Promise<void> {
  const { t } = textsOf(languageOf(contact.locale));
  await connector.update(contact, activityId, answeredCard(t('say.card-moved')));
}
