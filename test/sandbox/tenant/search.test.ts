import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import { parseFilter } from '../../../src/sandbox/tenant/filter.ts';
import { parseSearch, tokens } from '../../../src/sandbox/tenant/search.ts';

const zoe = {
  displayName: "Zoë D'Angelo-Müller",
  mail: 'zoe@contoso.example',
  accountEnabled: true,
  proxyAddresses: ['SMTP:zoe@contoso.example', 'smtp:z@contoso.example'],
  assignedLicenses: [{ skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965' }],
  department: null,
};

describe('$search', () => {
  it('takes names apart at spaces, symbols, digits and humps, without case and accents', () => {
    assert.deepEqual(tokens("Zoë D'Angelo-Müller"), ['zoe', 'd', 'angelo', 'muller']);
    assert.deepEqual(tokens('SalesTeam42'), ['sales', 'team', '42']);
  });

  const cases: [search: string, hit: boolean][] = [
    ['"displayName:zoe"', true],
    ['"displayName:muller zo"', true],
    ['"displayName:ZOË"', true],
    ['"displayName:ller"', false],
    ['"displayName:nobody" OR "mail:zo"', true],
    ['"displayName:zoe" AND "mail:x"', false],
    ['"mail:contoso"', false],
    ['"displayName:zo\\"d"', true],
  ];
  for (const [search, hit] of cases) {
    it(`${hit ? 'finds' : 'does not find'} Zoë by ${search}`, () => assert.equal(parseSearch(search)(zoe), hit));
  }

  it('refuses a clause without quotes', () => assert.throws(() => parseSearch('displayName:zoe'), /is not valid at/));
});

describe('$filter', () => {
  const cases: [filter: string, hit: boolean][] = [
    ["mail eq 'ZOE@contoso.example'", true],
    ["displayName eq 'Zoë D''Angelo-Müller'", true],
    ["startswith(displayName,'zoë')", true],
    ["endsWith(mail,'.example')", true],
    ["mail eq 'x' or startswith(mail,'zoe')", true],
    ["mail eq 'zoe@contoso.example' and accountEnabled eq false", false],
    ["(mail eq 'x' or mail eq 'y') and accountEnabled eq true", false],
    ["proxyAddresses/any(p:p eq 'smtp:z@contoso.example')", true],
    ['assignedLicenses/any(s:s/skuId eq 05e9a617-0261-4cee-bb44-138d3ef5d965)', true],
    ["mail in ('x','zoe@contoso.example')", true],
    ["not startswith(mail,'zoe')", false],
    ['department eq null', true],
    ['department ne null', false],
  ];
  for (const [filter, hit] of cases) {
    it(`is ${hit} for ${filter}`, () => assert.equal(parseFilter(filter).test(zoe), hit));
  }

  for (const filter of ["mail eq 'x", 'mail', "mail is 'x'", "mail eq 'x' mail", "(mail eq 'x'"]) {
    it(`refuses ${filter}`, () => assert.throws(() => parseFilter(filter), /Invalid filter clause/));
  }

  it('knows what only advanced queries may ask', () => {
    assert.equal(parseFilter(`id ne '${people.leaver.id}'`).advanced, true);
    assert.equal(parseFilter(`id eq '${people.leaver.id}'`).advanced, false);
  });
});
