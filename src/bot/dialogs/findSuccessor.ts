import type { Deps } from '../../approvals/inspect.ts';
import type { Person } from '../../offboarding/people.ts';
import { say, type Turn } from '../turn.ts';
import { draftPerson, leaverOf, without, type Draft, type DraftPerson, type DraftSuccessor } from './draft.ts';

/** Most people who are looked at, and most who are offered to choose from. */
const lookedAtMost = 20;
const offeredAtMost = 5;

/**
 * Looks up who is to take over, anybody in the tenant. One hit takes over, several are offered; who can't take over is refused with
 * a sentence, and everything stays as it was. The guardrails hold the one who is chosen against the same rules when it is confirmed.
 */
export async function findSuccessor(deps: Deps, turn: Turn, draft: Draft & { successorQuery: string }): Promise<Draft> {
  const { t } = turn.texts;
  const { successorQuery: query } = draft;
  const base = without(draft, 'successorQuery', 'successorChoices');
  const leaver = leaverOf(draft);
  const hits = await deps.tenant.searchPeople(query, lookedAtMost);
  const exact = hits.filter((person) => isAddressOf(person, query));
  const meant = exact.length > 0 ? exact : hits;
  const able = meant.filter((person) => obstacleOf(person, leaver.id) === undefined);
  const isCut = exact.length === 0 && hits.length === lookedAtMost;
  const [first, ...others] = able;
  if (first === undefined) {
    await say(turn, t(...refusalOf(meant[0], leaver.id, query)));
    return base;
  }
  if (others.length === 0 && !isCut) {
    await say(turn, t('successor.named', { name: first.displayName }));
    return { ...base, successor: successorFrom(first, leaver.id) };
  }
  const isMore = isCut || able.length > offeredAtMost;
  await say(turn, t(isMore ? 'successor.several-more' : 'successor.several', { query }));
  return { ...base, successorChoices: able.slice(0, offeredAtMost).map((person) => choiceFrom(person, leaver.id)) };
}

function isAddressOf({ mail, userPrincipalName }: Person, query: string): boolean {
  return [mail, userPrincipalName].some((address) => address?.toLowerCase() === query.toLowerCase());
}

/** The end of the sentence's key; undefined: they can take over. */
function obstacleOf({ id, accountEnabled, userType }: Person, leaverId: string): string | undefined {
  if (id === leaverId) return 'is-leaver';
  if (!accountEnabled) return 'is-blocked';
  return userType === 'Guest' ? 'is-guest' : undefined;
}

function refusalOf(
  person: Person | undefined,
  leaverId: string,
  query: string,
): [key: string, values: Record<string, string>] {
  const obstacle = person === undefined ? undefined : obstacleOf(person, leaverId);
  return person === undefined || obstacle === undefined
    ? ['successor.none', { query }]
    : [`successor.${obstacle}`, { name: person.displayName }];
}

function successorFrom({ id, displayName, mail, managerChain }: Person, leaverId: string): DraftSuccessor {
  return { id, displayName, mail, reportsToLeaver: managerChain[0]?.id === leaverId };
}

function choiceFrom(person: Person, leaverId: string): DraftPerson & DraftSuccessor {
  return { ...draftPerson(person), ...successorFrom(person, leaverId) };
}
