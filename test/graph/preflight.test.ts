import assert from 'node:assert/strict';

import { hasCode } from '../../src/errors.ts';
import type { LeaverFacts, UnreadFact } from '../../src/offboarding/people.ts';
import type { OtherPeople } from '../../src/offboarding/ports/tenant.ts';
import { sandboxGroups as groups, sandboxPeople as people, sandboxSkus as skus } from '../../src/sandbox/people.ts';
import { now, openBench, type Bench } from './bench.ts';

const { leaver, manager, regional } = people;
const nobody = '11111111-1111-4111-8111-111111111111';

async function factsOf(bench: Bench, id: string, others: Partial<OtherPeople> = {}): Promise<LeaverFacts> {
  const { facts } = await bench.tenant.readLeaverAndPeople(id, { rights: [], ...others });
  return facts ?? assert.fail('not found');
}

describe('The facts of a leaver', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('tell who could take over: the manager, as a colleague', async () => {
    assert.deepEqual((await factsOf(bench, leaver.id)).manager, {
      id: manager.id,
      displayName: manager.displayName,
      userPrincipalName: manager.mail,
      mail: manager.mail,
      accountEnabled: true,
      userType: 'Member',
    });
    Object.assign(bench.server.state.users[manager.id] ?? {}, { accountEnabled: false, userType: 'Guest', mail: null });
    const { manager: changed } = await factsOf(bench, leaver.id);
    assert.deepEqual([changed?.accountEnabled, changed?.userType, changed?.mail], [false, 'Guest', null]);
    assert.equal((await factsOf(bench, people.noManager.id)).manager, null);
  });

  it('take a manager who is a contact, not a user, for none', async () => {
    answering(bench, 'user', (body) => ({
      ...body,
      manager: { id: nobody, displayName: 'Contact', userPrincipalName: null },
    }));
    assert.equal((await factsOf(bench, leaver.id)).manager, null);
  });

  it('tell whose manager Active Directory keeps', async () => {
    const { directReports } = await factsOf(bench, manager.id);
    const synced = directReports.filter(({ syncedFromAd }) => syncedFromAd).map(({ id }) => id);
    assert.ok(synced.includes(people.synced.id) && !synced.includes(leaver.id));
  });

  it('tell what keeps the members of each group', async () => {
    const { groups: found } = await factsOf(bench, regional.id);
    const kinds = new Map(found.map(({ id, kind }) => [id, kind]));
    assert.deepEqual(
      [groups.storeOpenings, groups.dynamicRetail, groups.mailSecurity, groups.syncedRetail].map((id) => kinds.get(id)),
      ['cloud', 'dynamic', 'mail-enabled', 'synced'],
    );
  });

  it('call a group that Active Directory keeps synced, whatever else it is', async () => {
    const changes = { onPremisesSyncEnabled: true, mailEnabled: true };
    Object.assign(bench.server.state.groups[groups.mailSecurity] ?? assert.fail(), changes);
    const { groups: found } = await factsOf(bench, regional.id);
    assert.equal(found.find(({ id }) => id === groups.mailSecurity)?.kind, 'synced');
  });

  it('tell which groups bring a licence', async () => {
    const { groups: found } = await factsOf(bench, regional.id);
    const licensing = found.filter((group) => group.licensing).map(({ id }) => id);
    assert.deepEqual(licensing, [groups.licencesRetail]);
  });

  it('tell groups that the person is in themselves from those that they are in through another', async () => {
    const { groups: found } = await factsOf(bench, people.secondApprover.id);
    const direct = new Map(found.map((group) => [group.id, group.direct]));
    assert.deepEqual([direct.get(groups.onCall), direct.get(groups.approvers)], [true, false]);
  });

  it('tell of which groups nobody else who can sign in is an owner', async () => {
    const { ownedGroups, unread } = await factsOf(bench, regional.id);
    const last = new Map(ownedGroups.map(({ id, lastOwner }) => [id, lastOwner]));
    assert.deepEqual([last.get(groups.storeOpenings), last.get(groups.franchise)], [true, true]);
    assert.deepEqual(unread, []);
    const { owners, users } = bench.server.state;
    owners[groups.storeOpenings]?.push(leaver.id);
    Object.assign(users[people.blocked.id] ?? assert.fail(), { accountEnabled: true });
    const again = new Map((await factsOf(bench, regional.id)).ownedGroups.map(({ id, lastOwner }) => [id, lastOwner]));
    assert.deepEqual([again.get(groups.storeOpenings), again.get(groups.franchise)], [false, false]);
  });

  it('name the roles that the person may activate, and none without Entra ID P2', async () => {
    const { id } = people.eligible;
    const facts = await factsOf(bench, id);
    assert.deepEqual([facts.eligibleRoles, facts.directoryRoles], [['Global Reader'], []]);
    bench.server.state.hasEntraP2 = false;
    const without = await factsOf(bench, id);
    assert.deepEqual([without.eligibleRoles, without.unread], [[], []]);
  });

  it('name a role whose name isn’t told by its id', async () => {
    const [grant] = bench.server.state.roleEligibilities;
    Object.assign(grant ?? assert.fail(), { roleDefinitionId: nobody });
    assert.deepEqual((await factsOf(bench, people.eligible.id)).eligibleRoles, [nobody]);
  });

  it('tell the person’s own devices, and what Active Directory keeps of them', async () => {
    const { devices } = await factsOf(bench, regional.id);
    const told = devices.map(({ displayName, managedInAd }) => [displayName, managedInAd]);
    assert.ok(told.some(([name, inAd]) => name === 'NL-RT-0088' && inAd === true));
    assert.ok(told.some(([name, inAd]) => name === 'NL-RT-0101' && inAd === false));
    // Registered to them, and somebody else's.
    const { storeLead } = people;
    const { registeredDevices } = bench.server.state;
    assert.ok((registeredDevices[storeLead.id] ?? []).length > 0);
    assert.deepEqual((await factsOf(bench, storeLead.id)).devices, []);
  });

  it('tell where each licence comes from, of which one can come by two ways', async () => {
    const { licences } = await factsOf(bench, people.licensedByGroup.id);
    const origins = new Map(licences.map(({ skuId, direct, groupIds }) => [skuId, { direct, groupIds }]));
    assert.deepEqual(origins.get(skus.project), { direct: false, groupIds: [groups.licences] });
    assert.deepEqual(origins.get(skus.e3), { direct: true, groupIds: [] });
    const user = bench.server.state.users[people.licensedByGroup.id] ?? assert.fail();
    const [first = assert.fail()] = user.licenseAssignmentStates;
    user.licenseAssignmentStates.push({ ...first, skuId: skus.project, assignedByGroup: null });
    const again = await factsOf(bench, people.licensedByGroup.id);
    const project = again.licences.find(({ skuId }) => skuId === skus.project);
    assert.deepEqual([project?.direct, project?.groupIds], [true, [groups.licences]]);
  });

  for (const licenseAssignmentStates of [null, undefined, []]) {
    it(`take licences for the person’s own where their origin is told as ${JSON.stringify(licenseAssignmentStates)}`, async () => {
      answering(bench, 'user', (body) => ({ ...body, licenseAssignmentStates }));
      const { licences } = await factsOf(bench, leaver.id);
      assert.deepEqual(
        licences.map(({ skuId, direct, groupIds }) => [skuId, direct, groupIds]),
        [[skus.e3, true, []]],
      );
    });
  }

  it('tell rooms, equipment and resource accounts from people', async () => {
    assert.equal((await factsOf(bench, leaver.id)).isResource, false);
    assert.equal((await factsOf(bench, people.room.id)).isResource, true);
    for (const userPurpose of ['room', 'equipment', 'shared']) {
      Object.assign(bench.server.state.mailboxes[leaver.id] ?? assert.fail(), { userPurpose });
      assert.equal((await factsOf(bench, leaver.id)).isResource, userPurpose !== 'shared');
    }
    Object.assign(bench.server.state.users[manager.id] ?? assert.fail(), { isResourceAccount: true });
    assert.equal((await factsOf(bench, manager.id)).isResource, true);
  });

  it('tell a mailbox, and that there is none, without a note', async () => {
    const facts = await factsOf(bench, leaver.id);
    assert.deepEqual([facts.hasMailbox, facts.mailboxPurpose, facts.timeZone], [true, 'user', 'Europe/Berlin']);
    const guest = await factsOf(bench, people.guest.id);
    assert.deepEqual([guest.hasMailbox, guest.mailboxPurpose, guest.meetings, guest.unread], [false, null, null, []]);
  });

  it('tell the OneDrive and how much is in it', async () => {
    const own = bench.server.state.drives[leaver.id] ?? assert.fail();
    const used = (own['quota'] as { used: number }).used;
    assert.deepEqual((await factsOf(bench, leaver.id)).drive, { id: own['id'], usedBytes: used });
    own['quota'] = null;
    assert.deepEqual((await factsOf(bench, leaver.id)).drive, { id: own['id'], usedBytes: null });
  });

  const noDrive: readonly [status: number, code: string, message: string][] = [
    [404, 'ResourceNotFound', "User's mysite not found."],
    [400, 'BadRequest', "Unable to retrieve user's mysite URL."],
    [400, 'BadRequest', 'Tenant does not have a SPO license.'],
  ];
  for (const [status, code, message] of noDrive) {
    it(`take “${message}” for no OneDrive`, async () => {
      bench.server.fault({ path: '/drive\\?', answer: { status, error: { code, message } } });
      const { drive, unread } = await factsOf(bench, leaver.id);
      assert.deepEqual([drive, unread], [null, []]);
    });
  }

  for (const [status, code] of [
    [400, 'invalidRequest'],
    [423, 'resourceLocked'],
  ] as const) {
    it(`take ${code} of a OneDrive for one that can’t be looked at`, async () => {
      bench.server.fault({ path: '/drive\\?', answer: { status, error: { code, message: 'No.' } } });
      const { drive, unread } = await factsOf(bench, leaver.id);
      assert.deepEqual([drive, unread], [null, ['drive']]);
    });
  }

  it('count meetings ahead that are organized for others, a series once', async () => {
    assert.equal((await factsOf(bench, leaver.id)).meetings, 3);
    assert.equal((await factsOf(bench, people.noManager.id)).meetings, 0);
  });

  it('look a year ahead from now', async () => {
    await factsOf(bench, leaver.id);
    const { path } = bench.server.calls.find((call) => call.path.includes('calendarView')) ?? assert.fail();
    const query = new URLSearchParams(path.split('?')[1]);
    assert.equal(query.get('startDateTime'), now.toISOString());
    assert.equal(query.get('endDateTime'), '2027-03-02T09:00:00.000Z');
  });

  it('do without a calendar’s far pages', async () => {
    const link = `${bench.server.url}/v1.0/users/${leaver.id}/calendarView?$skip=999`;
    const page = (id: number) => ({
      '@odata.nextLink': link,
      value: [{ id: String(id), isOrganizer: true, attendees: [{}], subject: null }],
    });
    answering(bench, 'calendar', () => page(0));
    let pages = 0;
    const call = bench.client.call.bind(bench.client);
    bench.client.call = async (one) => {
      if (!one.path.includes('$skip=999')) return call(one);
      return { status: 200, headers: new Headers(), body: page((pages += 1)), clientRequestId: '' };
    };
    assert.equal((await factsOf(bench, leaver.id)).meetings, 5);
    assert.equal(pages, 4);
  });

  it('hold nothing of somebody who has nothing', async () => {
    const { id } = people.noManager;
    const { members, mailboxes, drives, users } = bench.server.state;
    for (const group of Object.keys(members)) members[group] = members[group]?.filter((each) => each !== id) ?? [];
    delete mailboxes[id];
    delete drives[id];
    Object.assign(users[id] ?? assert.fail(), { assignedLicenses: [], licenseAssignmentStates: [] });
    const { person, managementRestricted, signInSessionsValidFrom, ...facts } = await factsOf(bench, id);
    assert.equal(person.id, id);
    assert.equal(managementRestricted, false);
    assert.ok(signInSessionsValidFrom);
    assert.deepEqual(facts, {
      manager: null,
      directReports: [],
      directoryRoles: [],
      eligibleRoles: [],
      groups: [],
      ownedGroups: [],
      devices: [],
      licences: [],
      isResource: false,
      mailboxPurpose: null,
      hasMailbox: false,
      timeZone: null,
      drive: null,
      meetings: null,
      unread: [],
    });
    assert.equal(bench.rounds(), 1);
  });
});

