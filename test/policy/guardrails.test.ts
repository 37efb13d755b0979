import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FindingId } from '../../src/offboarding/model.ts';
import type { LeaverFacts, Person } from '../../src/offboarding/people.ts';
import { approvalsNeeded } from '../../src/offboarding/request.ts';
import { blockingOf, findingsOf, type Situation } from '../../src/policy/guardrails.ts';

const person: Person = {
  id: 'leaver',
  displayName: 'Alex Wilber',
  userPrincipalName: 'alex@contoso.example',
  mail: 'alex@contoso.example',
  jobTitle: null,
  department: null,
  accountEnabled: true,
  userType: 'Member',
  syncedFromAd: false,
  managerChain: [
    { id: 'manager', displayName: 'Megan Bowen' },
    { id: 'director', displayName: 'Rashid Benali' },
  ],
};

const facts: LeaverFacts = {
  person,
  directReports: [],
  directoryRoles: [],
  groups: [{ id: 'team', displayName: 'Marketing', roleAssignable: false }],
  ownedGroups: [],
  licences: [],
  managementRestricted: false,
  signInSessionsValidFrom: null,
  mailboxPurpose: 'user',
  timeZone: null,
};

const ordinary: Situation = {
  facts,
  requesterId: 'manager',
  requesterIsHr: false,
  requesterChain: ['director', 'ceo'],
  leaverIsProtected: false,
  path: 'keep',
  openRequest: undefined,
  requestsToday: 0,
  requestsPerDay: 20,
  deleteApprovals: 1,
  remainingApprovers: undefined,
};

const tier1 = { id: 'tier1', displayName: 'Tier 1', roleAssignable: true };
const withPerson = (changes: Partial<Person>) => ({ facts: { ...facts, person: { ...person, ...changes } } });
const withFacts = (changes: Partial<LeaverFacts>) => ({ facts: { ...facts, ...changes } });

interface Case {
  readonly what: string;
  readonly given: Partial<Situation>;
  readonly blocks?: readonly FindingId[];
  readonly second?: boolean;
  readonly warns?: readonly FindingId[];
}

