import assert from 'node:assert/strict';

import { hasCode, type ErrorCode } from '../../src/errors.ts';
import { sandboxGroups as groups, sandboxPeople as people, sandboxSkus as skus } from '../../src/sandbox/people.ts';
import { mark, openBench, type Bench } from './bench.ts';
import { describeWrite, failsWith, type Write } from './writeSuite.ts';

const { leaver, manager, outsider, synced } = people;
const nobody = '11111111-1111-4111-8111-111111111111';
const e3 = { skuId: skus.e3, disabledPlans: [] };
const both = [e3, { skuId: skus.project, disabledPlans: [] }];

const reference = (id: string) => (url: string) => ({ '@odata.id': `${url}/v1.0/users/${id}` });

const undoings: Readonly<Record<string, Write>> = {
  allowSignIn: {
    write: ({ tenant }) => tenant.allowSignIn(leaver.id, mark),
    sent: ['PATCH', `/users/${leaver.id}`, () => ({ accountEnabled: true })],
    prepare: ({ tenant }) => tenant.blockSignIn(leaver.id, mark),
    isDone: ({ server }) => server.state.users[leaver.id]?.accountEnabled === true,
  },
  restoreUser: {
    write: ({ tenant }) => tenant.restoreUser(leaver.id, mark),
    sent: ['POST', `/directory/deletedItems/${leaver.id}/restore`],
    prepare: ({ tenant }) => tenant.deleteUser(leaver.id, mark),
    isDone: ({ server }) => server.state.users[leaver.id] !== undefined,
  },
  addMember: {
    write: ({ tenant }) => tenant.addMember(groups.hr, leaver.id, mark),
    sent: ['POST', `/groups/${groups.hr}/members/$ref`, reference(leaver.id)],
    isDone: ({ server }) => server.state.members[groups.hr]?.includes(leaver.id) === true,
  },
  addOwner: {
    write: ({ tenant }) => tenant.addOwner(groups.dynamic, leaver.id, mark),
    sent: ['POST', `/groups/${groups.dynamic}/owners/$ref`, reference(leaver.id)],
    isDone: ({ server }) => server.state.owners[groups.dynamic]?.includes(leaver.id) === true,
  },
  assignLicences: {
    write: ({ tenant }) => tenant.assignLicences(leaver.id, both, mark),
    sent: [
      'POST',
      `/users/${leaver.id}/assignLicense`,
      () => ({
        addLicenses: [
          { skuId: skus.e3, disabledPlans: [] },
          { skuId: skus.project, disabledPlans: [] },
        ],
        removeLicenses: [],
      }),
    ],
    isDone: ({ server }) => server.state.users[leaver.id]?.assignedLicenses.length === 2,
  },
  setManager: {
    write: ({ tenant }) => tenant.setManager(leaver.id, outsider.id, mark),
    sent: ['PUT', `/users/${leaver.id}/manager/$ref`, reference(outsider.id)],
    isDone: ({ server }) => server.state.managers[leaver.id] === outsider.id,
  },
};

for (const [name, write] of Object.entries(undoings)) describeWrite(`Undoing by ${name}`, write);

