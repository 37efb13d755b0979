import assert from 'node:assert/strict';

import type { AutoReply } from '../../src/offboarding/belongings.ts';
import { sandboxGroups as groups, sandboxPeople as people } from '../../src/sandbox/people.ts';
import { mark, now, openBench, type Bench } from './bench.ts';
import { failsWith } from './writeSuite.ts';

const { guest, leaver, manager, regional } = people;
const nobody = '11111111-1111-4111-8111-111111111111';

describe('Reading somebody’s devices', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('takes one round trip, and finds their state', async () => {
    const devices = await bench.tenant.readDevices(leaver.id);
    assert.equal(bench.rounds(), 1);
    assert.ok(devices.length > 0 && devices.every(({ enabled }) => enabled));
    const [{ id } = assert.fail()] = devices;
    await bench.tenant.setDeviceEnabled(id, false, mark);
    const after = await bench.tenant.readDevices(leaver.id);
    assert.deepEqual(
      after.filter(({ enabled }) => !enabled).map((device) => device.id),
      [id],
    );
  });

  it('leaves out what is registered to them only, or owned only, and what is no device', async () => {
    const { registeredDevices, ownedDevices } = bench.server.state;
    const [first = assert.fail(), second = assert.fail()] = ownedDevices[leaver.id] ?? [];
    registeredDevices[leaver.id] = [first];
    ownedDevices[leaver.id] = [first, second];
    assert.deepEqual(
      (await bench.tenant.readDevices(leaver.id)).map(({ id }) => id),
      [first],
    );
  });

  it('calls one without a name by its id', async () => {
    const [id = assert.fail()] = bench.server.state.ownedDevices[leaver.id] ?? [];
    Object.assign(bench.server.state.devices[id] ?? assert.fail(), { displayName: null });
    assert.ok((await bench.tenant.readDevices(leaver.id)).some((device) => device.displayName === id));
  });

  it('fails rather than call a device enabled whose state is withheld', async () => {
    for (const device of Object.values(bench.server.state.devices)) Object.assign(device, { accountEnabled: null });
    await failsWith('graph-forbidden', bench.tenant.readDevices(leaver.id));
  });

  for (const path of ['/registeredDevices', '/ownedDevices']) {
    it(`fails without ${path}`, async () => {
      bench.server.fault({ path, answer: { status: 403 } });
      await failsWith('graph-forbidden', bench.tenant.readDevices(leaver.id));
    });
  }

  it('fails for nobody', () => failsWith('graph-not-found', bench.tenant.readDevices(nobody)));
});

describe('An automatic reply', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const zoned = (dateTime: string) => ({ dateTime, timeZone: 'W. Europe Standard Time' });
  const replies: readonly AutoReply[] = [
    {
      status: 'scheduled',
      externalAudience: 'contactsOnly',
      internalReplyMessage: '<html>\n<body>“Tot 3 mei” &amp; later 😀</body>\n</html>',
      externalReplyMessage: '<p>Out</p>',
      scheduledStart: zoned('2026-03-02T09:00:00.0000000'),
      scheduledEnd: zoned('2026-05-03T17:30:00.0000000'),
    },
    {
      status: 'disabled',
      externalAudience: 'all',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStart: { dateTime: '2020-01-01T00:00:00.0000000', timeZone: 'UTC' },
      scheduledEnd: { dateTime: '2020-01-02T00:00:00.0000000', timeZone: 'UTC' },
    },
  ];
  for (const reply of replies) {
    it(`that is ${reply.status} is put back exactly as it was read`, async () => {
      const { tenant, server } = bench;
      await tenant.setAutoReply(leaver.id, reply, mark);
      assert.deepEqual(await tenant.readAutoReply(leaver.id), reply);
      const before = structuredClone(server.state.mailboxes[leaver.id]?.automaticRepliesSetting);
      const ours: AutoReply = {
        status: 'alwaysEnabled',
        externalAudience: 'all',
        internalReplyMessage: 'Gone',
        externalReplyMessage: 'Gone',
        scheduledStart: null,
        scheduledEnd: null,
      };
      await tenant.setAutoReply(leaver.id, ours, mark);
      const { scheduledStart, scheduledEnd } = reply;
      assert.deepEqual(await tenant.readAutoReply(leaver.id), { ...ours, scheduledStart, scheduledEnd });
      await tenant.setAutoReply(leaver.id, reply, mark);
      assert.deepEqual(server.state.mailboxes[leaver.id]?.automaticRepliesSetting, before);
    });
  }

  it('with nothing set is a disabled one', async () => {
    Object.assign(bench.server.state.mailboxes[leaver.id] ?? {}, {
      automaticRepliesSetting: { scheduledStartDateTime: { dateTime: '2026-03-02T09:00:00.0000000', timeZone: null } },
    });
    assert.deepEqual(await bench.tenant.readAutoReply(leaver.id), {
      status: 'disabled',
      externalAudience: 'none',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStart: { dateTime: '2026-03-02T09:00:00.0000000', timeZone: 'UTC' },
      scheduledEnd: null,
    });
  });

  it('is read without the rest of the mailbox', async () => {
    await bench.tenant.readAutoReply(leaver.id);
    assert.deepEqual(
      bench.server.calls.map(({ path }) => path),
      [`/users/${leaver.id}/mailboxSettings?$select=automaticRepliesSetting`],
    );
  });

  it('of who has no mailbox is undefined; of who may not be read, or is nobody, it is an error', async () => {
    const { tenant, server } = bench;
    assert.equal(await tenant.readAutoReply(guest.id), undefined);
    await failsWith('graph-not-found', tenant.readAutoReply(nobody));
    server.withhold('MailboxSettings.Read');
    await failsWith('graph-forbidden', tenant.readAutoReply(leaver.id));
  });
});

