import assert from 'node:assert/strict';

import type { AutoReply } from '../../src/offboarding/belongings.ts';
import { sandboxGroups as groups, sandboxPeople as people, sandboxSkus as skus } from '../../src/sandbox/people.ts';
import { mark, now, openBench, type Bench } from './bench.ts';
import { describeWrite, failsWith, type Write } from './writeSuite.ts';

const { accented, guest, leaver, manager, regional, storeLead } = people;
const nobody = '11111111-1111-4111-8111-111111111111';

/** What the sandbox's ids are at the bench's time; a tenant's are read first. */
async function whereThingsAre() {
  const bench = await openBench();
  try {
    const { tenant, server } = bench;
    const library = (await tenant.readLibrary(leaver.id)) ?? assert.fail('no library');
    await tenant.shareLibrary(library, manager.id, mark);
    const [permissionId = assert.fail()] = await tenant.readShares(library, manager.id);
    await tenant.addForwarding(leaver.id, { ruleName: 'one', to: { name: '', address: manager.mail } }, mark);
    const [ruleId = assert.fail()] = await tenant.readForwarding(leaver.id, 'one');
    const meetings = await tenant.readMeetings(leaver.id, now);
    const meeting = meetings.find(({ subject }) => subject === 'Content stand-up') ?? assert.fail();
    const [deviceId = assert.fail()] = server.state.ownedDevices[leaver.id] ?? [];
    return { library, permissionId, ruleId, meetingId: meeting.id, deviceId };
  } finally {
    await bench.close();
  }
}

const { library, permissionId, ruleId, meetingId, deviceId } = await whereThingsAre();
const item = `/drives/${encodeURIComponent(library.driveId)}/items/${library.rootId}`;
const rules = `/users/${leaver.id}/mailFolders/inbox/messageRules`;

const reply: AutoReply = {
  status: 'scheduled',
  externalAudience: 'contactsOnly',
  internalReplyMessage: '<p>Ask Megan.</p>',
  externalReplyMessage: '',
  scheduledStart: { dateTime: '2026-03-02T09:00:00.0000000', timeZone: 'W. Europe Standard Time' },
  scheduledEnd: null,
};

const replyOf = ({ server }: Bench) => server.state.mailboxes[leaver.id]?.automaticRepliesSetting ?? {};
const rulesOf = ({ server }: Bench) => server.state.messageRules[leaver.id] ?? [];
const sharesOf = ({ server }: Bench) => server.state.drivePermissions[library.driveId] ?? [];
const membersOf = ({ server }: Bench, group: keyof typeof groups) => server.state.members[groups[group]] ?? [];
const ownersOf = ({ server }: Bench, group: keyof typeof groups) => server.state.owners[groups[group]] ?? [];
const rule = { ruleName: 'Farewell 7', to: { name: 'Megan "M" Bowen', address: manager.mail } };

