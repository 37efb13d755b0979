import { offersFor } from '../../src/offboarding/offers.ts';
import { noOptions, type OffboardingPath, type Plan, type PlanOptions } from '../../src/offboarding/model.ts';
import type { GroupFacts, LeaverFacts, Licence, OwnedGroup, Person } from '../../src/offboarding/people.ts';
import { planFor } from '../../src/offboarding/plan.ts';

/** Somebody with a manager, two levels up, and nothing else. */
export const ordinaryPerson: Person = {
  id: 'leaver',
  displayName: 'Alex Wilber',
  userPrincipalName: 'alex@contoso.example',
  mail: 'alex@contoso.example',
  jobTitle: 'Marketing Assistant',
  department: 'Marketing',
  accountEnabled: true,
  userType: 'Member',
  syncedFromAd: false,
  managerChain: [
    { id: 'manager', displayName: 'Megan Bowen' },
    { id: 'director', displayName: 'Rashid Benali' },
  ],
};

/** The facts of a leaver who has a mailbox and nothing else, but for what is given. */
export function factsOf(over: Partial<LeaverFacts> = {}): LeaverFacts {
  return {
    person: ordinaryPerson,
    manager: null,
    directReports: [],
    directoryRoles: [],
    eligibleRoles: [],
    groups: [],
    ownedGroups: [],
    devices: [],
    licences: [],
    isResource: false,
    managementRestricted: false,
    signInSessionsValidFrom: null,
    mailboxPurpose: 'user',
    hasMailbox: true,
    drive: null,
    meetings: null,
    unread: [],
    timeZone: null,
    ...over,
  };
}

/** An ordinary group that the person is in, but for what is given. */
export function groupOf(over: Partial<GroupFacts> & Pick<GroupFacts, 'id'>): GroupFacts {
  return { displayName: over.id, roleAssignable: false, kind: 'cloud', direct: true, licensing: false, ...over };
}

export function ownedGroupOf(over: Partial<OwnedGroup> & Pick<OwnedGroup, 'id'>): OwnedGroup {
  return { ...groupOf(over), lastOwner: false, ...over };
}

/** The plan of somebody who has nothing that an optional step would need. */
export function barePlan(
  path: OffboardingPath,
  licences: readonly Licence[] = [],
  options: PlanOptions = noOptions,
): Plan {
  const facts = factsOf({ licences: licences.map((licence) => ({ ...licence, direct: true, groupIds: [] })) });
  return planFor({ path, facts, offers: offersFor(path, facts), options });
}