describe('Forwarding', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const rule = (ruleName: string) => ({ ruleName, to: { name: manager.displayName, address: manager.mail } });

  it('is found by the name of its rule, and by all of it', async () => {
    const { tenant } = bench;
    for (const name of ['Farewell 1', 'Farewell 12', 'farewell 1'])
      await tenant.addForwarding(leaver.id, rule(name), mark);
    const [id = assert.fail(), ...others] = await tenant.readForwarding(leaver.id, 'Farewell 1');
    assert.deepEqual(others, []);
    await tenant.removeForwarding(leaver.id, id, mark);
    assert.deepEqual(await tenant.readForwarding(leaver.id, 'Farewell 1'), []);
    assert.equal(bench.server.state.messageRules[leaver.id]?.length, 2);
  });

  it('that was set up twice is found twice', async () => {
    const { tenant } = bench;
    await tenant.addForwarding(leaver.id, rule('one'), mark);
    await tenant.addForwarding(leaver.id, rule('one'), mark);
    assert.equal((await tenant.readForwarding(leaver.id, 'one')).length, 2);
  });

  it('is none of who has no mailbox; of who may not be read, or is nobody, it is an error', async () => {
    const { tenant, server } = bench;
    assert.deepEqual(await tenant.readForwarding(guest.id, 'one'), []);
    await failsWith('graph-not-found', tenant.readForwarding(nobody, 'one'));
    server.withhold('MailboxSettings.Read');
    await failsWith('graph-forbidden', tenant.readForwarding(leaver.id, 'one'));
  });
});

describe('Meetings ahead', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const subjects = async (id: string, from = now) =>
    (await bench.tenant.readMeetings(id, from)).map(({ subject }) => subject).sort();

  it('are those that the person organizes for others, a series once', async () => {
    assert.deepEqual(await subjects(leaver.id), ['Campaign Phoenix kick-off', 'Content review', 'Content stand-up']);
  });

  it('of a series carry the id of the whole, so that it is cancelled as one', async () => {
    const { tenant } = bench;
    const meetings = await tenant.readMeetings(leaver.id, now);
    const masters = bench.server.state.events[leaver.id]?.filter(({ type }) => type === 'seriesMaster') ?? [];
    for (const { id } of masters) assert.ok(meetings.some((meeting) => meeting.id === id));
    for (const { id } of meetings) await tenant.cancelMeeting(leaver.id, id, mark);
    assert.deepEqual(await subjects(leaver.id), []);
    const copies = bench.server.state.events[manager.id] ?? [];
    assert.ok(copies.some(({ isCancelled }) => isCancelled));
  });

  it('begin at the moment asked for', async () => {
    assert.deepEqual(await subjects(leaver.id, new Date(now.getTime() + 20 * 86_400_000)), [
      'Content review',
      'Content stand-up',
    ]);
  });

  it('are followed from page to page', async () => {
    const { events } = bench.server.state;
    const [first = assert.fail()] = events[leaver.id] ?? [];
    const many = Array.from({ length: 1200 }, (_, number) => ({
      ...first,
      id: `many-${number}`,
      subject: `m${number}`,
    }));
    events[leaver.id] = many;
    assert.equal((await bench.tenant.readMeetings(leaver.id, now)).length, 1200);
    assert.equal(bench.trips().length, 2);
  });

  it('are not those that are cancelled, and may have no subject', async () => {
    const [first = assert.fail(), second = assert.fail()] = bench.server.state.events[leaver.id] ?? [];
    Object.assign(first, { isCancelled: true });
    Object.assign(second, { subject: null });
    assert.deepEqual(await subjects(leaver.id), ['', 'Content review']);
  });

  it('are none of who has no mailbox; of who may not be read, or is nobody, they are an error', async () => {
    const { tenant, server } = bench;
    assert.deepEqual(await subjects(guest.id), []);
    await failsWith('graph-not-found', tenant.readMeetings(nobody, now));
    server.withhold('Calendars.ReadBasic');
    await failsWith('graph-forbidden', tenant.readMeetings(leaver.id, now));
  });
});

