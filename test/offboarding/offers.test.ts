import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { catalogue } from '../../src/offboarding/catalogue.ts';
import { noOptions, optionalSteps, type OffboardingPath, type PlanOptions } from '../../src/offboarding/model.ts';
import { chosenOf, offersFor, successorAtFirst } from '../../src/offboarding/offers.ts';
import type { Colleague, Device, LeaverFacts, LeaverLicence, Report } from '../../src/offboarding/people.ts';
import { factsOf, groupOf, ordinaryPerson, ownedGroupOf } from '../support/facts.ts';

const laptop: Device = { id: 'laptop', displayName: 'NL-LT-1', enabled: true, managedInAd: false };
const report: Report = { id: 'report', displayName: 'Ann', syncedFromAd: false };
const e3: LeaverLicence = { skuId: 'e3', skuPartNumber: 'SPE_E3', consumed: 1, enabled: 2, direct: true, groupIds: [] };
const manager: Colleague = {
  id: 'manager',
  displayName: 'Megan Bowen',
  userPrincipalName: 'megan@contoso.example',
  mail: 'megan@contoso.example',
  accountEnabled: true,
  userType: 'Member',
};

const everything: Partial<LeaverFacts> = {
  devices: [laptop],
  drive: { id: 'drive', usedBytes: 1 },
  meetings: 3,
  groups: [groupOf({ id: 'team' })],
  ownedGroups: [ownedGroupOf({ id: 'own', lastOwner: true })],
  directReports: [report],
  licences: [e3],
};

interface Case {
  readonly what: string;
  readonly path: OffboardingPath;
  readonly facts: Partial<LeaverFacts>;
  /** Optional steps, those that are on at first with a +. */
  readonly offered: string;
}

const cases: readonly Case[] = [
  {
    what: 'somebody who has everything, kept',
    path: 'keep',
    facts: everything,
    offered:
      '+disable-devices auto-reply forward-mail cancel-meetings +share-files +hand-over-groups leave-groups reassign-reports remove-licences',
  },
  {
    what: 'the same, deleted',
    path: 'delete',
    facts: everything,
    offered: 'cancel-meetings share-files +hand-over-groups reassign-reports',
  },
  { what: 'somebody who has nothing', path: 'keep', facts: { hasMailbox: false }, offered: '' },
  { what: 'a mailbox alone', path: 'keep', facts: {}, offered: 'auto-reply forward-mail' },
  { what: 'no meetings ahead', path: 'delete', facts: { meetings: 0 }, offered: '' },
  {
    what: 'devices that are off already, or Active Directory keeps',
    path: 'keep',
    facts: {
      hasMailbox: false,
      devices: [
        { ...laptop, enabled: false },
        { ...laptop, managedInAd: true },
      ],
    },
    offered: '',
  },
  {
    what: 'groups with another owner, unreadable ones, and those of Exchange and Active Directory',
    path: 'delete',
    facts: {
      ownedGroups: [
        ownedGroupOf({ id: 'shared', lastOwner: false }),
        ownedGroupOf({ id: 'hidden', lastOwner: null }),
        ownedGroupOf({ id: 'list', lastOwner: true, kind: 'mail-enabled' }),
        ownedGroupOf({ id: 'ad', lastOwner: true, kind: 'synced' }),
      ],
    },
    offered: '',
  },
  {
    what: 'a group that follows a rule still needs an owner',
    path: 'delete',
    facts: { ownedGroups: [ownedGroupOf({ id: 'rule', lastOwner: true, kind: 'dynamic' })] },
    offered: '+hand-over-groups',
  },
  {
    what: 'groups that Graph can not take anybody out of, nested ones, and those that bring a licence',
    path: 'keep',
    facts: {
      hasMailbox: false,
      groups: [
        groupOf({ id: 'rule', kind: 'dynamic' }),
        groupOf({ id: 'list', kind: 'mail-enabled' }),
        groupOf({ id: 'ad', kind: 'synced' }),
        groupOf({ id: 'nested', direct: false }),
        groupOf({ id: 'licences', licensing: true }),
      ],
    },
    offered: '',
  },
  {
    what: 'reports whose manager Active Directory keeps',
    path: 'keep',
    facts: { hasMailbox: false, directReports: [{ ...report, syncedFromAd: true }] },
    offered: '',
  },
  {
    what: 'licences that come from a group',
    path: 'keep',
    facts: { hasMailbox: false, licences: [{ ...e3, direct: false, groupIds: ['g'] }] },
    offered: '',
  },
];

