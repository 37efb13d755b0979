import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingText } from '../../src/cards/parts.ts';
import { languages, textsOf } from '../../src/i18n/text.ts';
import type { Finding, FindingId, Scopes } from '../../src/offboarding/model.ts';
import type { Colleague, LeaverFacts, OwnedGroup, Person, UnreadFact } from '../../src/offboarding/people.ts';
import { approvalsNeeded } from '../../src/offboarding/request.ts';
import { factsOf, groupOf, ownedGroupOf } from '../support/facts.ts';
import { blockingOf, findingsOf, stillToldOf, type Situation } from '../../src/policy/guardrails.ts';

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

const facts = factsOf({ person, groups: [groupOf({ id: 'team', displayName: 'Marketing' })] });

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
  stepsOff: [],
  deleteApprovals: 1,
  remainingApprovers: undefined,
  successor: undefined,
};

const e3 = { skuId: 'e3', skuPartNumber: 'SPE_E3', consumed: 1, enabled: 2, direct: false, groupIds: ['licensed'] };
const licensed = groupOf({ id: 'licensed', displayName: 'All of E3', licensing: true });
const mine = (id: string, over: Partial<OwnedGroup> = {}) => ownedGroupOf({ id, lastOwner: true, ...over });
const megan: Colleague = {
  id: 'manager',
  displayName: 'Megan Bowen',
  userPrincipalName: 'megan@contoso.example',
  mail: null,
  accountEnabled: true,
  userType: 'Member',
};
const takesOver = (over: Partial<Colleague>) => ({ successor: { id: 'manager', found: { ...megan, ...over } } });
const tier1 = ownedGroupOf({ id: 'tier1', displayName: 'Tier 1', roleAssignable: true });
const withPerson = (changes: Partial<Person>) => ({ facts: { ...facts, person: { ...person, ...changes } } });
const withFacts = (changes: Partial<LeaverFacts>) => ({ facts: { ...facts, ...changes } });

interface Case {
  readonly what: string;
  readonly given: Partial<Situation>;
  readonly blocks?: readonly FindingId[];
  readonly second?: boolean;
  readonly warns?: readonly FindingId[];
  readonly notes?: readonly FindingId[];
}

