import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { basisHash, basisOf, changesBetween } from '../../src/approvals/basis.ts';
import type { Inspection } from '../../src/approvals/inspect.ts';
import { noOptions, type Finding, type PlanOptions } from '../../src/offboarding/model.ts';
import { offersFor } from '../../src/offboarding/offers.ts';
import type { Colleague, LeaverFacts, LeaverLicence, Person } from '../../src/offboarding/people.ts';
import type { Basis, Change } from '../../src/offboarding/request.ts';
import { factsOf, groupOf } from '../support/facts.ts';

const mine = { direct: true, groupIds: [] };
const e3: LeaverLicence = { skuId: 'e3', skuPartNumber: 'SPE_E3', consumed: 31, enabled: 40, ...mine };
const visio: LeaverLicence = { skuId: 'visio', skuPartNumber: 'VISIOCLIENT', consumed: 2, enabled: 5, ...mine };

const person: Person = {
  id: 'leaver',
  displayName: 'Alex Wilber',
  userPrincipalName: 'alex@contoso.example',
  mail: 'alex@contoso.example',
  jobTitle: 'Marketing Specialist',
  department: 'Marketing',
  accountEnabled: true,
  userType: 'Member',
  syncedFromAd: false,
  managerChain: [
    { id: 'manager', displayName: 'Megan Bowen' },
    { id: 'director', displayName: 'Rashid Benali' },
  ],
};

const facts = factsOf({ person, licences: [e3] });

const reports: Finding = { id: 'reports-without-manager', severity: 'warns', values: { count: 2 } };
const guest: Finding = { id: 'guest-sessions', severity: 'warns', values: {} };
const second: Finding = { id: 'second-approver', severity: 'second-approver', values: { needed: 2 } };

interface World {
  readonly options?: Partial<PlanOptions>;
  readonly successor?: Colleague;
  readonly of?: Partial<Person>;
  readonly licences?: readonly LeaverLicence[];
  readonly findings?: readonly Finding[];
  readonly facts?: Partial<LeaverFacts>;
}

function basisIn({ of, licences = [e3], findings = [reports], facts: others, options, successor }: World): Basis {
  const now = { ...facts, ...others, licences, person: { ...person, ...of } };
  const inspection: Inspection = {
    facts: now,
    findings,
    offers: offersFor('keep', now),
    successor,
    deleteBlockedBy: undefined,
  };
  return basisOf({ path: 'keep', options: { ...noOptions, ...options } }, inspection);
}

const before = basisIn({});

const changed: readonly { readonly what: string; readonly now: World; readonly changes: readonly Change[] }[] = [
  {
    what: 'another name',
    now: { of: { displayName: 'Alexandra Wilber' } },
    changes: [{ what: 'name', from: 'Alex Wilber', to: 'Alexandra Wilber' }],
  },
  {
    what: 'another user name',
    now: { of: { userPrincipalName: 'aw@contoso.example' } },
    changes: [{ what: 'user-name', from: 'alex@contoso.example', to: 'aw@contoso.example' }],
  },
  {
    what: 'no mail any more',
    now: { of: { mail: null } },
    changes: [{ what: 'mail', from: 'alex@contoso.example', to: null }],
  },
  {
    what: 'another title',
    now: { of: { jobTitle: 'Head of Marketing' } },
    changes: [{ what: 'title', from: 'Marketing Specialist', to: 'Head of Marketing' }],
  },
  {
    what: 'another department',
    now: { of: { department: 'Legal' } },
    changes: [{ what: 'department', from: 'Marketing', to: 'Legal' }],
  },
  {
    what: 'another manager',
    now: { of: { managerChain: [{ id: 'sanne', displayName: 'Sanne Visser' }] } },
    changes: [{ what: 'manager', from: 'Megan Bowen', to: 'Sanne Visser' }],
  },
  {
    what: 'another manager of the same name',
    now: { of: { managerChain: [{ id: 'other-megan', displayName: 'Megan Bowen' }] } },
    changes: [{ what: 'manager', from: 'Megan Bowen', to: 'Megan Bowen' }],
  },
  {
    what: 'no manager any more',
    now: { of: { managerChain: [] } },
    changes: [{ what: 'manager', from: 'Megan Bowen', to: null }],
  },
  {
    what: 'one licence more',
    now: { licences: [e3, visio] },
    changes: [{ what: 'licences', from: [e3], to: [e3, visio] }],
  },
  { what: 'no licence any more', now: { licences: [] }, changes: [{ what: 'licences', from: [e3], to: [] }] },
  {
    what: 'fewer steps',
    now: { of: { userType: 'Guest' } },
    changes: [{ what: 'steps', from: ['block-sign-in', 'revoke-sessions'], to: ['block-sign-in'] }],
  },
  {
    what: 'a warning more',
    now: { findings: [reports, guest] },
    changes: [{ what: 'finding-new', finding: guest }],
  },
  { what: 'a warning less', now: { findings: [] }, changes: [{ what: 'finding-gone', finding: reports }] },
  {
    what: 'a warning with another number',
    now: { findings: [{ ...reports, values: { count: 3 } }] },
    changes: [
      { what: 'finding-new', finding: { ...reports, values: { count: 3 } } },
      { what: 'finding-gone', finding: reports },
    ],
  },
  {
    what: 'a second approver who is needed now',
    now: { findings: [reports, second] },
    changes: [{ what: 'finding-new', finding: second }],
  },
  {
    what: 'several things at once',
    now: { of: { jobTitle: null, department: 'Legal' }, licences: [visio], findings: [reports, guest] },
    changes: [
      { what: 'title', from: 'Marketing Specialist', to: null },
      { what: 'department', from: 'Marketing', to: 'Legal' },
      { what: 'licences', from: [e3], to: [visio] },
      { what: 'finding-new', finding: guest },
    ],
  },
];