describe('Undoing', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const asMember = (group: keyof typeof groups) => bench.tenant.addMember(groups[group], leaver.id, mark);
  const asOwner = (group: keyof typeof groups) => bench.tenant.addOwner(groups[group], leaver.id, mark);

  it('leaves a member a member, and an owner an owner', async () => {
    const { members, owners } = structuredClone(bench.server.state);
    await asMember('brand');
    await asOwner('brand');
    assert.deepEqual([bench.server.state.members, bench.server.state.owners], [members, owners]);
    assert.equal(bench.trips().length, 2);
  });

  it('takes only that refusal for a success', async () => {
    const path = 'members/\\$ref$';
    const refusal = (message: unknown, code = 'Request_BadRequest') => JSON.stringify({ error: { code, message } });
    for (const body of [
      refusal('Cannot Update a mail-enabled security groups and or distribution list.'),
      refusal('The group already exists.'),
      refusal('Sorry. One or more added object references already exist.'),
      refusal(undefined),
      refusal(7),
      '<html>Bad Request</html>',
    ]) {
      bench.server.fault({ path, answer: { status: 400, body } });
      await failsWith('graph-bad-request', asMember('hr'));
    }
    const existing = refusal('One or more added object references already exist for the properties: members.');
    bench.server.fault({ path, answer: { status: 400, body: existing } });
    await asMember('hr');
    bench.server.fault({ path, answer: { status: 403, body: existing } });
    await failsWith('graph-forbidden', asMember('hr'));
  });

  const closed: readonly [group: keyof typeof groups, member: ErrorCode, owner: ErrorCode | undefined][] = [
    ['dynamic', 'graph-forbidden', undefined],
    ['distribution', 'graph-bad-request', 'graph-bad-request'],
    ['synced', 'graph-bad-request', 'graph-bad-request'],
    ['roleAssignable', 'graph-forbidden', 'graph-forbidden'],
  ];
  for (const [group, member, owner] of closed) {
    it(`can’t change the ${group} group${owner === undefined ? ', but its owners' : ''}`, async () => {
      await failsWith(member, asMember(group));
      await (owner === undefined ? asOwner(group) : failsWith(owner, asOwner(group)));
    });
  }

  it('finds neither a group nor a person who is gone', async () => {
    await failsWith('graph-not-found', bench.tenant.addMember(nobody, leaver.id, mark));
    await failsWith('graph-not-found', bench.tenant.addOwner(groups.hr, nobody, mark));
    await failsWith('graph-not-found', bench.tenant.setManager(leaver.id, nobody, mark));
    await failsWith('graph-not-found', bench.tenant.setManager(nobody, leaver.id, mark));
    await failsWith('graph-not-found', bench.tenant.assignLicences(nobody, [e3], mark));
    await failsWith('graph-not-found', bench.tenant.allowSignIn(nobody, mark));
    await failsWith('graph-not-found', bench.tenant.restoreUser(nobody, mark));
  });

  for (const id of ['', '.', '..']) {
    it(`does not send ${JSON.stringify(id)}, which would be something else in an address`, async () => {
      const { tenant } = bench;
      for (const write of [
        () => tenant.addMember(groups.hr, id, mark),
        () => tenant.addMember(id, leaver.id, mark),
        () => tenant.addOwner(groups.hr, id, mark),
        () => tenant.setManager(id, manager.id, mark),
        () => tenant.setManager(leaver.id, id, mark),
        () => tenant.assignLicences(id, [e3], mark),
        () => tenant.restoreUser(id, mark),
        () => tenant.allowSignIn(id, mark),
      ]) {
        await failsWith('internal', (async () => write())());
      }
      assert.equal(bench.server.calls.length, 0);
    });
  }

  it('refers to people on the cloud’s own host, whether or not the settings name a version', async () => {
    const other = await openBench({ baseUrl: `${bench.server.url}/v1.0/` });
    try {
      await other.tenant.setManager(leaver.id, outsider.id, mark);
      await other.tenant.addMember(groups.hr, leaver.id, mark);
      assert.equal(bench.server.state.managers[leaver.id], outsider.id);
    } finally {
      await other.close();
    }
  });

  it('gives a manager in the place of another, but not to whom AD masters', async () => {
    assert.equal(bench.server.state.managers[leaver.id], manager.id);
    await bench.tenant.setManager(leaver.id, outsider.id, mark);
    assert.equal((await bench.tenant.readTies(leaver.id))?.manager?.id, outsider.id);
    await failsWith('graph-bad-request', bench.tenant.setManager(synced.id, outsider.id, mark));
  });

  it('asks nobody for no licences', async () => {
    await bench.tenant.assignLicences(leaver.id, [], mark);
    assert.equal(bench.server.calls.length, 0);
  });

  it('assigns all licences or none, where seats are', async () => {
    const { state } = bench.server;
    for (const sku of state.skus) if (sku.skuId === skus.project) sku.enabled = 0;
    state.users[leaver.id]?.assignedLicenses.splice(0);
    state.users[leaver.id]?.licenseAssignmentStates.splice(0);
    await failsWith('graph-bad-request', bench.tenant.assignLicences(leaver.id, both, mark));
    assert.deepEqual((await bench.tenant.readTies(leaver.id))?.licences, []);
    await bench.tenant.assignLicences(leaver.id, [e3], mark);
    assert.deepEqual((await bench.tenant.readTies(leaver.id))?.licences, [{ ...e3, skuPartNumber: 'SPE_E3' }]);
  });

  for (const status of [202, 204]) {
    it(`takes ${status} for licences assigned`, async () => {
      bench.server.fault({ path: 'assignLicense$', answer: { status, body: '' } });
      await bench.tenant.assignLicences(leaver.id, [e3], mark);
    });
  }

  it('lets nobody in whom only a higher role may touch', async () => {
    await failsWith('graph-forbidden', bench.tenant.allowSignIn(people.admin.id, mark));
  });

  it('restores nobody twice', async () => {
    await bench.tenant.deleteUser(leaver.id, mark);
    await bench.tenant.restoreUser(leaver.id, mark);
    await failsWith('graph-not-found', bench.tenant.restoreUser(leaver.id, mark));
    assert.equal(await bench.tenant.readDeleted(leaver.id), undefined);
  });

  it('restores nobody whose name was given away', async () => {
    await bench.tenant.deleteUser(leaver.id, mark);
    const other = bench.server.state.users[people.indirect.id] ?? assert.fail();
    other.userPrincipalName = leaver.mail;
    await assert.rejects(
      bench.tenant.restoreUser(leaver.id, mark),
      (error) =>
        hasCode(error, 'graph-conflict') &&
        error.details.graphCode === 'Request_MultipleObjectsWithSameKeyValue' &&
        error.details.clientRequestId === mark.clientRequestId &&
        /userPrincipalName already exists/.test(String(error.cause)),
    );
  });

  const taken: readonly [status: number, code: string, message: string, expected: ErrorCode][] = [
    [400, 'Request_MultipleObjectsWithSameKeyValue', '', 'graph-conflict'],
    [409, 'Request_MultipleObjectsWithSameKeyValue', '', 'graph-conflict'],
    [400, 'Request_BadRequest', 'Property userPrincipalName already exists.', 'graph-conflict'],
    [400, 'Request_BadRequest', 'The object is not restorable.', 'graph-bad-request'],
    [403, 'Authorization_RequestDenied', 'It already exists.', 'graph-forbidden'],
  ];
  for (const [status, code, message, expected] of taken) {
    it(`is ${expected} where a restore is answered ${status} ${code} ${message}`, async () => {
      const body = JSON.stringify({ error: { code, message } });
      bench.server.fault({ path: '/restore$', answer: { status, body } });
      await failsWith(expected, bench.tenant.restoreUser(leaver.id, mark));
    });
  }

  it('finds what a restore forgot, and puts all of it back', async () => {
    const { tenant, server } = bench;
    const before = (await tenant.readTies(people.teamLead.id)) ?? assert.fail();
    server.state.restoreForgets = ['manager', 'reports', 'owners', 'groups', 'licences'];
    await tenant.deleteUser(people.teamLead.id, mark);
    await tenant.restoreUser(people.teamLead.id, mark);
    const after = (await tenant.readTies(people.teamLead.id)) ?? assert.fail();
    assert.deepEqual([after.manager, after.reports, after.ownedGroups, after.licences], [null, [], [], []]);
    assert.ok(after.groups.length > 0 && after.groups.every(({ fixed }) => fixed));

    const { id } = people.teamLead;
    await tenant.setManager(id, before.manager?.id ?? '', mark);
    for (const report of before.reports) await tenant.setManager(report.id, id, mark);
    for (const group of before.groups) if (!group.fixed) await tenant.addMember(group.id, id, mark);
    for (const group of before.ownedGroups) await tenant.addOwner(group.id, id, mark);
    await tenant.assignLicences(id, before.licences, mark);
    assert.deepEqual(await tenant.readTies(id), before);
  });
});