const writes: Readonly<Record<string, Write>> = {
  'Disabling a device': {
    write: ({ tenant }) => tenant.setDeviceEnabled(deviceId, false, mark),
    sent: ['PATCH', `/devices/${deviceId}`, () => ({ accountEnabled: false })],
    isDone: ({ server }) => server.state.devices[deviceId]?.accountEnabled === false,
  },
  'Enabling a device': {
    write: ({ tenant }) => tenant.setDeviceEnabled(deviceId, true, mark),
    sent: ['PATCH', `/devices/${deviceId}`, () => ({ accountEnabled: true })],
    prepare: ({ tenant }) => tenant.setDeviceEnabled(deviceId, false, mark),
    isDone: ({ server }) => server.state.devices[deviceId]?.accountEnabled === true,
  },
  'Setting an automatic reply': {
    write: ({ tenant }) => tenant.setAutoReply(leaver.id, reply, mark),
    sent: [
      'PATCH',
      `/users/${leaver.id}/mailboxSettings`,
      () => ({
        automaticRepliesSetting: {
          status: 'scheduled',
          externalAudience: 'contactsOnly',
          internalReplyMessage: '<p>Ask Megan.</p>',
          externalReplyMessage: '',
          scheduledStartDateTime: { dateTime: '2026-03-02T09:00:00.0000000', timeZone: 'W. Europe Standard Time' },
        },
      }),
    ],
    isDone: (bench) => replyOf(bench)['status'] === 'scheduled',
  },
  'Forwarding mail': {
    write: ({ tenant }) => tenant.addForwarding(leaver.id, rule, mark),
    sent: [
      'POST',
      rules,
      () => ({
        displayName: 'Farewell 7',
        sequence: 1,
        isEnabled: true,
        actions: {
          forwardTo: [{ emailAddress: { name: 'Megan "M" Bowen', address: manager.mail } }],
          stopProcessingRules: false,
        },
      }),
    ],
    isDone: (bench) => rulesOf(bench).length === 1,
  },
  'Ending the forwarding of mail': {
    write: ({ tenant }) => tenant.removeForwarding(leaver.id, ruleId, mark),
    sent: ['DELETE', `${rules}/${encodeURIComponent(ruleId)}`],
    prepare: ({ tenant }) =>
      tenant.addForwarding(leaver.id, { ruleName: 'one', to: { name: '', address: manager.mail } }, mark),
    isDone: (bench) => rulesOf(bench).length === 0,
    goneIsDone: true,
  },
  'Cancelling a series': {
    write: ({ tenant }) => tenant.cancelMeeting(leaver.id, meetingId, mark),
    sent: ['POST', `/users/${leaver.id}/events/${encodeURIComponent(meetingId)}/cancel`, () => ({})],
    isDone: ({ server }) => server.state.events[leaver.id]?.every(({ id }) => id !== meetingId) === true,
    goneIsDone: true,
  },
  'Sharing a library': {
    write: ({ tenant }) => tenant.shareLibrary(library, manager.id, mark),
    sent: [
      'POST',
      `${item}/invite`,
      () => ({
        recipients: [{ objectId: manager.id }],
        roles: ['write'],
        requireSignIn: true,
        sendInvitation: false,
      }),
    ],
    isDone: (bench) => sharesOf(bench).length === 1,
  },
  'Ending the sharing of a library': {
    write: ({ tenant }) => tenant.unshareLibrary(library, permissionId, mark),
    sent: ['DELETE', `${item}/permissions/${encodeURIComponent(permissionId)}`],
    prepare: ({ tenant }) => tenant.shareLibrary(library, manager.id, mark),
    isDone: (bench) => sharesOf(bench).length === 0,
    goneIsDone: true,
  },
  'Removing a member': {
    write: ({ tenant }) => tenant.removeMember(groups.marketing, leaver.id, mark),
    sent: ['DELETE', `/groups/${groups.marketing}/members/${leaver.id}/$ref`],
    isDone: (bench) => !membersOf(bench, 'marketing').includes(leaver.id),
    goneIsDone: true,
  },
  'Removing an owner': {
    write: ({ tenant }) => tenant.removeOwner(groups.lastOwner, manager.id, mark),
    sent: ['DELETE', `/groups/${groups.lastOwner}/owners/${manager.id}/$ref`],
    prepare: ({ tenant }) => tenant.addOwner(groups.lastOwner, manager.id, mark),
    isDone: (bench) => !ownersOf(bench, 'lastOwner').includes(manager.id),
    goneIsDone: true,
  },
  'Removing licences': {
    write: ({ tenant }) => tenant.removeLicences(leaver.id, [skus.e3], mark),
    sent: ['POST', `/users/${leaver.id}/assignLicense`, () => ({ addLicenses: [], removeLicenses: [skus.e3] })],
    isDone: ({ server }) => server.state.users[leaver.id]?.assignedLicenses.length === 0,
  },
};

for (const [name, write] of Object.entries(writes)) describeWrite(name, write);