/** A typed list, so that a new one is not forgotten here. */
const unreadKinds: Readonly<Record<UnreadFact, true>> = {
  roles: true,
  'eligible-roles': true,
  owners: true,
  devices: true,
  licences: true,
  mailbox: true,
  drive: true,
  meetings: true,
};
const unreadFacts = Object.keys(unreadKinds) as UnreadFact[];

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
    what: 'a member of a group in a role-assignable group',
    given: withFacts({ groups: [{ ...tier1, direct: false }] }),
    blocks: ['role-assignable-group'],
  },
  {
    what: 'an owner of a role-assignable group',
    given: withFacts({ ownedGroups: [tier1] }),
    blocks: ['role-assignable-owner'],
  },
  {
    what: 'a member and owner of a role-assignable group',
    given: withFacts({ groups: [tier1], ownedGroups: [tier1] }),
    blocks: ['role-assignable-group', 'role-assignable-owner'],
  },
  {
    what: 'somebody who may activate an admin role',
    given: withFacts({ eligibleRoles: ['User Administrator'] }),
    blocks: ['eligible-role'],
  },
  { what: 'a room or a call queue', given: withFacts({ isResource: true }), blocks: ['resource-account'] },
  { what: 'a successor as there should be', given: takesOver({}) },
  {
    what: 'the leaver as their own successor',
    given: { successor: { id: 'leaver', found: { ...megan, id: 'leaver' } } },
    blocks: ['successor-is-leaver'],
  },
  {
    what: 'a successor of no user of this organization',
    given: { successor: { id: 'gone', found: undefined } },
    blocks: ['successor-gone'],
  },
  {
    what: 'a successor who is blocked',
    given: takesOver({ accountEnabled: false }),
    blocks: ['successor-blocked'],
  },
  { what: 'a successor who is a guest', given: takesOver({ userType: 'Guest' }), blocks: ['successor-guest'] },
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
    given: withFacts({ directReports: [{ id: 'r', displayName: 'R', syncedFromAd: false }] }),
    warns: ['reports-without-manager'],
  },
  { what: 'a group that is theirs alone', given: withFacts({ ownedGroups: [mine('team')] }), warns: ['last-owner'] },
  {
    what: 'a group that is theirs alone, deleted',
    given: { ...withFacts({ ownedGroups: [mine('team')] }), path: 'delete' },
    warns: ['last-owner'],
  },
  { what: 'a group that others own too', given: withFacts({ ownedGroups: [mine('team', { lastOwner: false })] }) },
  {
    what: 'a group whose owners can’t be read',
    given: withFacts({ ownedGroups: [mine('team', { lastOwner: null })] }),
  },
  {
    what: 'a distribution list that is theirs alone, which is left for people to do',
    given: withFacts({ ownedGroups: [mine('list', { kind: 'mail-enabled' })] }),
  },
  {
    what: 'a licence that a group brings',
    given: withFacts({ groups: [licensed], licences: [e3] }),
    warns: ['group-licences'],
  },
  {
    what: 'a licence that a group brings, deleted: it is freed',
    given: { ...withFacts({ groups: [licensed], licences: [e3] }), path: 'delete' },
  },
  { what: 'a licence of their own', given: withFacts({ licences: [{ ...e3, direct: true, groupIds: [] }] }) },
  ...unreadFacts.map((fact): Case => ({
    what: `${fact} that can’t be read`,
    given: withFacts({ unread: [fact] }),
    notes: [`unread-${fact}`],
  })),
  {
    what: 'what can’t be read for a step that is off is of no interest',
    given: {
      facts: { ...facts, unread: ['devices', 'drive', 'meetings', 'mailbox'] },
      stepsOff: ['disable-devices', 'share-files', 'cancel-meetings', 'auto-reply'],
    },
    notes: ['unread-mailbox'],
  },
  {
    what: 'what can’t be read comes after what warns',
    given: { facts: { ...facts, unread: ['roles'], person: { ...person, userType: 'Guest' } } },
    warns: ['guest-sessions'],
    notes: ['unread-roles'],
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
  for (const { what, given, blocks = [], second = false, warns = [], notes = [] } of cases) {
    const asksForSecond: readonly FindingId[] = second ? ['second-approver'] : [];
    it(`${what}: ${[...blocks, ...asksForSecond, ...warns, ...notes].join(', ') || 'nothing'}`, () => {
      const findings = findingsOf({ ...ordinary, ...given });
      assert.deepEqual(
        findings.map(({ id, severity }) => [id, severity]),
        [
          ...blocks.map((id) => [id, 'blocks']),
          ...asksForSecond.map((id) => [id, 'second-approver']),
          ...warns.map((id) => [id, 'warns']),
          ...notes.map((id) => [id, 'notes']),
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
    { given: withFacts({ eligibleRoles: ['A', 'B'] }), expected: { roles: 'A, B' } },
    { given: takesOver({ userType: 'Guest' }), expected: { name: 'Megan Bowen' } },
    { given: withFacts({ ownedGroups: [mine('a'), mine('b')] }), expected: { count: 2, groups: 'a, b' } },
    {
      given: withFacts({ ownedGroups: Array.from({ length: 60 }, (_, index) => mine(`${index}`)) }),
      expected: { count: 60, groups: '0, 1, 2, 3, 4, …' },
    },
    {
      given: withFacts({ ownedGroups: [mine('long', { displayName: '🌷'.repeat(256) })] }),
      expected: { count: 1, groups: `${'🌷'.repeat(59)}…` },
    },
    { given: withFacts({ groups: [licensed], licences: [e3] }), expected: { count: 1, groups: 'All of E3' } },
  ];
  for (const { given, expected } of values) {
    it(`the sentence gets ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(findingsOf({ ...ordinary, ...given })[0]?.values, expected);
    });
  }
});

describe('what a plan takes care of', () => {
  const count = (count: number) => ({ count, items: [] });
  const told: readonly {
    what: string;
    given: Partial<Situation>;
    scopes: Scopes;
    left: readonly Finding['values'][];
  }[] = [
    {
      what: 'people who get a new manager are warned of no more',
      given: withFacts({ directReports: [report('a'), report('b')] }),
      scopes: { 'reassign-reports': count(2) },
      left: [],
    },
    {
      what: 'those of Active Directory, who don’t, still are',
      given: withFacts({ directReports: [report('a'), report('b'), report('c')] }),
      scopes: { 'reassign-reports': count(2) },
      left: [{ count: 1 }],
    },
    {
      what: 'without that step all of them are',
      given: withFacts({ directReports: [report('a')] }),
      scopes: { 'hand-over-groups': count(1) },
      left: [{ count: 1 }],
    },
    {
      what: 'groups that get another owner are warned of no more',
      given: withFacts({ ownedGroups: [mine('a')] }),
      scopes: { 'hand-over-groups': count(1) },
      left: [],
    },
    {
      what: 'everything else stays',
      given: withPerson({ userType: 'Guest' }),
      scopes: { 'hand-over-groups': count(1), 'reassign-reports': count(1) },
      left: [{}],
    },
  ];
  for (const { what, given, scopes, left } of told) {
    it(what, () => {
      const findings = stillToldOf(findingsOf({ ...ordinary, ...given }), scopes);
      assert.deepEqual(
        findings.map(({ values }) => values),
        left,
      );
    });
  }

  function report(id: string) {
    return { id, displayName: id, syncedFromAd: false };
  }
});

describe('what is said of a finding', () => {
  for (const language of languages) {
    it(`names everything it is about, in ${language}`, () => {
      for (const { what, given } of cases) {
        for (const finding of findingsOf({ ...ordinary, ...given })) {
          const text = findingText(textsOf(language), finding);
          const values = Object.values(finding.values).map(String);
          for (const value of values) assert.ok(text.includes(value), `${what}: ${text}`);
          assert.doesNotMatch(text, /[{}]|undefined/);
        }
      }
    });
  }

  it('a member and an owner of a role-assignable group are told apart', () => {
    const given = withFacts({ groups: [tier1], ownedGroups: [tier1] });
    const [member = '', owner = ''] = findingsOf({ ...ordinary, ...given }).map((one) =>
      findingText(textsOf('en'), one),
    );
    assert.match(member, /is a member of a group that can hold admin roles \(Tier 1\)/);
    assert.match(owner, /owns a group that can hold admin roles \(Tier 1\)/);
  });

  it('a step is called by its name, not by its id', () => {
    const finding: Finding = { id: 'step-switched-off', severity: 'notes', values: { step: 'cancel-meetings' } };
    for (const language of languages) {
      const texts = textsOf(language);
      const text = findingText(texts, finding);
      assert.ok(text.includes(texts.t('step.cancel-meetings.name')) && !text.includes('cancel-meetings'), text);
    }
  });
});
