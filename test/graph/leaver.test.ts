import assert from 'node:assert/strict';

import { hasCode } from '../../src/errors.ts';
import type { RightsQuestion } from '../../src/offboarding/ports/tenant.ts';
import { sandboxGroups, sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import { openBench, type Bench } from './bench.ts';

const people = sandboxPeople;
const nobody = '11111111-1111-4111-8111-111111111111';

describe('Reading a leaver', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const factsOf = async (id: string) => (await bench.tenant.readLeaver(id)) ?? assert.fail('not found');

  it('takes one round trip for everything, and one for the owners of groups', async () => {
    const facts = await factsOf(people.leaver.id);
    assert.deepEqual([bench.trips().length, bench.rounds()], [2, 2]);
    assert.equal(facts.person.displayName, 'Alex Wilber');
    assert.deepEqual(
      facts.person.managerChain.map(({ id }) => id),
      [people.manager.id, people.director.id, people.ceo.id],
    );
    assert.equal(facts.mailboxPurpose, 'user');
    assert.ok(facts.groups.length > 0 && facts.ownedGroups.length > 0 && facts.licences.length > 0);
    assert.deepEqual([facts.directoryRoles, facts.managementRestricted], [[], false]);
  });

  it('finds direct reports', async () => {
    assert.equal((await factsOf(people.manager.id)).directReports.length, 14);
  });

  it('names active roles once', async () => {
    const { directoryRoles } = await factsOf(people.admin.id);
    assert.deepEqual(directoryRoles, ['User Administrator']);
  });

  it('names a role that transitiveMemberOf leaves out', async () => {
    const roleDefinitionId = Object.values(bench.server.state.roles)[0]?.roleTemplateId ?? '';
    const grant = {
      id: 'x',
      principalId: people.leaver.id,
      roleDefinitionId,
      directoryScopeId: '/administrativeUnits/1',
    };
    bench.server.state.roleAssignments.push(grant);
    assert.equal((await factsOf(people.leaver.id)).directoryRoles.length, 1);
  });

  it('tells role-assignable groups apart, for members and for owners', async () => {
    const member = await factsOf(people.roleGroupMember.id);
    const owner = await factsOf(people.roleGroupOwner.id);
    assert.ok(member.groups.some(({ roleAssignable }) => roleAssignable));
    assert.ok(owner.ownedGroups.some(({ roleAssignable }) => roleAssignable));
  });

  it('tells guests, synced, blocked, restricted and shared ones', async () => {
    assert.equal((await factsOf(people.guest.id)).person.userType, 'Guest');
    assert.equal((await factsOf(people.guest.id)).mailboxPurpose, null);
    assert.equal((await factsOf(people.synced.id)).person.syncedFromAd, true);
    assert.equal((await factsOf(people.blocked.id)).person.accountEnabled, false);
    assert.equal((await factsOf(people.restricted.id)).managementRestricted, true);
    assert.equal((await factsOf(people.shared.id)).mailboxPurpose, 'shared');
    assert.deepEqual((await factsOf(people.noManager.id)).person.managerChain, []);
  });

  it('tells the time zone of the mailbox by its IANA name, in the read that tells its purpose', async () => {
    const { leaver, licensedByGroup, noDrive, indirect, guest } = people;
    const zones = [];
    for (const { id } of [leaver, licensedByGroup, noDrive, indirect, guest]) zones.push((await factsOf(id)).timeZone);
    assert.deepEqual(zones, ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', null, null]);
    const mailboxReads = bench.server.calls.filter(({ path }) => path.includes('mailboxSettings'));
    assert.equal(mailboxReads.length, zones.length);
  });

  it('tells neither purpose nor time zone of a mailbox that it may not read, or that has none', async () => {
    bench.server.fault({ path: '/mailboxSettings', answer: { status: 403 } });
    const withheld = await factsOf(people.leaver.id);
    assert.deepEqual([withheld.mailboxPurpose, withheld.timeZone], [null, null]);
    Object.assign(bench.server.state.mailboxes[people.leaver.id] ?? {}, { timeZone: null });
    const unset = await factsOf(people.leaver.id);
    assert.deepEqual([unset.mailboxPurpose, unset.timeZone], ['user', null]);
  });

  it('answers undefined for nobody', async () => {
    assert.equal(await bench.tenant.readLeaver(nobody), undefined);
  });

  const optional: readonly [path: string, what: string][] = [
    ['/mailboxSettings', 'the mailbox'],
    ['^/subscribedSkus', 'licences'],
    ['^/roleManagement', 'role assignments'],
  ];
  for (const [path, what] of optional) {
    it(`does without ${what} where the app may not read them`, async () => {
      bench.server.fault({ path, answer: { status: 403 } });
      assert.equal((await factsOf(people.leaver.id)).person.id, people.leaver.id);
    });
  }

  for (const path of [
    '/transitiveMemberOf',
    '/ownedObjects',
    '/directReports',
    'levels=max',
    'isManagementRestricted',
  ]) {
    it(`fails rather than judge without ${path}`, async () => {
      bench.server.fault({ path, answer: { status: 403 } });
      await assert.rejects(factsOf(people.leaver.id), (error) => hasCode(error, 'graph-forbidden'));
    });
  }

  it('fails rather than take a group that it may not read for one without roles', async () => {
    const { groups } = bench.server.state;
    for (const group of Object.values(groups)) Object.assign(group, { displayName: null, isAssignableToRole: null });
    await assert.rejects(factsOf(people.leaver.id), (error) => hasCode(error, 'graph-forbidden'));
  });

  it('follows the pages of a long list', async () => {
    const page = (value: object[], link?: string) =>
      JSON.stringify({ value, ...(link !== undefined && { '@odata.nextLink': link }) });
    const report = (id: string) => ({ '@odata.type': '#microsoft.graph.user', id, displayName: id });
    const link = `${bench.server.url}/v1.0/users/${people.leaver.id}/directReports?$skiptoken=2`;
    bench.server.fault({ path: 'directReports\\?\\$skiptoken=2', answer: { status: 200, body: page([report('b')]) } });
    const { client, tenant } = bench;
    const call = client.call.bind(client);
    client.call = async (request) => {
      const answer = await call(request);
      const { responses = [] } = (answer.body ?? {}) as { responses?: { id: string; body: unknown }[] };
      for (const item of responses) if (item.id === 'reports') item.body = JSON.parse(page([report('a')], link));
      return answer;
    };
    const facts = await tenant.readLeaver(people.leaver.id);
    assert.deepEqual(
      facts?.directReports.map(({ id }) => id),
      ['a', 'b'],
    );
  });

  it('shows how many of the leaver’s licences the tenant has and uses', async () => {
    const counts = await bench.tenant.readLicenceCounts();
    const { licences } = await factsOf(people.leaver.id);
    assert.ok(counts.length > licences.length);
    for (const { direct, groupIds, ...licence } of licences) {
      assert.deepEqual([direct, groupIds], [true, []]);
      assert.deepEqual(
        licence,
        counts.find(({ skuId }) => skuId === licence.skuId),
      );
    }
    assert.ok(Object.values(sandboxSkus).length > 0);
  });
});

describe('Reading a leaver and what decides the rights of others', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const groupIds = [sandboxGroups.approvers, sandboxGroups.hr];
  const nothing = { memberOf: [], managerChain: [] };
  const readWith = (...asked: RightsQuestion[]) =>
    bench.tenant.readLeaverAndPeople(people.leaver.id, { rights: asked });
  const isOwnersRead = (path: string) => /^\/groups\/[^/]+\/owners/.test(path);
  const items = () => bench.server.calls.filter((call) => call.batch === true && !isOwnersRead(call.path)).length;

  it('reads a leaver and five people side by side, in the order asked', async () => {
    const asked = [people.secondApprover, people.hr, people.manager, people.director, people.ceo];
    const { facts, standings } = await readWith(...asked.map(({ id }) => ({ id, groupIds })));
    assert.equal(facts?.person.id, people.leaver.id);
    assert.deepEqual(
      standings.map(({ memberOf }) => memberOf),
      [[sandboxGroups.approvers], [sandboxGroups.hr], [], [], []],
    );
    assert.deepEqual(standings[2]?.managerChain, [people.director.id, people.ceo.id]);
    assert.deepEqual(standings[4], nothing);
    assert.deepEqual([bench.rounds(), items()], [2, 24]);
  });

  it('asks for the managers alone of who has no groups to be asked for', async () => {
    const { standings } = await readWith({ id: people.manager.id, groupIds: [] });
    assert.deepEqual(standings, [{ memberOf: [], managerChain: [people.director.id, people.ceo.id] }]);
    assert.equal(items(), 15);
  });

  it('asks nothing more when it is asked about nobody', async () => {
    assert.deepEqual((await readWith()).standings, []);
    assert.equal(items(), 14);
  });

  it('reads somebody once who is asked about twice, and answers each question by its own groups', async () => {
    const { id } = people.hr;
    const { approvers, hr } = sandboxGroups;
    const { standings } = await readWith({ id, groupIds: [approvers] }, { id, groupIds: [hr] }, { id, groupIds: [] });
    assert.deepEqual(
      standings.map(({ memberOf }) => memberOf),
      [[], [hr], []],
    );
    assert.ok(standings.every(({ managerChain }) => managerChain.length > 0));
    assert.equal(items(), 16);
  });

  it('gives who is gone no rights, and keeps those of the others', async () => {
    const { facts, standings } = await readWith({ id: nobody, groupIds }, { id: people.hr.id, groupIds });
    assert.ok(facts);
    assert.deepEqual(standings[0], nothing);
    assert.deepEqual(standings[1]?.memberOf, [sandboxGroups.hr]);
  });

  it('tells the rights also where the leaver is gone', async () => {
    const { facts, standings } = await bench.tenant.readLeaverAndPeople(nobody, {
      rights: [{ id: people.hr.id, groupIds }],
    });
    assert.equal(facts, undefined);
    assert.deepEqual(standings[0]?.memberOf, [sandboxGroups.hr]);
  });

  for (const path of ['checkMemberObjects', `^/users/${people.approver.id}\\?`]) {
    it(`fails rather than guess rights without ${path}`, async () => {
      bench.server.fault({ path, answer: { status: 403 } });
      const reading = readWith({ id: people.hr.id, groupIds: [] }, { id: people.approver.id, groupIds });
      await assert.rejects(reading, (error) => hasCode(error, 'graph-forbidden'));
    });
  }

  it('asks again for one answer that was throttled', async () => {
    bench.server.fault({ path: 'checkMemberObjects', answer: { status: 429, retryAfter: 3 } });
    const { standings } = await readWith({ id: people.hr.id, groupIds });
    assert.deepEqual(standings[0]?.memberOf, [sandboxGroups.hr]);
    assert.deepEqual(bench.waits, [3]);
  });
});