describe('Offboarding writes', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('never delete a person who is taken out of a group', async () => {
    const { tenant, server } = bench;
    await tenant.removeMember(groups.marketing, leaver.id, mark);
    await tenant.removeOwner(groups.brand, leaver.id, mark);
    await tenant.removeMember(nobody, leaver.id, mark);
    assert.ok(server.state.users[leaver.id]);
    const deletes = server.calls.filter(({ method }) => method === 'DELETE');
    assert.equal(deletes.length, 3);
    for (const { path } of deletes) assert.match(path, /^\/groups\/[^/]+\/(members|owners)\/[^/]+\/\$ref$/);
  });

  for (const id of ['', '.', '..']) {
    it(`do not send ${JSON.stringify(id)}, which would be something else in an address`, async () => {
      const { tenant } = bench;
      for (const write of [
        () => tenant.removeMember(groups.hr, id, mark),
        () => tenant.removeMember(id, leaver.id, mark),
        () => tenant.removeOwner(groups.hr, id, mark),
        () => tenant.setDeviceEnabled(id, false, mark),
        () => tenant.removeForwarding(leaver.id, id, mark),
        () => tenant.cancelMeeting(leaver.id, id, mark),
        () => tenant.unshareLibrary(library, id, mark),
        () => tenant.shareLibrary({ ...library, rootId: id }, leaver.id, mark),
        () => tenant.removeLicences(id, [skus.e3], mark),
      ]) {
        await failsWith('internal', (async () => write())());
      }
      assert.equal(bench.server.calls.length, 0);
    });
  }

  const closed = [
    ['dynamic', 'graph-forbidden'],
    ['distribution', 'graph-bad-request'],
    ['synced', 'graph-bad-request'],
    ['roleAssignable', 'graph-forbidden'],
  ] as const;
  for (const [group, code] of closed) {
    it(`can’t take anybody out of the ${group} group`, () =>
      failsWith(code, bench.tenant.removeMember(groups[group], leaver.id, mark)));
  }

  it('leave a group its last owner', async () => {
    await failsWith('graph-bad-request', bench.tenant.removeOwner(groups.lastOwner, leaver.id, mark));
    assert.deepEqual(ownersOf(bench, 'lastOwner'), [leaver.id]);
  });

  it('cancel no meeting of somebody else’s', async () => {
    const copy = bench.server.state.events[leaver.id]?.find(({ isOrganizer }) => !isOrganizer) ?? assert.fail();
    await failsWith('graph-bad-request', bench.tenant.cancelMeeting(leaver.id, copy.id, mark));
  });

  for (const [refusal, code] of [
    ['accessDenied', 'graph-forbidden'],
    ['notSupported', 'graph-bad-request'],
  ] as const) {
    it(`fail where SharePoint answers ${refusal}`, async () => {
      bench.server.state.sharingRefusal = refusal;
      await failsWith(code, bench.tenant.shareLibrary(library, manager.id, mark));
    });
  }

  it('do not take an invitation for given that was answered with an error in the permission’s place', async () => {
    const value = [{ grantedToV2: { user: { id: manager.id } }, error: { code: 'accessDenied', message: 'No.' } }];
    bench.server.fault({ path: '/invite$', answer: { status: 200, body: JSON.stringify({ value }) } });
    await failsWith('graph-forbidden', bench.tenant.shareLibrary(library, manager.id, mark));
  });

  for (const body of ['', '{}', '{"value":[]}', '{"value":[{"id":"1","error":null}]}']) {
    it(`take ${JSON.stringify(body)} for a library that was shared`, async () => {
      bench.server.fault({ path: '/invite$', answer: { status: 200, body } });
      await bench.tenant.shareLibrary(library, manager.id, mark);
    });
  }

  it('share twice as well as once, and with more than one', async () => {
    const { tenant } = bench;
    await tenant.shareLibrary(library, manager.id, mark);
    await tenant.shareLibrary(library, manager.id, mark);
    await tenant.shareLibrary(library, accented.id, mark);
    assert.equal((await tenant.readShares(library, manager.id)).length, 1);
    assert.equal(sharesOf(bench).length, 2);
  });

  it('set nothing in a mailbox that is not there', async () => {
    await failsWith('graph-not-found', bench.tenant.setAutoReply(guest.id, reply, mark));
    await failsWith('graph-not-found', bench.tenant.addForwarding(guest.id, rule, mark));
  });

  it('disable no device of a privileged person, and none that is gone', async () => {
    const { tenant, server } = bench;
    server.state.registeredDevices[people.admin.id] = [deviceId];
    await failsWith('graph-forbidden', tenant.setDeviceEnabled(deviceId, false, mark));
    await failsWith('graph-not-found', tenant.setDeviceEnabled(nobody, false, mark));
  });
});

