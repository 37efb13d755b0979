import type { NamedPerson } from '../offboarding/people.ts';
import type { Place } from '../offboarding/ports/cards.ts';
import type { AskedPerson, OffboardingRequest } from '../offboarding/request.ts';
import { isEscalated } from '../policy/approving.ts';
import type { Member } from './connector.ts';
import type { NotifierDeps } from './notifier.ts';
import { claimCopy, named, reachInChats, type Reached } from './reachInChats.ts';

interface InChannel {
  readonly approvers: readonly NamedPerson[];
  readonly channel: Place;
}

/** One card for all who are in the channel; once it is escalated, the others are asked in their own chats. */
export async function reachInChannel(
  deps: NotifierDeps,
  request: OffboardingRequest,
  { approvers, channel }: InChannel,
): Promise<Reached> {
  const { conversationId } = channel;
  await claimCopy(deps, request, { audience: 'channel', recipientId: conversationId, conversationId });
  const members = await membersOf(deps, request, channel);
  const present = members === undefined ? await withKnownIds(deps, approvers) : presentIn(members, approvers);
  const others = approvers.filter(({ id }) => !present.some((person) => person.id === id));
  const apart = isEscalated(request)
    ? await reachInChats(deps, request, members === undefined ? approvers : others)
    : await askedBefore(deps, request, others);
  const isOther = ({ id }: NamedPerson) => others.some((person) => person.id === id);
  return {
    asked: [...present, ...apart.asked.filter(isOther)],
    unreached: apart.unreached.filter(isOther),
    tries: apart.tries,
  };
}

/** Those of them who have a card in their own chat from before, or by "pending". */
async function askedBefore(
  { store }: NotifierDeps,
  request: OffboardingRequest,
  people: readonly NamedPerson[],
): Promise<Reached> {
  const copies = await store.sentCards.ofRequest(request.id);
  const has = ({ id }: NamedPerson) => copies.some((copy) => copy.recipientId === id && copy.activityId !== null);
  return {
    asked: people.filter(has).map(named),
    unreached: people.filter((person) => !has(person)).map(named),
    tries: [],
  };
}

function presentIn(members: readonly Member[], approvers: readonly NamedPerson[]): AskedPerson[] {
  const idOf = new Map(members.map(({ userId, teamsUserId }) => [userId, teamsUserId]));
  return approvers.flatMap((person) => {
    const teamsUserId = idOf.get(person.id);
    return teamsUserId === undefined ? [] : [{ ...named(person), teamsUserId }];
  });
}

/** undefined: they can't be read. Then nobody is called unreached, since the card stands there for all of them. */
async function membersOf(
  { connector, log }: NotifierDeps,
  request: OffboardingRequest,
  channel: Place,
): Promise<Member[] | undefined> {
  try {
    return await connector.members(channel);
  } catch (error) {
    log.warn({ requestId: request.id, err: error }, "the channel's members could not be read");
    return undefined;
  }
}

/** Teams ids as far as these people have written to Farewell. */
function withKnownIds({ store }: NotifierDeps, approvers: readonly NamedPerson[]): Promise<AskedPerson[]> {
  return Promise.all(
    approvers.map(async (person) => {
      const contact = await store.contacts.find(person.id);
      const { user } = (contact?.reference ?? {}) as { user?: { id?: string } };
      return user?.id === undefined ? named(person) : { ...named(person), teamsUserId: user.id };
    }),
  );
}
