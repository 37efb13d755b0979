import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import {
  sandboxGroups as groups,
  sandboxPeople as people,
  sandboxSkus,
  seedTenant,
} from '../../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

const { leaver, manager } = people;
const now = () => new Date('2026-03-02T09:00:00.750Z');

async function consumed(tenant: RunningTenant): Promise<number> {
  const { body } = await ask(tenant, 'GET /subscribedSkus');
  return body.value.find((sku: { skuId: string }) => sku.skuId === sandboxSkus.e3).consumedUnits;
}

describe('changing the sandbox tenant', () => {
  it(
    'blocks a sign-in, twice over, and refuses what is no property',
    withTenant(async (tenant) => {
      for (let time = 0; time < 2; time += 1) {
        const answer = await ask(tenant, `PATCH /users/${leaver.id}`, { body: { accountEnabled: false } });
        assert.equal(answer.status, 204);
        assert.equal(answer.text, '');
      }
      assert.equal(tenant.state.users[leaver.id]?.accountEnabled, false);
      for (const body of [
        { accountEnabeld: true },
        { accountEnabled: 'yes' },
        { id: 'x' },
        '{"accountEnabled":',
        [1],
      ]) {
        assert.equal((await ask(tenant, `PATCH /users/${leaver.id}`, { body })).status, 400, JSON.stringify(body));
      }
      assert.equal(tenant.state.users[leaver.id]?.accountEnabled, false);
    }),
  );

  for (const who of ['admin', 'globalAdmin', 'roleGroupMember', 'roleGroupOwner', 'restricted'] as const) {
    it(
      `refuses to block or delete a privileged person: ${who}`,
      withTenant(async (tenant) => {
        const { id } = people[who];
        const blocked = await ask(tenant, `PATCH /users/${id}`, { body: { accountEnabled: false } });
        assert.equal(blocked.status, 403);
        assert.equal(blocked.body.error.code, 'Authorization_RequestDenied');
        assert.equal((await ask(tenant, `DELETE /users/${id}`)).status, 403);
        assert.equal(tenant.state.users[id]?.accountEnabled, true);
      }),
    );
  }

  it(
    'blocks a synced person, and changes nothing else of them',
    withTenant(async (tenant) => {
      const path = `PATCH /users/${people.synced.id}`;
      assert.equal((await ask(tenant, path, { body: { accountEnabled: false } })).status, 204);
      const refused = await ask(tenant, path, { body: { department: 'X' } });
      assert.match(refused.body.error.message, /on-premises mastered/);
    }),
  );

  it(
    'revokes sessions, but not those of a guest',
    withTenant(
      async (tenant) => {
        const before = tenant.state.users[people.guest.id]?.signInSessionsValidFromDateTime;
        for (const { id } of [leaver, people.guest]) {
          const answer = await ask(tenant, `POST /users/${id}/revokeSignInSessions`);
          assert.equal(answer.status, 200);
          assert.equal(answer.body.value, true);
        }
        assert.equal(tenant.state.users[leaver.id]?.signInSessionsValidFromDateTime, '2026-03-02T09:00:00Z');
        assert.equal(tenant.state.users[people.guest.id]?.signInSessionsValidFromDateTime, before);
      },
      { now },
    ),
  );

  it(
    'deletes a user, which frees the licence and leaves a group without owner, and restores them',
    withTenant(
      async (tenant) => {
        const before = await consumed(tenant);
        assert.equal((await ask(tenant, `DELETE /users/${leaver.id}`)).status, 204);
        assert.equal((await ask(tenant, `DELETE /users/${leaver.id}`)).status, 404);
        assert.equal((await ask(tenant, `GET /users/${leaver.id}`)).status, 404);
        assert.equal(await consumed(tenant), before - 1);
        assert.deepEqual((await ask(tenant, `GET /groups/${groups.lastOwner}/owners`)).body.value, []);

        const deleted = await ask(tenant, `GET /directory/deletedItems/${leaver.id}`);
        assert.equal(deleted.body.deletedDateTime, '2026-03-02T09:00:00Z');
        assert.equal(deleted.body.userPrincipalName, `${leaver.id.replaceAll('-', '')}${leaver.mail}`);
        const list = await ask(tenant, 'GET /directory/deletedItems/microsoft.graph.user?$select=id');
        assert.deepEqual(list.body.value, [{ id: leaver.id }]);

        const path = `POST /directory/deletedItems/${leaver.id}/restore`;
        assert.equal((await ask(tenant, path, { body: { autoReconcileProxyConflict: true } })).status, 400);
        const restored = await ask(tenant, path);
        assert.equal(restored.status, 200);
        assert.equal(restored.body.userPrincipalName, leaver.mail);
        assert.equal((await ask(tenant, path)).status, 404);
        assert.equal(await consumed(tenant), before);
      },
      { now },
    ),
  );

  it(
    'does not restore a user whose name was given away',
    withTenant(async (tenant) => {
      await ask(tenant, `DELETE /users/${leaver.id}`);
      tenant.state.users[people.indirect.id]!.userPrincipalName = leaver.mail;
      const answer = await ask(tenant, `POST /directory/deletedItems/${leaver.id}/restore`);
      assert.equal(answer.body.error.code, 'Request_MultipleObjectsWithSameKeyValue');
    }),
  );

  it(
    'deletes the user, not the membership, when $ref is forgotten',
    withTenant(async (tenant) => {
      const path = `DELETE /groups/${groups.brand}/members/${leaver.id}`;
      assert.equal((await ask(tenant, `${path}/$ref`)).status, 204);
      assert.equal((await ask(tenant, `${path}/$ref`)).status, 404);
      assert.ok(tenant.state.users[leaver.id]);
      assert.equal((await ask(tenant, `DELETE /groups/${groups.marketing}/members/${leaver.id}`)).status, 204);
      assert.equal(tenant.state.users[leaver.id], undefined);
      assert.ok(tenant.state.deletedUsers[leaver.id]);
    }),
  );

  const refusals: [group: keyof typeof groups, who: keyof typeof people, status: number, message: RegExp][] = [
    ['dynamic', 'leaver', 403, /Insufficient privileges/],
    ['distribution', 'leaver', 400, /mail-enabled security groups/],
    ['synced', 'leaver', 400, /on-premises mastered/],
    ['roleAssignable', 'roleGroupMember', 403, /Insufficient privileges/],
  ];
  for (const [group, who, status, message] of refusals) {
    it(
      `cannot take anybody out of the ${group} group`,
      withTenant(async (tenant) => {
        const answer = await ask(tenant, `DELETE /groups/${groups[group]}/members/${people[who].id}/$ref`);
        assert.equal(answer.status, status);
        assert.match(answer.body.error.message, message);
      }),
    );
  }

  const closed: [group: keyof typeof groups, link: 'members' | 'owners', status: number, message: RegExp][] = [
    ['dynamic', 'members', 403, /Insufficient privileges/],
    ['distribution', 'members', 400, /mail-enabled security groups/],
    ['distribution', 'owners', 400, /mail-enabled security groups/],
    ['synced', 'members', 400, /on-premises mastered/],
    ['synced', 'owners', 400, /on-premises mastered/],
    ['roleAssignable', 'members', 403, /Insufficient privileges/],
    ['brand', 'members', 400, /^One or more added object references already exist .*'members'\.$/],
    ['brand', 'owners', 400, /^One or more added object references already exist .*'owners'\.$/],
  ];
  for (const [group, link, status, message] of closed) {
    it(
      `cannot add Alex to the ${link} of the ${group} group`,
      withTenant(async (tenant) => {
        const before = structuredClone(tenant.state[link]);
        const body = { '@odata.id': `${tenant.url}/v1.0/directoryObjects/${leaver.id}` };
        const answer = await ask(tenant, `POST /groups/${groups[group]}/${link}/$ref`, { body });
        assert.equal(answer.status, status);
        assert.match(answer.body.error.message, message);
        assert.deepEqual(tenant.state[link], before);
      }),
    );
  }

  it(
    'lets a group that follows a rule have another owner',
    withTenant(async (tenant) => {
      const body = { '@odata.id': `${tenant.url}/v1.0/users/${leaver.id}` };
      assert.equal((await ask(tenant, `POST /groups/${groups.dynamic}/owners/$ref`, { body })).status, 204);
      assert.ok(tenant.state.owners[groups.dynamic]?.includes(leaver.id));
    }),
  );

  const strays: [what: string, id: (url: string) => unknown, status: number][] = [
    ['another cloud', () => `https://graph.microsoft.us/v1.0/users/${manager.id}`, 400],
    ['another host', (url) => `${url.replace('127.0.0.1', '127.0.0.2')}/v1.0/users/${manager.id}`, 400],
    ['another version', (url) => `${url}/beta/users/${manager.id}`, 400],
    ['no address', () => manager.id, 400],
    ['nothing', () => null, 400],
    ['nobody', (url) => `${url}/v1.0/users/11111111-1111-4111-8111-111111111111`, 404],
  ];
  for (const [what, id, status] of strays) {
    it(
      `links nobody to a reference to ${what}`,
      withTenant(async (tenant) => {
        const before = structuredClone(tenant.state);
        const body = { '@odata.id': id(tenant.url) };
        for (const call of [
          `PUT /users/${leaver.id}/manager/$ref`,
          `POST /groups/${groups.marketing}/members/$ref`,
          `POST /groups/${groups.marketing}/owners/$ref`,
        ]) {
          const answer = await ask(tenant, call, { body });
          assert.equal(answer.status, status, `${call}: ${answer.text}`);
        }
        assert.deepEqual(tenant.state, before);
      }),
    );
  }

  it(
    'lets reads of both ends lag behind a new link',
    withTenant(async (tenant) => {
      tenant.state.lagReads = 1;
      const body = { '@odata.id': `${tenant.url}/v1.0/users/${leaver.id}` };
      assert.equal((await ask(tenant, `POST /groups/${groups.hr}/members/$ref`, { body })).status, 204);
      for (const path of [`/users/${leaver.id}/memberOf`, `/groups/${groups.hr}/members`]) {
        const seen = async () =>
          (await ask(tenant, `GET ${path}?$select=id`)).body.value.some(({ id }: { id: string }) =>
            [leaver.id, groups.hr].includes(id),
          );
        assert.deepEqual([await seen(), await seen()], [false, true], path);
      }
    }),
  );

  it(
    'hands a group over: the new owner first, then the old one goes',
    withTenant(async (tenant) => {
      const owners = `/groups/${groups.lastOwner}/owners`;
      const last = await ask(tenant, `DELETE ${owners}/${leaver.id}/$ref`);
      assert.match(last.body.error.message, /at least one owner/);
      const body = { '@odata.id': `${tenant.url}/v1.0/users/${manager.id}` };
      assert.equal((await ask(tenant, `POST ${owners}/$ref`, { body })).status, 204);
      const twice = await ask(tenant, `POST ${owners}/$ref`, { body });
      assert.match(twice.body.error.message, /already exist for the following modified properties: 'owners'/);
      assert.equal((await ask(tenant, `DELETE ${owners}/${leaver.id}/$ref`)).status, 204);
    }),
  );

  it(
    'takes a licence that came from a group back with the membership',
    withTenant(async (tenant) => {
      const { id } = people.licensedByGroup;
      await ask(tenant, `DELETE /groups/${groups.licences}/members/${id}/$ref`);
      assert.deepEqual(
        tenant.state.users[id]?.assignedLicenses.map((each) => each.skuId),
        [sandboxSkus.e3],
      );
    }),
  );

  it(
    "gives a report another manager, except Active Directory's",
    withTenant(async (tenant) => {
      const body = { '@odata.id': `${tenant.url}/v1.0/users/${people.teamLead.id}` };
      assert.equal((await ask(tenant, `PUT /users/${leaver.id}/manager/$ref`, { body })).status, 204);
      assert.equal(tenant.state.managers[leaver.id], people.teamLead.id);
      assert.equal((await ask(tenant, `PUT /users/${people.synced.id}/manager/$ref`, { body })).status, 400);
      assert.equal((await ask(tenant, `DELETE /users/${leaver.id}/manager/$ref`)).status, 204);
      assert.equal((await ask(tenant, `GET /users/${leaver.id}/manager`)).status, 404);
    }),
  );

  it(
    'disables a device, unless Active Directory masters it',
    withTenant(async (tenant) => {
      const [own] = tenant.state.registeredDevices[leaver.id] ?? [];
      const [joined] = tenant.state.registeredDevices[people.synced.id] ?? [];
      const body = { accountEnabled: false };
      assert.equal((await ask(tenant, `PATCH /devices/${own}`, { body })).status, 204);
      assert.equal(tenant.state.devices[own!]?.accountEnabled, false);
      assert.equal((await ask(tenant, `PATCH /devices/${joined}`, { body })).status, 400);
    }),
  );

  it(
    'lets reads lag behind a write when told to',
    withTenant(async (tenant) => {
      tenant.state.lagReads = 2;
      await ask(tenant, `PATCH /users/${leaver.mail}`, { body: { accountEnabled: false } });
      const read = async () =>
        (await ask(tenant, `GET /users/${leaver.id}?$select=accountEnabled`)).body.accountEnabled;
      assert.deepEqual([await read(), await read(), await read()], [true, true, false]);
      await ask(tenant, `DELETE /users/${leaver.id}`);
      const statuses = [];
      for (const path of ['/users', '/directory/deletedItems', '/directory/deletedItems', '/users']) {
        statuses.push((await ask(tenant, `GET ${path}/${leaver.id}`)).status);
      }
      assert.deepEqual(statuses, [200, 404, 200, 404]);
    }),
  );

  it('keeps a deletion over a crash from the moment its answer went out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenant-'));
    const file = join(folder, 'kept', 'tenant.json');
    try {
      const first = await startTenant({ file });
      await ask(first, `DELETE /users/${leaver.id}`);
      // Not closed before: what a crash would leave is already there.
      const second = await startTenant({ file });
      await first.close();
      assert.equal((await ask(second, `GET /users/${leaver.id}`)).status, 404);
      assert.equal((await ask(second, `GET /directory/deletedItems/${leaver.id}`)).status, 200);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('goes on from the file of a release that knew less', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenant-'));
    const file = join(folder, 'tenant.json');
    try {
      const { teamsApps, installedApps, teamsAppsBlocked, ...older } = seedTenant(now());
      delete older.users[leaver.id];
      writeFileSync(file, JSON.stringify(older));
      const tenant = await startTenant({ file });
      assert.equal((await ask(tenant, `GET /users/${leaver.id}`)).status, 404);
      assert.deepEqual((await ask(tenant, `GET /users/${manager.id}/teamwork/installedApps`)).body.value, []);
      assert.deepEqual(tenant.state, { ...older, teamsApps, installedApps, teamsAppsBlocked });
      await tenant.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
