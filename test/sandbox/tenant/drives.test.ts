import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

const invitation = {
  recipients: [{ objectId: people.manager.id }],
  roles: ['write'],
  requireSignIn: true,
  sendInvitation: false,
};

async function driveOf(tenant: RunningTenant): Promise<string> {
  const { body } = await ask(tenant, `GET /users/${people.leaver.id}/drive?$select=id,quota`);
  assert.equal(body.quota.used, 3_412_000_000);
  return `/drives/${encodeURIComponent(body.id)}`;
}

const rolesOf = (body: { value: { roles: string[] }[] }) => body.value.map(({ roles }) => roles);

describe('drives of the sandbox tenant', () => {
  it(
    'are shared with whoever is invited, once, however often',
    withTenant(async (tenant) => {
      const drive = await driveOf(tenant);
      const first = await ask(tenant, `POST ${drive}/root/invite`, { body: invitation });
      assert.equal(first.status, 200, first.text);
      assert.equal(first.body.value[0].grantedToV2.user.id, people.manager.id);
      const { id } = (await ask(tenant, `GET ${drive}/root`)).body;
      const again = await ask(tenant, `POST ${drive}/items/${id}/invite`, { body: invitation });
      assert.deepEqual(again.body.value, first.body.value);
      const listed = await ask(tenant, `GET ${drive}/items/${id}/permissions`);
      assert.deepEqual(rolesOf(listed.body), [['owner'], ['write']]);
    }),
  );

  it(
    'let a reader become a writer, under the same permission',
    withTenant(async (tenant) => {
      const path = `POST ${await driveOf(tenant)}/root/invite`;
      const read = await ask(tenant, path, { body: { ...invitation, roles: ['read'] } });
      const write = await ask(tenant, path, { body: invitation });
      assert.equal(write.body.value[0].id, read.body.value[0].id);
      assert.deepEqual(rolesOf(write.body), [['write']]);
    }),
  );

  it(
    'take a permission back, which a second time is a 404',
    withTenant(async (tenant) => {
      const drive = await driveOf(tenant);
      const { body } = await ask(tenant, `POST ${drive}/root/invite`, { body: invitation });
      const call = `DELETE ${drive}/items/root/permissions/${encodeURIComponent(body.value[0].id)}`;
      assert.deepEqual([(await ask(tenant, call)).status, (await ask(tenant, call)).status], [204, 404]);
      assert.deepEqual(rolesOf((await ask(tenant, `GET ${drive}/root/permissions`)).body), [['owner']]);
    }),
  );

  for (const [what, changes] of [
    ['nobody', { recipients: [] }],
    ['somebody who is not there', { recipients: [{ objectId: '11111111-1111-4111-8111-111111111111' }] }],
    ['a role that is none', { roles: ['admin'] }],
    ['no role', { roles: [] }],
    ['neither a sign-in nor a mail', { requireSignIn: false }],
    ['a recipient where none belongs', { recipient: 'x' }],
  ] as const) {
    it(
      `refuse an invitation with ${what}`,
      withTenant(async (tenant) => {
        const path = `${await driveOf(tenant)}/root`;
        assert.equal((await ask(tenant, `POST ${path}/invite`, { body: { ...invitation, ...changes } })).status, 400);
        assert.deepEqual(rolesOf((await ask(tenant, `GET ${path}/permissions`)).body), [['owner']]);
      }),
    );
  }

  for (const [refusal, status] of [
    ['accessDenied', 403],
    ['notSupported', 400],
  ] as const) {
    it(
      `refuse to be shared where that is so: ${refusal}`,
      withTenant(async (tenant) => {
        tenant.state.sharingRefusal = refusal;
        const answer = await ask(tenant, `POST ${await driveOf(tenant)}/root/invite`, { body: invitation });
        assert.deepEqual([answer.status, answer.body.error.code], [status, refusal]);
      }),
    );
  }

  it(
    'are there after their owner is deleted, but no longer by the name of the owner',
    withTenant(async (tenant) => {
      const drive = await driveOf(tenant);
      await ask(tenant, `DELETE /users/${people.leaver.id}`);
      assert.equal((await ask(tenant, `GET ${drive}`)).status, 200);
      assert.equal((await ask(tenant, `GET /users/${people.leaver.id}/drive`)).status, 404);
      assert.equal((await ask(tenant, 'GET /drives/none/root')).body.error.code, 'itemNotFound');
      assert.equal((await ask(tenant, `GET ${drive}/items/other/permissions`)).status, 404);
    }),
  );

  it(
    'show who was invited only some reads later, when told to lag',
    withTenant(async (tenant) => {
      const drive = await driveOf(tenant);
      tenant.state.lagReads = 1;
      await ask(tenant, `POST ${drive}/root/invite`, { body: invitation });
      const count = async () => (await ask(tenant, `GET ${drive}/root/permissions`)).body.value.length;
      assert.deepEqual([await count(), await count()], [1, 2]);
    }),
  );
});
