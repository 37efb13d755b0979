import type { NamedPerson } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { conflictOf, isEscalated } from '../policy/approving.ts';
import type { Deps } from './inspect.ts';

/** Everybody who may decide on this request now: each once, and nobody who is no judge in the matter. Throws `graph-…`. */
export async function approversOf(deps: Deps, request: OffboardingRequest): Promise<NamedPerson[]> {
  const members = await deps.tenant.groupPeople(deps.policy.approverGroupId);
  const fallback = isEscalated(request) ? await fallbackApprovers(deps) : [];
  const people = [...new Map([...members, ...fallback].map((person) => [person.id, person])).values()];
  const chains = await deps.tenant.managerChains(people.map(({ id }) => id));
  return people
    .filter(({ id }) => conflictOf(request, id, chains.get(id) ?? []) === undefined)
    .sort((one, other) => one.displayName.localeCompare(other.displayName));
}

async function fallbackApprovers({ tenant, policy }: Deps): Promise<NamedPerson[]> {
  const { fallbackUserId, fallbackGroupId } = policy.waiting;
  const [user, members] = await Promise.all([
    fallbackUserId === undefined ? undefined : tenant.readColleague(fallbackUserId),
    fallbackGroupId === undefined ? [] : tenant.groupPeople(fallbackGroupId),
  ]);
  return user === undefined ? members : [user, ...members];
}
