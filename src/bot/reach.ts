import { approversOf } from '../approvals/approvers.ts';
import type { NamedPerson } from '../offboarding/people.ts';
import type { OffboardingRequest, Reach } from '../offboarding/request.ts';
import { failTogether } from './faults.ts';
import type { NotifierDeps } from './notifier.ts';
import { reachInChannel } from './reachInChannel.ts';
import { named, reachInChats } from './reachInChats.ts';

/**
 * Sees to it that everybody who may decide has a copy of the card to come, in the approvers' channel or each in their own chat,
 * and notes on the request who could not be reached. Throws `cards-behind` where trying again may help, `graph-…`.
 */
export async function reachApprovers(deps: NotifierDeps, request: OffboardingRequest): Promise<void> {
  const [approvers, channel] = await Promise.all([approversOf(deps, request), deps.store.approvalsChannel.find()]);
  const { tries, ...reach } =
    channel === undefined
      ? await reachInChats(deps, request, approvers)
      : await reachInChannel(deps, request, { approvers, channel });
  await noteReach(deps, request, reach);
  failTogether(tries);
}

/** After the sending: whose own copy came after all, and whose did not. Answers whether that is news. */
export async function noteArrivals(deps: NotifierDeps, requestId: string): Promise<boolean> {
  const [request, copies] = await Promise.all([
    deps.store.requests.find(requestId),
    deps.store.sentCards.ofRequest(requestId),
  ]);
  if (request === undefined || request.reach === null) return false;
  const { asked, unreached } = request.reach;
  const copyOf = ({ id }: NamedPerson) =>
    copies.find((copy) => copy.audience === 'approver' && copy.recipientId === id);
  const isLost = (person: NamedPerson) => copyOf(person)?.activityId === null;
  const hasCome = (person: NamedPerson) => typeof copyOf(person)?.activityId === 'string';
  return noteReach(deps, request, {
    asked: [...asked.filter((person) => !isLost(person)), ...unreached.filter(hasCome)],
    unreached: [...unreached.filter((person) => !hasCome(person)), ...asked.filter(isLost).map(named)],
  });
}

async function noteReach(
  { store }: NotifierDeps,
  request: OffboardingRequest,
  { asked, unreached }: Reach,
): Promise<boolean> {
  const reach: Reach = { asked: asked.toSorted(byName), unreached: unreached.toSorted(byName) };
  if (JSON.stringify(reach) === JSON.stringify(request.reach)) return false;
  await store.requests.noteReach(request.id, reach);
  return true;
}

function byName(one: NamedPerson, other: NamedPerson): number {
  return one.displayName.localeCompare(other.displayName);
}
