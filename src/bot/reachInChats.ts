import { asFarewellError, hasCode } from '../errors.ts';
import type { NamedPerson } from '../offboarding/people.ts';
import type { Contact, NewCopy } from '../offboarding/ports/cards.ts';
import type { OffboardingRequest, Reach } from '../offboarding/request.ts';
import { placeLike } from './contact.ts';
import type { NotifierDeps } from './notifier.ts';

/** Whom the question is on its way to. */
export interface Reached extends Reach {
  /** How it went with each of them. */
  readonly tries: readonly PromiseSettledResult<unknown>[];
}

/** A copy for each approver in their own chat; one who can't be reached doesn't stop the others. */
export async function reachInChats(
  deps: NotifierDeps,
  request: OffboardingRequest,
  approvers: readonly NamedPerson[],
): Promise<Reached> {
  const copies = await deps.store.sentCards.ofRequest(request.id);
  const tries = await Promise.allSettled(
    approvers.map(({ id }) => claimInChat(deps, request, { recipientId: id, audience: 'approver' })),
  );
  const hasChat = (index: number) => tries[index]?.status === 'fulfilled' && tries[index].value;
  // Whom the card didn't get to the last time is not called reached before it has.
  const isLost = ({ id }: NamedPerson) =>
    request.reach?.unreached.some((person) => person.id === id) === true &&
    copies.some(({ recipientId, activityId }) => recipientId === id && activityId === null);
  const isAsked = approvers.map((person, index) => hasChat(index) && !isLost(person));
  return {
    asked: approvers.filter((_, index) => isAsked[index]).map(named),
    unreached: approvers.filter((_, index) => isAsked[index] !== true).map(named),
    tries,
  };
}

/** Claims a copy for somebody in their own chat; answers whether there is a chat in which they can be asked. */
export async function claimInChat(
  deps: NotifierDeps,
  request: OffboardingRequest,
  reader: Pick<NewCopy, 'audience' | 'recipientId'>,
): Promise<boolean> {
  const contact = await contactWith(deps, request, reader.recipientId);
  if (contact === undefined) return false;
  await claimCopy(deps, request, { ...reader, conversationId: contact.conversationId });
  return true;
}

/** Where the person can be reached: known from before, or by installing the app for them. */
async function contactWith(
  deps: NotifierDeps,
  request: OffboardingRequest,
  userId: string,
): Promise<Contact | undefined> {
  const known = await deps.store.contacts.find(userId);
  if (known !== undefined) return known;
  const conversationId = await openChat(deps, request, userId);
  const requester = await deps.store.contacts.find(request.requester.id);
  if (conversationId === undefined || requester === undefined) return undefined;
  const contact = { ...placeLike(requester, conversationId), userId };
  await deps.store.contacts.save(contact);
  return contact;
}

async function openChat(
  { tenant, log }: NotifierDeps,
  request: OffboardingRequest,
  userId: string,
): Promise<string | undefined> {
  const about = { requestId: request.id, userId };
  try {
    const chat = await tenant.personalChat(userId);
    if (chat === undefined) log.warn(about, 'approver has no conversation with Farewell yet');
    return chat;
  } catch (error) {
    // Busy is no answer: the job is tried again. Everything else is: this person is reported as not reached.
    if (hasCode(error, 'graph-throttled', 'graph-unavailable', 'graph-outcome-unknown')) throw error;
    log.warn({ ...about, err: asFarewellError(error) }, 'app not installed for approver');
    return undefined;
  }
}

export async function claimCopy(
  { store, ambient }: NotifierDeps,
  request: OffboardingRequest,
  copy: Pick<NewCopy, 'audience' | 'recipientId' | 'conversationId'>,
): Promise<void> {
  // Its first sending tells all that has happened up to then.
  const announced = request.events.length;
  await store.sentCards.claim({ id: ambient.newId(), requestId: request.id, announced, ...copy });
}

/** Of a directory person no more than this is kept. */
export function named({ id, displayName }: NamedPerson): NamedPerson {
  return { id, displayName };
}