describe('Who is to take over', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const successorOf = async (successorId?: string) =>
    (await bench.tenant.readLeaverAndPeople(leaver.id, { rights: [], successorId })).successor;

  it('is read in the leaver’s batch', async () => {
    const groupIds = [groups.approvers, groups.hr];
    const rights = [people.approver, people.hr].map(({ id }) => ({ id, groupIds }));
    const ownedGroupIds = [groups.lastOwner, groups.brand];
    const { successor } = await bench.tenant.readLeaverAndPeople(leaver.id, {
      rights,
      successorId: people.outsider.id,
      ownedGroupIds,
    });
    assert.equal(successor?.displayName, people.outsider.displayName);
    const items = bench.server.calls.filter(({ batch }) => batch === true);
    assert.equal(items.length, 19 + 2);
    assert.deepEqual([bench.trips().length, bench.rounds()], [2, 1]);
  });

  it('is nobody where nobody was named, or they are gone', async () => {
    assert.equal(await successorOf(), undefined);
    assert.equal(await successorOf(nobody), undefined);
  });

  it('can be a guest, blocked or without mail, and is told so', async () => {
    const guest = await successorOf(people.guest.id);
    assert.equal(guest?.userType, 'Guest');
    assert.equal((await successorOf(people.blocked.id))?.accountEnabled, false);
    Object.assign(bench.server.state.users[people.outsider.id] ?? assert.fail(), { mail: null });
    assert.equal((await successorOf(people.outsider.id))?.mail, null);
  });

  it('is not guessed where they can’t be read', async () => {
    bench.server.fault({ path: `^/users/${people.outsider.id}`, answer: { status: 403 } });
    await assert.rejects(successorOf(people.outsider.id), (error) => hasCode(error, 'graph-forbidden'));
  });
});