describe('Removing licences', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const removed = (id: string, ...skuIds: string[]) => bench.tenant.removeLicences(id, skuIds, mark);
  const heldBy = (id: string) => bench.server.state.users[id]?.assignedLicenses.map(({ skuId }) => skuId) ?? [];

  it('asks nobody for none', async () => {
    await removed(leaver.id);
    assert.equal(bench.server.calls.length, 0);
  });

  it('takes one that the person doesn’t have for removed', async () => {
    await removed(leaver.id, skus.project);
    assert.equal(bench.server.calls.length, 1);
    assert.deepEqual(heldBy(leaver.id), [skus.e3]);
  });

  it('takes the others where one of them is gone already', async () => {
    await removed(leaver.id, skus.project, skus.e3, skus.phone);
    assert.deepEqual(heldBy(leaver.id), []);
    assert.deepEqual(
      bench.server.calls.map(({ method, status }) => `${method} ${status}`),
      ['POST 400', 'GET 200', 'POST 200'],
    );
    await removed(leaver.id, skus.project, skus.e3);
    assert.equal(bench.server.calls.length, 5);
  });

  it('fails where Graph says that one is gone and the directory still shows it', async () => {
    const error = { code: 'Request_BadRequest', message: 'User does not have a corresponding license.' };
    bench.server.fault({ path: 'assignLicense$', times: -1, answer: { status: 400, error } });
    bench.server.state.users[leaver.id]?.licenseAssignmentStates.push(
      ...(bench.server.state.users[regional.id]?.licenseAssignmentStates ?? []),
    );
    await failsWith('graph-bad-request', removed(leaver.id, skus.e3, skus.e3));
  });

  it('does not take another refusal for that', async () => {
    const error = { code: 'Request_BadRequest', message: 'The user does not have a corresponding license.' };
    bench.server.fault({ path: 'assignLicense$', answer: { status: 400, error } });
    await failsWith('graph-bad-request', removed(leaver.id, skus.e3));
  });

  it('can’t take one that comes from a group, nor one that another needs', async () => {
    await failsWith('graph-bad-request', removed(storeLead.id, skus.e5));
    await failsWith('graph-bad-request', removed(people.licensedByGroup.id, skus.project));
  });

  it('and assigning them again leaves the service plans off that were off', async () => {
    const { tenant, server } = bench;
    const [plan = assert.fail()] = server.state.skus.find(({ skuId }) => skuId === skus.e3)?.servicePlans ?? [];
    const user = server.state.users[leaver.id] ?? assert.fail();
    for (const state of user.licenseAssignmentStates) state.disabledPlans = [plan.servicePlanId];
    const before = (await tenant.readTies(leaver.id))?.licences ?? [];
    assert.deepEqual(before, [{ skuId: skus.e3, skuPartNumber: 'SPE_E3', disabledPlans: [plan.servicePlanId] }]);
    await removed(leaver.id, skus.e3);
    await tenant.assignLicences(leaver.id, before, mark);
    assert.deepEqual((await tenant.readTies(leaver.id))?.licences, before);
  });
});
