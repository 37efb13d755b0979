import type { Finding, FindingId, OffboardingPath } from '../offboarding/model.ts';
import type { LeaverFacts } from '../offboarding/people.ts';

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
  /** How many approvers a delete needs. */
  readonly deleteApprovals: number;
  /** Approvers who would remain if the leaver went; undefined where not counted. */
  readonly remainingApprovers: number | undefined;
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
  blocks('role-assignable-group', ({ facts }) => {
    const group = [...facts.groups, ...facts.ownedGroups].find(({ roleAssignable }) => roleAssignable);
    return group !== undefined && { group: group.displayName };
  }),
  blocks('restricted-unit', ({ facts }) => facts.managementRestricted && none),
  blocks('open-request', ({ openRequest }) => openRequest !== undefined && { number: openRequest }),
  blocks('too-many-requests', (s) => s.requestsToday >= s.requestsPerDay && { limit: s.requestsPerDay }),
  blocks('last-approver', ({ remainingApprovers }) => remainingApprovers === 0 && none),
  blocks('synced-delete', ({ facts, path }) => path === 'delete' && facts.person.syncedFromAd && none),
  blocks('shared-mailbox', ({ facts, path }) => path === 'delete' && facts.mailboxPurpose === 'shared' && none),
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
];

/** Everything that the guardrails of product.md find here, blocking findings first. */
export function findingsOf(situation: Situation): Finding[] {
  const found = rules.flatMap(({ id, severity, applies }) => {
    const values = applies(situation);
    return values === false ? [] : [{ id, severity, values }];
  });
  return found.sort((a, b) => Number(b.severity === 'blocks') - Number(a.severity === 'blocks'));
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