describe('The round trips for a leaver', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('are one where the groups that they own were known', async () => {
    const facts = await factsOf(bench, leaver.id, {
      ownedGroupIds: [groups.lastOwner, groups.brand, groups.lastOwner],
    });
    assert.deepEqual(
      facts.ownedGroups.map(({ id, lastOwner }) => [id, lastOwner]),
      (await factsOf(bench, leaver.id)).ownedGroups.map(({ id, lastOwner }) => [id, lastOwner]),
    );
    assert.equal(facts.ownedGroups.length, 2);
  });

  it('are two where one of them was not, which alone is read then', async () => {
    await factsOf(bench, leaver.id, { ownedGroupIds: [groups.brand] });
    const reads = bench.server.calls.filter(({ path }) => path.includes('/owners'));
    assert.deepEqual([reads.length, bench.rounds()], [2, 2]);
  });

  it('are not spoilt by a group that is gone, or is theirs no more', async () => {
    const { ownedGroups, unread } = await factsOf(bench, leaver.id, {
      ownedGroupIds: [nobody, groups.hr, groups.lastOwner, groups.brand],
    });
    assert.equal(ownedGroups.length, 2);
    assert.deepEqual([bench.rounds(), unread], [1, []]);
  });

  it('stay two for 500 groups, 60 of them owned, 40 devices and 200 reports', async () => {
    const big = bench.server.addBigPerson(people.director.id);
    const facts = await factsOf(bench, big.id);
    const { groups: found, ownedGroups, devices, directReports } = facts;
    assert.deepEqual([found.length, ownedGroups.length, devices.length, directReports.length], [500, 60, 40, 200]);
    assert.ok(ownedGroups.every(({ lastOwner }) => lastOwner === true));
    assert.ok(found.every(({ direct }) => direct));
    assert.deepEqual([bench.rounds(), bench.trips().length], [2, 4]);
    assert.deepEqual(facts.unread, []);
  });

  it('become one for them once their groups are known', async () => {
    const big = bench.server.addBigPerson(people.director.id);
    const { ownedGroups } = (await bench.tenant.readLeaver(big.id)) ?? assert.fail();
    const before = bench.trips().length;
    const rounds = bench.rounds();
    const again = await factsOf(bench, big.id, { ownedGroupIds: ownedGroups.map(({ id }) => id) });
    assert.deepEqual(again.ownedGroups, ownedGroups);
    assert.deepEqual([bench.rounds() - rounds, bench.trips().length - before], [1, 4]);
  });

  it('are more only where a list has more than a page, and then side by side', async () => {
    const { state } = bench.server;
    const template = state.groups[groups.marketing] ?? assert.fail();
    for (let number = 0; number < 1000; number += 1) {
      const id = `0000${number}`;
      state.groups[id] = { ...template, id };
      state.members[id] = [leaver.id];
    }
    const { groups: found } = await factsOf(bench, leaver.id);
    assert.equal(found.length, 1006);
    assert.equal(bench.rounds(), 3);
  });
});