describe('A OneDrive', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const libraryOf = async (id: string) => (await bench.tenant.readLibrary(id)) ?? assert.fail('no library');

  it('is found with its root folder', async () => {
    const { driveId, rootId } = await libraryOf(leaver.id);
    assert.equal(driveId, bench.server.state.drives[leaver.id]?.['id']);
    assert.match(rootId, /^01/);
  });

  it('that was never opened is undefined', async () => {
    assert.equal(await bench.tenant.readLibrary(people.noDrive.id), undefined);
    const error = { code: 'BadRequest', message: "Unable to retrieve user's mysite URL." };
    bench.server.fault({ path: '/drive\\?', answer: { status: 400, error } });
    assert.equal(await bench.tenant.readLibrary(leaver.id), undefined);
  });

  it('that may not be read, or is refused otherwise, is an error', async () => {
    bench.server.fault({ path: '/drive\\?', answer: { status: 400 } });
    await failsWith('graph-bad-request', bench.tenant.readLibrary(leaver.id));
    bench.server.withhold('Files.Read.All');
    await failsWith('graph-forbidden', bench.tenant.readLibrary(leaver.id));
  });

  it('shows who may write in it, and nobody else', async () => {
    const { tenant } = bench;
    const library = await libraryOf(leaver.id);
    assert.deepEqual(await tenant.readShares(library, manager.id), []);
    await tenant.shareLibrary(library, manager.id, mark);
    const [id = assert.fail()] = await tenant.readShares(library, manager.id.toUpperCase());
    assert.deepEqual(await tenant.readShares(library, regional.id), []);
    await tenant.unshareLibrary(library, id, mark);
    assert.deepEqual(await tenant.readShares(library, manager.id), []);
  });

  it('does not count a permission to read only, nor what is granted to a group or by a link', async () => {
    const library = await libraryOf(leaver.id);
    const user = { id: manager.id };
    const value = [
      { id: 'reads', roles: ['read'], grantedToV2: { user } },
      { id: 'link', roles: ['write'], link: { type: 'edit' }, grantedToIdentitiesV2: [{ user }] },
      { id: 'group', roles: ['write'], grantedToV2: { siteGroup: { displayName: 'Members' } } },
      { id: 'older', roles: ['write'], grantedTo: { user } },
      { id: 'newer', roles: ['owner'], grantedToV2: { user } },
      { id: 'nobody', roles: ['write'], grantedToV2: { user: { displayName: 'Deleted' } } },
    ];
    bench.server.fault({ path: '/permissions$', answer: { status: 200, body: JSON.stringify({ value }) } });
    assert.deepEqual(await bench.tenant.readShares(library, manager.id), ['older', 'newer']);
  });
});

describe('The owners of groups', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('are read in one round trip, whether they can sign in with them', async () => {
    const owners = await bench.tenant.readOwners([groups.franchise, groups.brand, groups.franchise]);
    assert.deepEqual([...owners.keys()].sort(), [groups.franchise, groups.brand].sort());
    assert.deepEqual(owners.get(groups.franchise), [
      { id: regional.id, accountEnabled: true },
      { id: people.blocked.id, accountEnabled: false },
    ]);
    assert.deepEqual([bench.trips().length, bench.rounds()], [1, 1]);
  });

  it('are read in twenties side by side', async () => {
    const big = bench.server.addBigPerson(manager.id);
    const { owners } = bench.server.state;
    const ids = Object.keys(owners).filter((id) => owners[id]?.includes(big.id));
    const found = await bench.tenant.readOwners(ids);
    assert.equal(found.size, 60);
    assert.deepEqual([bench.trips().length, bench.rounds()], [3, 1]);
  });

  it('leave out groups that are gone, and ask nobody about none', async () => {
    assert.equal((await bench.tenant.readOwners([])).size, 0);
    assert.equal(bench.server.calls.length, 0);
    assert.deepEqual([...(await bench.tenant.readOwners([nobody, groups.synced]))], [[groups.synced, []]]);
  });

  it('are people: an app that owns a group can’t be asked, and who is withheld can’t be counted on', async () => {
    const value = [
      { '@odata.type': '#microsoft.graph.servicePrincipal', id: 'app', accountEnabled: true },
      { '@odata.type': '#microsoft.graph.user', id: 'withheld', accountEnabled: null },
    ];
    const call = bench.client.call.bind(bench.client);
    bench.client.call = async (request) => {
      const answer = await call(request);
      for (const item of (answer.body as { responses: { body: unknown }[] }).responses) item.body = { value };
      return answer;
    };
    const owners = await bench.tenant.readOwners([groups.brand]);
    assert.deepEqual(owners.get(groups.brand), [{ id: 'withheld', accountEnabled: false }]);
  });

  it('fail where those of one may not be read', async () => {
    bench.server.fault({ path: groups.brand, answer: { status: 403 } });
    await failsWith('graph-forbidden', bench.tenant.readOwners([groups.franchise, groups.brand]));
  });
});
