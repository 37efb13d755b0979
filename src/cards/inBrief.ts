import type { NamedPerson } from '../offboarding/people.ts';
import type { Approval, OffboardingRequest } from '../offboarding/request.ts';
import { beginningOf, shortName } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';

/** Bytes of UTF-8 that what somebody wrote may take where there is little room. */
const longestWords = 300;

/** The same in as few words as it can be told: what is longer ends in an ellipsis, and what is only of use elsewhere is left out. */
export function inBrief(shown: RequestOnCard): RequestOnCard {
  const { request } = shown;
  const { leaver, requester, reason, approvals, decision, reach } = request;
  const short = (text: string | null) => text && shortName(text);
  return {
    ...shown,
    isBrief: true,
    request: {
      ...request,
      leaver: {
        ...leaver,
        displayName: shortName(leaver.displayName),
        jobTitle: short(leaver.jobTitle),
        department: short(leaver.department),
        managerName: short(leaver.managerName),
      },
      requester: named(requester),
      reach: reach && { asked: reach.asked.map(named), unreached: reach.unreached.map(named) },
      reason: beginningOf(reason, longestWords),
      approvals: approvals.map(decidedInBrief),
      decision: decision && decidedInBrief(decision),
    },
  };
}

function named<T extends NamedPerson>(person: T): T {
  return { ...person, displayName: shortName(person.displayName) };
}

function decidedInBrief<T extends Approval | NonNullable<OffboardingRequest['decision']>>(one: T): T {
  return { ...one, by: named(one.by), comment: beginningOf(one.comment, longestWords) };
}