describe('What may not be read of a leaver', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  /** Permission → what is noted without it, of somebody who has it all. */
  const permissions: readonly [permission: string, unread: readonly UnreadFact[]][] = [
    ['RoleManagement.Read.Directory', ['roles']],
    ['RoleEligibilitySchedule.Read.Directory', ['eligible-roles']],
    ['LicenseAssignment.Read.All', ['licences']],
    ['MailboxSettings.Read', ['mailbox']],
    ['Calendars.ReadBasic', ['meetings']],
    ['Files.Read.All', ['drive']],
    ['GroupMember.Read.All', ['owners']],
  ];
  for (const [permission, unread] of permissions) {
    it(`is noted without ${permission}, and everything else is there`, async () => {
      const whole = await factsOf(bench, regional.id);
      assert.deepEqual(whole.unread, []);
      bench.server.withhold(permission);
      const facts = await factsOf(bench, regional.id);
      assert.deepEqual(facts.unread, unread);
      const missing = Object.entries(facts).filter(([name, value]) => {
        return name !== 'unread' && JSON.stringify(value) !== JSON.stringify(whole[name as keyof LeaverFacts]);
      });
      const expected: Readonly<Partial<Record<UnreadFact, readonly string[]>>> = {
        licences: ['licences'],
        mailbox: ['hasMailbox', 'mailboxPurpose', 'timeZone'],
        meetings: ['meetings'],
        drive: ['drive'],
        owners: ['ownedGroups'],
      };
      assert.deepEqual(missing.map(([name]) => name).sort(), [...(expected[unread[0] ?? 'roles'] ?? [])].sort());
    });
  }

  for (const path of ['/registeredDevices', '/ownedDevices']) {
    it(`is the devices without ${path}`, async () => {
      bench.server.fault({ path, answer: { status: 403 } });
      const { devices, unread } = await factsOf(bench, regional.id);
      assert.deepEqual([devices, unread], [[], ['devices']]);
    });
  }

  it('is the devices where their properties are withheld', async () => {
    for (const device of Object.values(bench.server.state.devices)) {
      Object.assign(device, { displayName: null, accountEnabled: null, trustType: null });
    }
    const { devices, unread } = await factsOf(bench, regional.id);
    assert.deepEqual([devices, unread], [[], ['devices']]);
  });

  it('are owners of which it is then not known whether there is another', async () => {
    bench.server.fault({ path: `/groups/${groups.brand}/owners`, answer: { status: 403 } });
    const { ownedGroups, unread } = await factsOf(bench, leaver.id);
    assert.equal(ownedGroups.find(({ id }) => id === groups.brand)?.lastOwner, null);
    assert.equal(ownedGroups.find(({ id }) => id === groups.lastOwner)?.lastOwner, true);
    assert.deepEqual(unread, ['owners']);
  });

  it('is several things at once where several may not be read, each named once', async () => {
    const all = permissions.map(([permission]) => permission);
    bench.server.withhold(...all);
    const { unread } = await factsOf(bench, regional.id);
    assert.deepEqual([...unread].sort(), permissions.flatMap(([, each]) => each).sort());
  });

  it('are no licences of somebody who has none', async () => {
    bench.server.fault({ path: '^/subscribedSkus', answer: { status: 403 } });
    const { licences, unread } = await factsOf(bench, people.guest.id);
    assert.deepEqual([licences, unread], [[], []]);
  });

  it('are eligible roles where the refusal is another one than the lack of P2', async () => {
    const error = { code: 'UnknownError', message: '{"errorCode":"PermissionScopeNotGranted"}' };
    bench.server.fault({ path: 'roleEligibility', answer: { status: 400, error } });
    assert.deepEqual((await factsOf(bench, leaver.id)).unread, ['eligible-roles']);
  });

  const lacks: readonly [status: number, code: string, message: string][] = [
    [400, 'AadPremiumLicenseRequired', 'No.'],
    [403, 'AadPremiumLicenseRequired', 'No.'],
    [400, 'BadRequest', 'The tenant needs an AAD Premium 2 license.'],
    [400, 'BadRequest', 'The tenant has not onboarded to PIM.'],
  ];
  for (const [status, code, message] of lacks) {
    it(`are no eligible roles where Graph answers ${status} ${code}: ${message}`, async () => {
      bench.server.fault({ path: 'roleEligibility', answer: { status, error: { code, message } } });
      assert.deepEqual((await factsOf(bench, leaver.id)).unread, []);
    });
  }

  for (const path of ['/mailboxSettings', '/drive\\?', 'calendarView', 'roleEligibility', '/owners']) {
    it(`is not what ${path} fails to answer for another reason: that is tried again, and fails`, async () => {
      bench.server.fault({ path, times: -1, answer: { status: 503 } });
      await assert.rejects(factsOf(bench, leaver.id), (error) => hasCode(error, 'graph-unavailable'));
    });
  }

  it('is not what answers in another form than Microsoft describes', async () => {
    answering(bench, 'drive', () => ({ id: 7 }));
    await assert.rejects(factsOf(bench, leaver.id), (error) => hasCode(error, 'graph-unexpected-answer'));
  });
});

/** Puts something else into one answer of the batch. */
function answering(bench: Bench, item: string, answer: (body: object) => unknown): void {
  const call = bench.client.call.bind(bench.client);
  bench.client.call = async (request) => {
    const whole = await call(request);
    const { responses = [] } = (whole.body ?? {}) as { responses?: { id: string; body: unknown }[] };
    for (const each of responses) if (each.id === item) each.body = answer(each.body as object);
    return whole;
  };
}