const cases: readonly Case[] = [
  { what: 'a direct report', given: {} },
  { what: 'an indirect report', given: { requesterId: 'director', requesterChain: ['ceo'] } },
  { what: 'somebody else’s report', given: { requesterId: 'stranger' }, blocks: ['out-of-scope'] },
  { what: 'somebody else’s report, asked by HR', given: { requesterId: 'stranger', requesterIsHr: true } },
  {
    what: 'nobody’s report',
    given: withPerson({ managerChain: [] }),
    blocks: ['out-of-scope'],
  },
  {
    what: 'oneself, as HR',
    given: { requesterId: 'leaver', requesterIsHr: true, requesterChain: ['manager'] },
    blocks: ['yourself'],
  },
  {
    what: 'one’s own manager’s manager, as HR',
    given: { requesterId: 'hr', requesterIsHr: true, requesterChain: ['x', 'leaver'] },
    blocks: ['your-own-manager'],
  },
  { what: 'a protected person', given: { leaverIsProtected: true }, blocks: ['protected-person'] },
  {
    what: 'a protected person, asked by HR',
    given: { leaverIsProtected: true, requesterIsHr: true },
    blocks: ['protected-person'],
  },
  { what: 'an admin', given: withFacts({ directoryRoles: ['User Administrator'] }), blocks: ['admin-role'] },
  {
    what: 'a member of a role-assignable group',
    given: withFacts({ groups: [tier1] }),
    blocks: ['role-assignable-group'],
  },
  {
    what: 'an owner of a role-assignable group',
    given: withFacts({ ownedGroups: [tier1] }),
    blocks: ['role-assignable-group'],
  },
  { what: 'a restricted unit', given: withFacts({ managementRestricted: true }), blocks: ['restricted-unit'] },
  { what: 'an open request', given: { openRequest: 7 }, blocks: ['open-request'] },
  { what: 'one request below the limit', given: { requestsToday: 19 } },
  { what: 'the limit reached', given: { requestsToday: 20 }, blocks: ['too-many-requests'] },
  { what: 'the last approver', given: { remainingApprovers: 0 }, blocks: ['last-approver'] },
  { what: 'one of two approvers', given: { remainingApprovers: 1 } },
  { what: 'synced, kept', given: withPerson({ syncedFromAd: true }), warns: ['synced-keep'] },
  {
    what: 'synced, deleted',
    given: { ...withPerson({ syncedFromAd: true }), path: 'delete' },
    blocks: ['synced-delete'],
  },
  { what: 'synced, not yet chosen', given: { ...withPerson({ syncedFromAd: true }), path: undefined } },
  { what: 'a shared mailbox, kept', given: withFacts({ mailboxPurpose: 'shared' }) },
  {
    what: 'a shared mailbox, deleted',
    given: { ...withFacts({ mailboxPurpose: 'shared' }), path: 'delete' },
    blocks: ['shared-mailbox'],
  },
  { what: 'a mailbox that can’t be read, deleted', given: { ...withFacts({ mailboxPurpose: null }), path: 'delete' } },
  { what: 'a guest', given: withPerson({ userType: 'Guest' }), warns: ['guest-sessions'] },
  { what: 'blocked already', given: withPerson({ accountEnabled: false }), warns: ['already-blocked'] },
  {
    what: 'people below',
    given: withFacts({ directReports: [{ id: 'r', displayName: 'R' }] }),
    warns: ['reports-without-manager'],
  },
  { what: 'a delete where one approver is enough', given: { path: 'delete' } },
  { what: 'a delete where two have to agree', given: { path: 'delete', deleteApprovals: 2 }, second: true },
  { what: 'a keep where two have to agree on a delete', given: { deleteApprovals: 2 } },
  { what: 'no path yet where two have to agree on a delete', given: { path: undefined, deleteApprovals: 2 } },
  {
    what: 'a delete of a guest where two have to agree: the second approver before what warns',
    given: { ...withPerson({ userType: 'Guest' }), path: 'delete', deleteApprovals: 2 },
    second: true,
    warns: ['guest-sessions'],
  },
  {
    what: 'a delete where two have to agree, of a protected person: what blocks comes first',
    given: { leaverIsProtected: true, path: 'delete', deleteApprovals: 2 },
    blocks: ['protected-person'],
    second: true,
  },
  {
    what: 'several at once, what blocks before what warns',
    given: {
      ...withFacts({
        person: { ...person, accountEnabled: false, userType: 'Guest' },
        directoryRoles: ['Global Reader'],
        managementRestricted: true,
      }),
      requesterId: 'stranger',
    },
    blocks: ['out-of-scope', 'admin-role', 'restricted-unit'],
    warns: ['guest-sessions', 'already-blocked'],
  },
];

describe('guardrails', () => {
  for (const { what, given, blocks = [], second = false, warns = [] } of cases) {
    const asksForSecond: readonly FindingId[] = second ? ['second-approver'] : [];
    it(`${what}: ${[...blocks, ...asksForSecond, ...warns].join(', ') || 'nothing'}`, () => {
      const findings = findingsOf({ ...ordinary, ...given });
      assert.deepEqual(
        findings.map(({ id, severity }) => [id, severity]),
        [
          ...blocks.map((id) => [id, 'blocks']),
          ...asksForSecond.map((id) => [id, 'second-approver']),
          ...warns.map((id) => [id, 'warns']),
        ],
      );
      assert.equal(approvalsNeeded(findings), second ? 2 : 1);
      assert.equal(blockingOf(findings)?.id, blocks[0]);
    });
  }

  const values = [
    { given: { openRequest: 7 }, expected: { number: 7 } },
    { given: { path: 'delete' as const, deleteApprovals: 2 }, expected: { needed: 2 } },
    { given: { requestsToday: 25 }, expected: { limit: 20 } },
    { given: withFacts({ directoryRoles: ['A', 'B'] }), expected: { roles: 'A, B' } },
    { given: withFacts({ ownedGroups: [tier1] }), expected: { group: 'Tier 1' } },
    { given: withFacts({ directReports: [person, person, person] }), expected: { count: 3 } },
  ];
  for (const { given, expected } of values) {
    it(`the sentence gets ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(findingsOf({ ...ordinary, ...given })[0]?.values, expected);
    });
  }
});