const unchanged: readonly { readonly what: string; readonly now: World }[] = [
  { what: 'how many of the licence the tenant uses', now: { licences: [{ ...e3, consumed: 40, enabled: 41 }] } },
  { what: 'who is above the manager', now: { of: { managerChain: person.managerChain.slice(0, 1) } } },
  { what: 'an ordinary group', now: { facts: { groups: [groupOf({ id: 'g', displayName: 'News' })] } } },
  { what: 'when sessions were last revoked', now: { facts: { signInSessionsValidFrom: '2026-03-02T09:00:00Z' } } },
];

describe('what an approver saw', () => {
  for (const { what, now, changes } of changed) {
    it(`${what} is a change, and is told as one`, () => {
      const after = basisIn(now);
      assert.notEqual(basisHash(after), basisHash(before));
      assert.deepEqual(changesBetween(before, after), changes);
    });
  }

  for (const { what, now } of unchanged) {
    it(`${what} is no change`, () => {
      const after = basisIn(now);
      assert.equal(basisHash(after), basisHash(before));
      assert.deepEqual(changesBetween(before, after), []);
    });
  }

  it('the order in which licences, findings and their values come decides nothing', () => {
    const role: Finding = { id: 'admin-role', severity: 'blocks', values: { a: 1, b: 'two' } };
    const turned: Finding = { ...role, values: { b: 'two', a: 1 } };
    const one = basisIn({ licences: [e3, visio], findings: [role, guest] });
    const other = basisIn({ licences: [visio, e3], findings: [guest, turned] });
    assert.equal(basisHash(other), basisHash(one));
    assert.deepEqual(changesBetween(one, other), []);
  });

  it('another person, the other path or another option is another basis', () => {
    assert.notEqual(basisHash(basisIn({ of: { id: 'other' } })), basisHash(before));
    const findings = [reports];
    for (const plan of [
      { path: 'delete', options: noOptions },
      { path: 'keep', options: { ...noOptions, reviewDays: 30 } },
      { path: 'keep', options: { ...noOptions, graceDays: 7 } },
    ] as const) {
      const offers = offersFor(plan.path, facts);
      const inspection: Inspection = { facts, findings, offers, deleteBlockedBy: undefined };
      assert.notEqual(basisHash(basisOf(plan, inspection)), basisHash(before));
    }
  });

  it('what was stored before managers’ ids were kept is compared by the name', () => {
    const old: Basis = { ...before, leaver: { ...before.leaver, managerId: null } };
    assert.deepEqual(changesBetween(old, before), []);
    const renamed = basisIn({ of: { managerChain: [{ id: 'sanne', displayName: 'Sanne Visser' }] } });
    assert.deepEqual(changesBetween(old, renamed), [{ what: 'manager', from: 'Megan Bowen', to: 'Sanne Visser' }]);
  });

  it('another address of who takes over is a change: mail would be forwarded to somebody else', () => {
    const kim: Colleague = { ...person, id: 'kim', displayName: 'Kim', mail: 'kim@contoso.example' };
    const options = { steps: ['forward-mail'] as const, successor: { id: 'kim', displayName: 'Kim', mail: kim.mail } };
    const asked = basisIn({ options, successor: kim });
    assert.equal(basisHash(basisIn({ options, successor: { ...kim, displayName: 'Kim O.' } })), basisHash(asked));
    const moved = basisIn({ options, successor: { ...kim, mail: 'kim.otto@contoso.example' } });
    assert.equal(moved.plan.options.successor?.mail, 'kim.otto@contoso.example');
    assert.notEqual(basisHash(moved), basisHash(asked));
    assert.deepEqual(changesBetween(asked, moved), [
      { what: 'successor-mail', from: 'kim@contoso.example', to: 'kim.otto@contoso.example' },
    ]);
  });
});
