import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { leftoversFor, type PlanOutline } from '../../src/offboarding/leftovers.ts';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import type { Device, LeaverFacts } from '../../src/offboarding/people.ts';
import { filterEquals, literal } from '../../src/offboarding/powershell.ts';
import { factsOf, groupOf, ordinaryPerson, ownedGroupOf } from '../support/facts.ts';
import { readLiterals } from '../support/powershell.ts';

const e3 = { skuId: 'e3', skuPartNumber: 'SPE_E3', consumed: 1, enabled: 2, direct: true, groupIds: [] };
const workstation: Device = { id: 'd', displayName: 'NL-WS-1', enabled: true, managedInAd: true };
const synced = { ...ordinaryPerson, syncedFromAd: true };
const successor = { id: 's', displayName: 'Megan', mail: 'megan@contoso.example' };

interface Case {
  readonly what: string;
  readonly path: OffboardingPath;
  readonly facts: Partial<LeaverFacts>;
  readonly outline?: Partial<PlanOutline>;
  /** "id due" of each. */
  readonly left: readonly string[];
}

const mailboxTasks = ['hold-mailbox any-time', 'convert-mailbox any-time', 'hide-from-lists any-time'];

const cases: readonly Case[] = [
  { what: 'a mailbox that is kept', path: 'keep', facts: {}, left: mailboxTasks },
  {
    what: 'a mailbox that loses its licence: what needs the licence comes before the run',
    path: 'keep',
    facts: {},
    outline: { steps: ['remove-licences'] },
    left: ['hold-mailbox before-run', 'convert-mailbox before-run', 'hide-from-lists any-time'],
  },
  { what: 'no mailbox', path: 'keep', facts: { hasMailbox: false, mailboxPurpose: null }, left: [] },
  { what: 'a shared mailbox', path: 'keep', facts: { mailboxPurpose: 'shared' }, left: ['hide-from-lists any-time'] },
  {
    what: 'an account from Active Directory',
    path: 'keep',
    facts: { person: synced, devices: [workstation] },
    left: ['ad-account today', 'ad-devices today', ...mailboxTasks],
  },
  {
    what: 'groups that Graph can not take anybody out of, directly',
    path: 'keep',
    facts: {
      hasMailbox: false,
      groups: [
        groupOf({ id: 'list', kind: 'mail-enabled' }),
        groupOf({ id: 'nested', kind: 'mail-enabled', direct: false }),
        groupOf({ id: 'ad', kind: 'synced' }),
        groupOf({ id: 'rule', kind: 'dynamic' }),
        groupOf({ id: 'team' }),
      ],
    },
    left: ['mail-groups any-time', 'synced-groups any-time'],
  },
  {
    what: 'a distribution list that is theirs alone',
    path: 'delete',
    facts: { ownedGroups: [ownedGroupOf({ id: 'list', kind: 'mail-enabled', lastOwner: true })] },
    left: ['owned-mail-groups in-30-days'],
  },
  {
    what: 'a delete that frees a licence',
    path: 'delete',
    facts: { licences: [e3] },
    left: ['lower-licences before-invoice'],
  },
  { what: 'a delete that frees nothing', path: 'delete', facts: {}, left: [] },
];

function leftoversIn({ path, facts, outline }: Pick<Case, 'path' | 'facts' | 'outline'>) {
  return leftoversFor(path, factsOf(facts), { steps: [], successor: null, ...outline });
}

