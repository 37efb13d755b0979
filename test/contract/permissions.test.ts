import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../src/sandbox/people.ts';
import { leastPermissions } from '../../src/sandbox/tenant/permissions.ts';
import { routes } from '../../src/sandbox/tenant/routes.ts';
import { ask, withTenant } from '../sandbox/tenant/ask.ts';
import { isDescribed, permissionsOf, whereItLies } from '../support/openapi.ts';
import { goodCall, prepare, say } from './calls.ts';

const names = routes.map(({ method, pattern }) => `${method} ${pattern}`);

describe('The permission of a call', () => {
  it('is known for every route of the simulated tenant, and for no other', () => {
    assert.deepEqual(Object.keys(leastPermissions).toSorted(), names.toSorted());
  });

  it(`is one that Microsoft names for it; ${whereItLies}`, function () {
    if (!isDescribed()) this.skip();
    for (const [name, own] of Object.entries(leastPermissions)) {
      const [method = '', pattern = ''] = name.split(' ');
      const allowed = permissionsOf(method, pattern.replace(/:\w+/g, 'x'));
      for (const each of own) assert.ok(allowed?.includes(each) ?? true, `${each} for ${name}: ${allowed?.join(', ')}`);
    }
  });

  for (const { method, pattern } of routes) {
    it(
      `is needed for ${method} ${pattern}`,
      withTenant(async (tenant) => {
        await prepare(tenant, method, pattern);
        const spoken = goodCall(tenant, method, pattern);
        const isBlock = `${method} ${pattern}` === 'PATCH /users/:user';
        const needed = isBlock ? ['User.EnableDisableAccount.All'] : (leastPermissions[`${method} ${pattern}`] ?? []);
        tenant.withhold(...needed);
        const before = structuredClone(tenant.state);
        const refused = await say(tenant, spoken);
        assert.equal(refused.status, 403, refused.text);
        assert.match(refused.body.error.code, /^(Authorization_RequestDenied|ErrorAccessDenied|accessDenied)$/);
        assert.deepEqual(tenant.state, before);
        tenant.grantAll();
        assert.ok((await say(tenant, spoken)).status < 300);
      }),
    );
  }

  it(
    'is no other for a block than for the rest of an account',
    withTenant(async (tenant) => {
      const path = `PATCH /users/${people.leaver.id}`;
      tenant.withhold('User.ReadWrite.All');
      assert.equal((await ask(tenant, path, { body: { accountEnabled: false } })).status, 204);
      assert.equal((await ask(tenant, path, { body: { accountEnabled: false, jobTitle: 'x' } })).status, 403);
    }),
  );

  it(
    'to read a kind of object is missed in mixed collections by what it leaves null',
    withTenant(async (tenant) => {
      tenant.withhold('Directory.Read.All');
      const user = `/users/${people.leaver.id}`;
      for (const path of ['transitiveMemberOf', 'registeredDevices']) {
        const { status, body } = await ask(tenant, `GET ${user}/${path}?$select=id,displayName`);
        assert.equal(status, 200);
        assert.ok(body.value.length > 0);
        for (const each of body.value) {
          assert.match(each['@odata.type'], /^#microsoft\.graph\.(group|device)$/);
          assert.deepEqual([typeof each.id, each.displayName], ['string', null]);
        }
      }
      assert.equal((await ask(tenant, `GET ${user}/memberOf`)).status, 403);
    }),
  );

  it(
    'is asked for before anything else: who lacks it learns nothing of who is there',
    withTenant(async (tenant) => {
      tenant.withhold('User.Read.All');
      assert.equal((await ask(tenant, 'GET /users/none')).status, 403);
    }),
  );

  it(
    'is asked for in a batch, item by item',
    withTenant(async (tenant) => {
      const post = (path: string, method: string, body?: unknown) =>
        fetch(`${tenant.url}/sandbox${path}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      await post('/permissions/withheld', 'POST', ['MailboxSettings.Read']);
      const requests = [
        { id: 'mailbox', method: 'GET', url: `/users/${people.leaver.id}/mailboxSettings` },
        { id: 'user', method: 'GET', url: `/users/${people.leaver.id}` },
      ];
      const batch = async () => {
        const { body } = await ask(tenant, 'POST /$batch', { body: { requests } });
        const answers = body.responses as { id: string; status: number }[];
        return Object.fromEntries(answers.map(({ id, status }) => [id, status]));
      };
      assert.deepEqual(await batch(), { mailbox: 403, user: 200 });
      await post('/permissions/withheld', 'DELETE');
      assert.deepEqual(await batch(), { mailbox: 200, user: 200 });
    }),
  );
});