describe('Chains of managers', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('are read for many in one round trip, from the manager up', async () => {
    const chains = await bench.tenant.managerChains([people.leaver.id, people.noManager.id, people.leaver.id]);
    assert.deepEqual(
      [...chains],
      [
        [people.leaver.id, [people.manager.id, people.director.id, people.ceo.id]],
        [people.noManager.id, []],
      ],
    );
    assert.equal(bench.trips().length, 1);
  });

  it('are read in twenties', async () => {
    const ids = Object.keys(bench.server.state.users).slice(0, 41);
    const chains = await bench.tenant.managerChains(ids);
    assert.deepEqual([...chains.keys()], ids);
    assert.equal(bench.trips().length, 3);
  });

  it('leave out who is gone', async () => {
    const chains = await bench.tenant.managerChains([nobody, people.manager.id]);
    assert.deepEqual([...chains.keys()], [people.manager.id]);
  });

  it('of nobody are asked of nobody', async () => {
    assert.equal((await bench.tenant.managerChains([])).size, 0);
    assert.equal(bench.server.calls.length, 0);
  });

  it('fail rather than leave out who could not be read', async () => {
    bench.server.fault({ path: `^/users/${people.hr.id}`, answer: { status: 403 } });
    const reading = bench.tenant.managerChains([people.manager.id, people.hr.id]);
    await assert.rejects(reading, (error) => hasCode(error, 'graph-forbidden'));
  });
});

describe('Groups', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('hold the people of nested groups, and people only', async () => {
    const ids = (await bench.tenant.groupPeople(sandboxGroups.approvers)).map(({ id }) => id);
    assert.ok(ids.includes(people.approver.id) && ids.includes(people.secondApprover.id));
    for (const id of ids) assert.ok(bench.server.state.users[id]);
  });

  it('that are not there are not found', async () => {
    await assert.rejects(bench.tenant.groupPeople(nobody), (error) => hasCode(error, 'graph-not-found'));
  });

  it('are checked for one user without a question when none is asked for', async () => {
    assert.deepEqual(await bench.tenant.memberOf(people.approver.id, []), []);
    assert.equal(bench.server.calls.length, 0);
    const { approvers, hr } = sandboxGroups;
    assert.deepEqual(await bench.tenant.memberOf(people.hr.id, [approvers, hr]), [hr]);
  });
});
