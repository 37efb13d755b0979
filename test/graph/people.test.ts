import assert from 'node:assert/strict';

import { sandboxPeople } from '../../src/sandbox/people.ts';
import { openBench, type Bench } from './bench.ts';

const { accented, firstDaan, guest, leaver, manager, secondDaan, ceo } = sandboxPeople;

describe('Searching people', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const idsFor = async (text: string, limit = 5) => (await bench.tenant.searchPeople(text, limit)).map(({ id }) => id);

  it('finds both people of one name, with everyone above them, in two round trips', async () => {
    const people = await bench.tenant.searchPeople('daan', 5);
    assert.deepEqual(people.map(({ id }) => id).sort(), [firstDaan.id, secondDaan.id].sort());
    for (const person of people) assert.ok(person.managerChain.some(({ id }) => id === manager.id));
    assert.equal(bench.trips().length, 2);
  });

  it('finds words in any order and case, and accents', async () => {
    assert.deepEqual(await idsFor('wilber ALEX'), [leaver.id]);
    assert.deepEqual(await idsFor("Zoë D'Angelo"), [accented.id]);
  });

  it('finds a guest by their mail address', async () => {
    const [found] = await bench.tenant.searchPeople(guestAddress(), 5);
    assert.equal(found?.id, guest.id);
    assert.equal(found.userType, 'Guest');
  });

  function guestAddress(): string {
    return String(bench.server.state.users[guest.id]?.['mail']);
  }

  it('puts the exact match of an address first, though others begin with it', async () => {
    const user = bench.server.state.users[leaver.id];
    const other = bench.server.state.users[firstDaan.id];
    assert.ok(user && other);
    Object.assign(other, { userPrincipalName: `${user.userPrincipalName}.old` });
    const people = await idsFor(String(user.userPrincipalName).toUpperCase());
    assert.equal(people[0], leaver.id);
    assert.equal(bench.trips().length, 2);
  });

  it('finds a person by an address that is only an alias', async () => {
    Object.assign(bench.server.state.users[leaver.id] ?? {}, { proxyAddresses: ["smtp:o'alias@contoso.example"] });
    assert.deepEqual(await idsFor("o'alias@contoso.example"), [leaver.id]);
  });

  it('finds a name with an ampersand', async () => {
    Object.assign(bench.server.state.users[leaver.id] ?? {}, { displayName: 'R&D Desk' });
    assert.deepEqual(await idsFor('R&D'), [leaver.id]);
  });

  it('names nobody above the one at the top', async () => {
    const name = bench.server.state.users[ceo.id]?.displayName ?? '';
    const people = await bench.tenant.searchPeople(name, 5);
    assert.deepEqual(people.find(({ id }) => id === ceo.id)?.managerChain, []);
  });

  it('gives at most as many as asked for', async () => {
    assert.equal((await idsFor('contoso', 3)).length <= 3, true);
    assert.equal((await idsFor('daan', 1)).length, 1);
  });

  it('leaves out who was deleted since the index was made', async () => {
    bench.server.fault({ path: `^/users/${firstDaan.id}`, answer: { status: 404 } });
    assert.deepEqual(await idsFor('daan'), [secondDaan.id]);
  });

  for (const text of ['', '   ', '&', '"', '\\', '…!?']) {
    it(`asks nothing for ${JSON.stringify(text)}, in which there is no word`, async () => {
      assert.deepEqual(await idsFor(text), []);
      assert.equal(bench.server.calls.length, 0);
    });
  }

  for (const text of [
    'a" OR "displayName:daan',
    "' or accountEnabled eq true @",
    'x@y#z%20&$top=1',
    '@'.padStart(5000, 'x'),
  ]) {
    it(`takes ${JSON.stringify(text.slice(0, 40))} for a name and finds nobody`, async () => {
      assert.deepEqual(await idsFor(text), []);
    });
  }
});
