import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';

import {
  sandboxGroups as groups,
  sandboxPeople as people,
  sandboxSkus,
  sandboxTeamsApp,
  seedTenant,
} from '../../../src/sandbox/people.ts';
import { routes } from '../../../src/sandbox/tenant/routes.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { checkRequest, checkResponse, isDescribed } from '../../support/openapi.ts';
import { ask, eventual, withTenant } from './ask.ts';

const seed = seedTenant(new Date('2026-03-02T09:00:00Z'));
const user = `/users/${people.leaver.id}`;
const group = `/groups/${groups.brand}`;
const [device] = seed.registeredDevices[people.leaver.id] ?? [];
const referenceOn = (url: string) => ({ '@odata.id': `${url}/v1.0/users/${people.manager.id}` });

/** Answered by the tenant, and not among the calls that Microsoft's description carries. */
const undescribed = [
  'GET /groups/:group/transitiveMembers',
  // Deletes the user: nobody is meant to call it, it is here to catch who does.
  'DELETE /groups/:group/members/:user',
];

/** One good call for each route: what is in its place, and the body that it takes. */
const bodies = (url: string): Record<string, unknown> => ({
  'PATCH /users/:user': { accountEnabled: false },
  'PATCH /devices/:id': { accountEnabled: false },
  'POST /users/:user/checkMemberObjects': { ids: [groups.brand] },
  'POST /users/:user/getMemberGroups': { securityEnabledOnly: false },
  'POST /users/:user/assignLicense': {
    addLicenses: [{ skuId: sandboxSkus.project, disabledPlans: [] }],
    removeLicenses: [sandboxSkus.e3],
  },
  'PUT /users/:user/manager/$ref': referenceOn(url),
  'POST /groups/:group/members/$ref': referenceOn(url),
  'POST /groups/:group/owners/$ref': referenceOn(url),
  'POST /users/:user/teamwork/installedApps': {
    'teamsApp@odata.bind': `${url}/v1.0/appCatalogs/teamsApps/${sandboxTeamsApp.id}`,
  },
});

const installedApps = `${user}/teamwork/installedApps`;
const installation = btoa(`${people.leaver.id}##${sandboxTeamsApp.id}`);

function installFor(tenant: RunningTenant) {
  return ask(tenant, `POST ${installedApps}`, { body: bodies(tenant.url)['POST /users/:user/teamwork/installedApps'] });
}

function placeOf(pattern: string): string {
  return pattern
    .replace('/users/:user', user)
    .replace('/groups/:group', group)
    .replace('/devices/:id', `/devices/${device}`)
    .replace(':installation', encodeURIComponent(installation))
    .replace(/:(id|user)/, people.leaver.id);
}

describe("Microsoft's description of the calls", () => {
  before('lies beside the repository, which a checkout alone does not have', function () {
    if (!isDescribed()) this.skip();
  });

  for (const route of routes) {
    const name = `${route.method} ${route.pattern}`;
    if (undescribed.includes(name)) continue;
    it(
      `fits ${name}`,
      withTenant(async (tenant) => {
        const path = placeOf(route.pattern);
        const body = bodies(tenant.url)[name];
        if (path.startsWith('/directory/deletedItems')) await ask(tenant, `DELETE ${user}`);
        if (path.startsWith(installedApps) && route.method === 'GET') await installFor(tenant);
        const query = route.method === 'GET' ? '?$count=true' : '';
        const answer = await ask(tenant, `${route.method} ${path}${query}`, { headers: eventual, body });
        assert.ok(answer.status < 300, answer.text);
        assert.deepEqual(checkRequest(route.method, path, body), []);
        assert.deepEqual(checkResponse(route.method, path, answer.status, answer.body), []);
      }),
    );
  }

  it(
    'fits refusals and batches',
    withTenant(async (tenant) => {
      const missing = await ask(tenant, 'GET /users/none');
      assert.deepEqual(checkResponse('GET', '/users/none', 404, missing.body), []);
      const body = { requests: [{ id: '1', method: 'GET', url: user }] };
      const batch = await ask(tenant, 'POST /$batch', { body });
      assert.deepEqual(checkRequest('POST', '/$batch', body), []);
      assert.deepEqual(checkResponse('POST', '/$batch', 200, batch.body), []);
    }),
  );

  it(
    'fits every property that can be selected',
    withTenant(async (tenant) => {
      const all = (bag: object) => Object.keys(bag).join(',');
      for (const [path, bag] of [
        [user, seed.users[people.leaver.id]],
        [group, seed.groups[groups.brand]],
      ] as const) {
        const answer = await ask(tenant, `GET ${path}?$select=${all(bag ?? {})}`);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(checkResponse('GET', path, 200, answer.body), []);
      }
    }),
  );

  it(
    'fits an installed app that is shown with its place in the catalogue',
    withTenant(async (tenant) => {
      await installFor(tenant);
      const answer = await ask(tenant, `GET ${installedApps}?$expand=teamsApp`);
      assert.equal(answer.body.value[0].teamsApp.externalId, sandboxTeamsApp.externalId);
      assert.deepEqual(checkResponse('GET', installedApps, 200, answer.body), []);
    }),
  );

  it('finds what is wrong', () => {
    assert.match(checkRequest('PATCH', user, { accountEnabeld: false }).join(), /additionalProperty/);
    assert.match(checkRequest('POST', `${user}/revokeSignInSessions`, {}).join(), /takes no body/);
    assert.match(checkRequest('GET', `${user}/transitiveReports`).join(), /not in Microsoft's description/);
    assert.match(checkResponse('GET', user, 200, { accountEnabled: 'yes', leaver: true }).join(), /boolean.*'leaver'/);
  });
});
