import type { Person } from '../offboarding/people.ts';
import type { Deps } from './inspect.ts';
import { auditRefusal } from './refusal.ts';

export interface Hits {
  /** People the searcher may ask for, themselves included so that a guardrail can say why not. */
  readonly people: readonly Person[];
  readonly more: boolean;
  /** Why there are none: nobody of that name, nobody of them the searcher may ask for, or too many to look at all of them. */
  readonly none: 'unknown' | 'out-of-scope' | 'too-many' | undefined;
}

const shownAtMost = 5;
const lookedAtMost = 50;

/** Finds who may be meant, inside the requester's scope unless they are HR; a search for nobody but others is audited. */
export async function searchLeavers(deps: Deps, searcherId: string, text: string): Promise<Hits> {
  const { tenant, policy } = deps;
  const hrGroups = policy.hrGroupId === undefined ? [] : [policy.hrGroupId];
  const [found, groups] = await Promise.all([
    tenant.searchPeople(text, lookedAtMost),
    hrGroups.length === 0 ? [] : tenant.memberOf(searcherId, hrGroups),
  ]);
  const inScope = groups.length > 0 ? found : found.filter((person) => isInScope(person, searcherId));
  const isCut = found.length === lookedAtMost;
  const none = inScope.length > 0 ? undefined : isCut ? 'too-many' : found.length > 0 ? 'out-of-scope' : 'unknown';
  if (none === 'out-of-scope') {
    await auditRefusal(deps, { requestId: null, actorId: searcherId, attempt: 'search', rule: none });
  }
  return { people: inScope.slice(0, shownAtMost), more: inScope.length > shownAtMost || isCut, none };
}

function isInScope({ id, managerChain }: Person, searcherId: string): boolean {
  return id === searcherId || managerChain.some((manager) => manager.id === searcherId);
}