describe('what people have to do elsewhere', () => {
  for (const each of cases) {
    it(`${each.what}: ${each.left.length === 0 ? 'nothing' : each.left.join(', ')}`, () => {
      assert.deepEqual(
        leftoversIn(each).map(({ id, due }) => `${id} ${due}`),
        each.left,
      );
    });
  }

  it('the lines are ready to be pasted', () => {
    const groups = [
      groupOf({ id: '7d1f', kind: 'mail-enabled' }),
      groupOf({ id: '3a90', displayName: "Pat's printers", kind: 'synced' }),
    ];
    const person = { ...synced, userPrincipalName: "pat.o'brien@contoso.example" };
    const ownedGroups = [ownedGroupOf({ id: '9c2e', kind: 'mail-enabled', lastOwner: true })];
    const facts = { person, groups, ownedGroups, devices: [workstation] };
    const lines = leftoversIn({ path: 'keep', facts, outline: { successor } }).flatMap(({ commands }) => commands);
    assert.deepEqual(lines, [
      "Get-ADUser -Filter 'UserPrincipalName -eq ''pat.o''''brien@contoso.example''' | Disable-ADAccount",
      "Get-ADComputer -Filter 'Name -eq ''NL-WS-1''' | Disable-ADAccount",
      "Set-Mailbox -Identity 'pat.o''brien@contoso.example' -LitigationHoldEnabled $true",
      "Set-Mailbox -Identity 'pat.o''brien@contoso.example' -Type Shared",
      "Get-ADUser -Filter 'UserPrincipalName -eq ''pat.o''''brien@contoso.example''' | Set-ADUser -Replace @{ msExchHideFromAddressLists = $true }",
      "Remove-DistributionGroupMember -Identity '7d1f' -Member 'pat.o''brien@contoso.example' -BypassSecurityGroupManagerCheck -Confirm:$false",
      "Get-ADGroup -Filter 'Name -eq ''Pat''''s printers''' | Remove-ADGroupMember -Members (Get-ADUser -Filter 'UserPrincipalName -eq ''pat.o''''brien@contoso.example''')",
      "Set-DistributionGroup -Identity '9c2e' -ManagedBy @{ Add = 'megan@contoso.example' } -BypassSecurityGroupManagerCheck",
    ]);
  });

  it('of 500 lists ten lines are kept, and the number of all', () => {
    const groups = Array.from({ length: 500 }, (_, n) => groupOf({ id: `list${n}`, kind: 'mail-enabled' }));
    const [left] = leftoversIn({ path: 'keep', facts: { hasMailbox: false, groups } });
    assert.deepEqual([left?.scope.count, left?.scope.items.length, left?.commands.length], [500, 500, 10]);
  });
});

const hostile: readonly string[] = [
  "o'brien@contoso.example",
  'quote"quote',
  '$(Remove-Item -Recurse C:\\)',
  '`$env:PATH',
  "'; Remove-Mailbox 'all'; '",
  '\u2019; Remove-Mailbox \u2018all\u2019; \u2018',
  '\u201Alow\u201B',
  'a#EXT#@contoso.onmicrosoft.com',
  '100% & more | less > file',
  '[x](http://evil.example) ${name}',
  'ünïcode 🌷',
  "'",
  "''''",
];

describe('a name in a PowerShell line', () => {
  for (const name of hostile) {
    it(`${name} comes out as it went in, and nothing of it is run`, () => {
      const quoted = literal(name) ?? assert.fail();
      assert.deepEqual(readLiterals(`Set-Mailbox -Identity ${quoted} -Type Shared`), [name]);
    });
  }

  for (const name of [
    'two\nlines',
    'tab\there',
    'nul\0',
    'line\u2028separator',
    'turned\u202Earound',
    'zero\u200Bwidth',
  ]) {
    it(`${JSON.stringify(name)} is given by its object id instead`, () => {
      assert.equal(literal(name), undefined);
      const person = { ...ordinaryPerson, userPrincipalName: name };
      const lines = leftoversIn({ path: 'keep', facts: { person } }).flatMap(({ commands }) => commands);
      assert.equal(lines.length, 3);
      for (const line of lines) assert.deepEqual(readLiterals(line), [person.id]);
    });
  }

  it('in a filter of Active Directory it is quoted twice over, and curly quotes make no line at all', () => {
    const filter = filterEquals('Name', "Pat's") ?? assert.fail();
    assert.deepEqual(readLiterals(filter), ["Name -eq 'Pat''s'"]);
    assert.equal(filterEquals('Name', 'Pat\u2019s'), undefined);
    const person = { ...synced, userPrincipalName: 'pat\u2019s@contoso.example' };
    const [account] = leftoversIn({ path: 'keep', facts: { person } });
    assert.deepEqual(account?.commands, []);
  });
});