describe('the steps that a plan could hold', () => {
  for (const { what, path, facts, offered } of cases) {
    it(`${what}: ${offered === '' ? 'no options' : offered}`, () => {
      const offers = offersFor(path, factsOf(facts)).filter(({ by }) => by !== 'always');
      assert.equal(offers.map(({ by, stepId }) => (by === 'on' ? `+${stepId}` : stepId)).join(' '), offered);
      for (const { scope } of offers) assert.ok(scope.items.length === 0 || scope.items.length === scope.count);
    });
  }

  it('block first, delete last, and sessions of members only', () => {
    const stepsOf = (path: OffboardingPath, facts: LeaverFacts) =>
      chosenOf(offersFor(path, facts), noOptions).map(({ stepId }) => stepId);
    const guest = factsOf({ person: { ...ordinaryPerson, userType: 'Guest' } });
    assert.deepEqual(stepsOf('keep', factsOf(everything)), ['block-sign-in', 'revoke-sessions']);
    assert.deepEqual(stepsOf('delete', factsOf(everything)), ['block-sign-in', 'revoke-sessions', 'delete-user']);
    assert.deepEqual(stepsOf('keep', guest), ['block-sign-in']);
  });

  it('the list of optional steps is the catalogue without what every plan holds', () => {
    const all = factsOf(everything);
    const always = (['keep', 'delete'] as const)
      .flatMap((path) => offersFor(path, all))
      .filter(({ by }) => by === 'always');
    const fixed = new Set(always.map(({ stepId }) => stepId));
    assert.deepEqual(
      catalogue.map(({ id }) => id).filter((id) => !fixed.has(id)),
      optionalSteps,
    );
  });

  it('a step that hands something over is left out while nobody takes over', () => {
    const offers = offersFor('keep', factsOf(everything));
    const with_ = (over: Partial<PlanOptions>) =>
      chosenOf(offers, { ...noOptions, steps: optionalSteps, ...over }).map(({ stepId }) => stepId);
    const needing = ['forward-mail', 'share-files', 'hand-over-groups', 'reassign-reports'];
    assert.deepEqual(
      needing.filter((id) => with_({ successor: null }).some((each) => each === id)),
      [],
    );
    const noMail = { id: 's', displayName: 'S', mail: null };
    assert.deepEqual(
      needing.filter((id) => !with_({ successor: noMail }).some((each) => each === id)),
      ['forward-mail'],
    );
    assert.deepEqual(
      needing.filter((id) => !with_({ successor: { ...noMail, mail: 's@x' } }).some((each) => each === id)),
      [],
    );
  });

  it('what was chosen is done where it fits, and what no longer fits is not', () => {
    const offers = offersFor('keep', factsOf({ devices: [laptop] }));
    assert.equal(offers.find(({ stepId }) => stepId === 'disable-devices')?.by, 'on');
    const chosen = chosenOf(offers, { ...noOptions, steps: ['disable-devices', 'leave-groups'] });
    assert.deepEqual(
      chosen.map(({ stepId }) => stepId),
      ['block-sign-in', 'revoke-sessions', 'disable-devices'],
    );
  });

  it('the manager takes over at first, unless they are blocked or a guest', () => {
    assert.deepEqual(successorAtFirst(factsOf({ manager })), {
      id: 'manager',
      displayName: 'Megan Bowen',
      mail: 'megan@contoso.example',
    });
    assert.equal(successorAtFirst(factsOf({ manager: { ...manager, accountEnabled: false } })), null);
    assert.equal(successorAtFirst(factsOf({ manager: { ...manager, userType: 'Guest' } })), null);
    assert.equal(successorAtFirst(factsOf({ manager: null })), null);
  });
});
