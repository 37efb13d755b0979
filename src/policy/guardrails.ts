import type { Finding, FindingId, OffboardingPath, OffboardingStepId, PlanItem, Scopes } from '../offboarding/model.ts';
import {
  unreadFacts,
  type Colleague,
  type GroupFacts,
  type LeaverFacts,
  type UnreadFact,
} from '../offboarding/people.ts';
import { handOverGroups } from '../offboarding/steps/handOverGroups.ts';

/** What the rules look at; facts about the world are gathered by the caller, so the rules themselves are pure. */
export interface Situation {
  readonly facts: LeaverFacts;
  readonly requesterId: string;
  readonly requesterIsHr: boolean;
  /** The ids above the requester, where known. */
  readonly requesterChain: readonly string[];
  readonly leaverIsProtected: boolean;
  /** Undefined while the person hasn't chosen yet: rules of one path only are left out. */
  readonly path: OffboardingPath | undefined;
  /** Number of an open request for this leaver, other than the one at hand. */
  readonly openRequest: number | undefined;
  readonly requestsToday: number;
  readonly requestsPerDay: number;
  /** Optional steps that the operator wants in no plan. */
  readonly stepsOff: readonly OffboardingStepId[];
  /** How many approvers a delete needs. */
  readonly deleteApprovals: number;
  /** Approvers who would remain if the leaver went; undefined where not counted. */
  readonly remainingApprovers: number | undefined;
  /** Who is to take over; undefined: nobody is named yet. */
  readonly successor: NamedSuccessor | undefined;
}

export interface NamedSuccessor {
  readonly id: string;
  /** undefined: no live user of this tenant. */
  readonly found: Colleague | undefined;
}

interface Rule {
  readonly id: FindingId;
  readonly severity: Finding['severity'];
  /** The values of its sentence when it applies. */
  applies(situation: Situation): Finding['values'] | false;
}

const none = {};

const rules: readonly Rule[] = [
  blocks('yourself', ({ facts, requesterId }) => facts.person.id === requesterId && none),
  blocks('your-own-manager', ({ facts, requesterChain }) => requesterChain.includes(facts.person.id) && none),
  blocks('out-of-scope', (s) => !isInScope(s) && none),
  blocks('protected-person', ({ leaverIsProtected }) => leaverIsProtected && none),
  blocks('admin-role', ({ facts }) => facts.directoryRoles.length > 0 && { roles: facts.directoryRoles.join(', ') }),
  blocks('eligible-role', ({ facts }) => facts.eligibleRoles.length > 0 && { roles: facts.eligibleRoles.join(', ') }),
  blocks('role-assignable-group', ({ facts }) => roleAssignableAmong(facts.groups)),
  blocks('role-assignable-owner', ({ facts }) => roleAssignableAmong(facts.ownedGroups)),
  blocks('restricted-unit', ({ facts }) => facts.managementRestricted && none),
  blocks('open-request', ({ openRequest }) => openRequest !== undefined && { number: openRequest }),
  blocks('too-many-requests', (s) => s.requestsToday >= s.requestsPerDay && { limit: s.requestsPerDay }),
  blocks('last-approver', ({ remainingApprovers }) => remainingApprovers === 0 && none),
  blocks('synced-delete', ({ facts, path }) => path === 'delete' && facts.person.syncedFromAd && none),
  blocks('shared-mailbox', ({ facts, path }) => path === 'delete' && facts.mailboxPurpose === 'shared' && none),
  blocks('resource-account', ({ facts }) => facts.isResource && none),
  blocks('successor-is-leaver', ({ facts, successor }) => successor?.id === facts.person.id && none),
  blocks('successor-gone', ({ successor }) => successor !== undefined && successor.found === undefined && none),
  blocks('successor-blocked', ({ successor }) => successor?.found?.accountEnabled === false && nameOf(successor)),
  blocks('successor-guest', ({ successor }) => successor?.found?.userType === 'Guest' && nameOf(successor)),
  {
    id: 'second-approver',
    severity: 'second-approver',
    applies: ({ path, deleteApprovals }) => path === 'delete' && deleteApprovals > 1 && { needed: deleteApprovals },
  },
  warns('synced-keep', ({ facts, path }) => path === 'keep' && facts.person.syncedFromAd && none),
  warns('guest-sessions', ({ facts }) => facts.person.userType === 'Guest' && none),
  warns('already-blocked', ({ facts }) => !facts.person.accountEnabled && none),
  warns(
    'reports-without-manager',
    ({ facts }) => facts.directReports.length > 0 && { count: facts.directReports.length },
  ),
  warns('last-owner', ({ facts, path }) => namesOf(groupsToHandOver(facts, path).map(({ name }) => name))),
  warns(
    'group-licences',
    // A delete frees them too.
    ({ facts, path }) => path === 'keep' && namesOf(groupsThatLicense(facts).map(({ displayName }) => displayName)),
  ),
  ...unreadFacts.map((fact): Rule => ({
    id: `unread-${fact}`,
    severity: 'notes',
    applies: ({ facts, stepsOff }) => facts.unread.includes(fact) && !isOff(readFor[fact], stepsOff) && none,
  })),
];

