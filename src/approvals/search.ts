import type { Person } from '../offboarding/people.ts';
import type { Deps } from './inspect.ts';

export interface Hits {
  /** People the searcher may ask for, themselves included so that a guardrail can say why not. */
  readonly people: readonly Person[];
  readonly more: boolean;
  /** Somebody was found, but nobody the searcher may ask for. */
  readonly onlyOutOfScope: boolean;
}

const shownAtMost = 5;
const lookedAtMost = 50;

/** Finds who may be meant, inside the requester's scope unless they are HR. */
export async function searchLeavers({ tenant, policy }: Deps, searcherId: string, text: string): Promise<Hits> {
  const hrGroups = policy.hrGroupId === undefined ? [] : [policy.hrGroupId];
  const [found, groups] = await Promise.all([
    tenant.searchPeople(text, lookedAtMost),
    hrGroups.length === 0 ? [] : tenant.memberOf(searcherId, hrGroups),
  ]);
  const inScope = groups.length > 0 ? found : found.filter((person) => isInScope(person, searcherId));
  return {
    people: inScope.slice(0, shownAtMost),
    more: inScope.length > shownAtMost,
    onlyOutOfScope: found.length > 0 && inScope.length === 0,
  };
}

function isInScope({ id, managerChain }: Person, searcherId: string): boolean {
  return id === searcherId || managerChain.some((manager) => manager.id === searcherId);
}
