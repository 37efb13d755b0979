import type { FarewellError } from '../errors.ts';
import type { NamedPerson } from '../offboarding/people.ts';
import type { RightsQuestion, Standing } from '../offboarding/ports/tenant.ts';
import type { Read, Results } from './batch.ts';
import { idsOf, managerChainRead } from './managers.ts';
import { memberOfRead } from './membership.ts';
import { orElse } from './result.ts';

type ChainReads = Readonly<Record<`chain/${string}`, Read<NamedPerson[]>>>;
type GroupReads = Readonly<Record<`groups/${string}`, Read<string[]>>>;
type StandingReads = ChainReads & GroupReads;

/** What decides these people's rights: at most two reads each, and none twice for who is asked about twice. */
export function standingReads(people: readonly RightsQuestion[]): StandingReads {
  const asked = [...Map.groupBy(people, ({ id }) => id)].map(([id, questions]) => ({
    id,
    groupIds: [...new Set(questions.flatMap(({ groupIds }) => groupIds))],
  }));
  const inGroups = asked.filter(({ groupIds }) => groupIds.length > 0);
  const chains: ChainReads = Object.fromEntries(asked.map(({ id }) => [`chain/${id}`, managerChainRead(id)]));
  const groups: GroupReads = Object.fromEntries(
    inGroups.map(({ id, groupIds }) => [`groups/${id}`, memberOfRead(id, groupIds)]),
  );
  return { ...chains, ...groups };
}

/** The standings that were read, in the order of the people; who is gone has none. Throws the error of a read that failed otherwise. */
export function standingsOf(people: readonly RightsQuestion[], results: Results<StandingReads>): Standing[] {
  return people.map(({ id, groupIds }) => ({
    memberOf: ofLive(results[`groups/${id}`]).filter((groupId) => groupIds.includes(groupId)),
    managerChain: idsOf(ofLive(results[`chain/${id}`])),
  }));
}

/** Nothing also where nothing was asked for. */
function ofLive<T>(result: T[] | FarewellError | undefined): T[] {
  return result === undefined ? [] : orElse(result, ['graph-not-found'], []);
}