/** What is read for one step alone, and is of no interest where that is off. */
const readFor: Readonly<Partial<Record<UnreadFact, OffboardingStepId>>> = {
  devices: 'disable-devices',
  drive: 'share-files',
  meetings: 'cancel-meetings',
};

function isOff(step: OffboardingStepId | undefined, stepsOff: readonly OffboardingStepId[]): boolean {
  return step !== undefined && stepsOff.includes(step);
}

/** The heaviest first. */
const weights: readonly Finding['severity'][] = ['blocks', 'second-approver', 'warns', 'notes'];

/** Everything that the guardrails of product.md find here, blocking findings first. */
export function findingsOf(situation: Situation): Finding[] {
  const found = rules.flatMap(({ id, severity, applies }) => {
    const values = applies(situation);
    return values === false ? [] : [{ id, severity, values }];
  });
  return found.sort((a, b) => weights.indexOf(a.severity) - weights.indexOf(b.severity));
}

/** Warnings about what a step takes care of, which count the things that it acts on. */
const takenCareOf: Readonly<Partial<Record<FindingId, OffboardingStepId>>> = {
  'reports-without-manager': 'reassign-reports',
  'last-owner': 'hand-over-groups',
};

/** The findings without those, or that part of those, that the plan with these steps takes care of. */
export function stillToldOf(findings: readonly Finding[], scopes: Scopes): Finding[] {
  return findings.flatMap((finding) => {
    const step = takenCareOf[finding.id];
    const scope = step === undefined ? undefined : scopes[step];
    if (scope === undefined) return [finding];
    const count = Number(finding.values['count']) - scope.count;
    return count > 0 ? [{ ...finding, values: { ...finding.values, count } }] : [];
  });
}

/** The finding that forbids it, if any. */
export function blockingOf(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ severity }) => severity === 'blocks');
}

function isInScope({ facts, requesterId, requesterIsHr }: Situation): boolean {
  return requesterIsHr || facts.person.managerChain.some(({ id }) => id === requesterId);
}

function blocks(id: FindingId, applies: Rule['applies']): Rule {
  return { id, severity: 'blocks', applies };
}

function warns(id: FindingId, applies: Rule['applies']): Rule {
  return { id, severity: 'warns', applies };
}

/** Most names in the values of a finding. */
const mostNames = 5;

/** Of a longer name its beginning: the sentence holds several. */
const longestName = 60;

function namesOf(groups: readonly string[]): Finding['values'] | false {
  if (groups.length === 0) return false;
  const names = groups.slice(0, mostNames).map(beginningOf);
  return { count: groups.length, groups: [...names, ...(groups.length > mostNames ? ['…'] : [])].join(', ') };
}

function beginningOf(name: string): string {
  const letters = [...name];
  return letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : name;
}

function roleAssignableAmong(groups: readonly GroupFacts[]): Finding['values'] | false {
  const group = groups.find(({ roleAssignable }) => roleAssignable);
  return group !== undefined && { group: group.displayName };
}

/** Those that the step for it would hand over; lists that Exchange keeps are left for people to do. */
function groupsToHandOver(facts: LeaverFacts, path: OffboardingPath = 'keep'): readonly PlanItem[] {
  return handOverGroups.offer(path, facts)?.scope.items ?? [];
}

/** The groups that bring one of the leaver's licences. */
function groupsThatLicense({ groups, licences }: LeaverFacts): GroupFacts[] {
  const ids = new Set(licences.flatMap(({ groupIds }) => groupIds));
  return groups.filter(({ id }) => ids.has(id));
}

function nameOf({ found }: NamedSuccessor): Finding['values'] {
  return { name: found?.displayName ?? '' };
}
