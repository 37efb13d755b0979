import assert from 'node:assert/strict';

import { before, describe, it } from 'mocha';

import { sandboxGroups as groups, sandboxPeople as people, sandboxTeamsApp } from '../../src/sandbox/people.ts';
import { routes } from '../../src/sandbox/tenant/routes.ts';
import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from '../sandbox/tenant/ask.ts';
import { undescribed } from '../support/contract.ts';
import { checkRequest, checkResponse, isDescribed, whereItLies } from '../support/openapi.ts';
import { goodCall, prepare, say, type Spoken } from './calls.ts';

/** Deletes the user: nobody is meant to call it, it is here to catch who does. */
const trap = 'DELETE /groups/:group/members/:user';

const isDescribedRoute = (name: string) => name !== trap && !undescribed.some((each) => each.test(name));

const user = `/users/${people.regional.id}`;

/** What is refused, how the tenant is made to refuse it, and with which status. */
const refusals: readonly (readonly [
  what: string,
  spoken: Spoken,
  status: number,
  before?: (tenant: RunningTenant) => void,
])[] = [
  ['nobody', { call: 'GET /users/none' }, 404],
  ['no manager', { call: `GET /users/${people.noManager.id}/manager` }, 404],
  ['a property that is none', { call: `GET ${user}?$select=shoeSize` }, 400],
  ['no mailbox', { call: `GET /users/${people.guest.id}/mailboxSettings` }, 404],
  ['a drive that was never opened', { call: `GET /users/${people.noDrive.id}/drive` }, 404],
  ['the device of Active Directory', { call: `PATCH /devices/{hybrid}`, body: { accountEnabled: false } }, 400],
  ['a dynamic group', { call: `DELETE /groups/${groups.dynamicRetail}/members/${people.regional.id}/$ref` }, 403],
  ['a mail-enabled group', { call: `DELETE /groups/${groups.mailSecurity}/members/${people.regional.id}/$ref` }, 400],
  ['a synced group', { call: `DELETE /groups/${groups.syncedRetail}/members/${people.regional.id}/$ref` }, 400],
  ['the last owner', { call: `DELETE /groups/${groups.storeOpenings}/owners/${people.regional.id}/$ref` }, 400],
  [
    'a tenant without Intune',
    { call: `GET ${user}/managedDevices` },
    400,
    ({ state }) => {
      state.hasIntune = false;
    },
  ],
  [
    'a tenant without P2',
    { call: `GET /roleManagement/directory/roleEligibilityScheduleInstances` },
    400,
    ({ state }) => {
      state.hasEntraP2 = false;
    },
  ],
  [
    'a permission that is withheld',
    { call: `GET ${user}/mailboxSettings` },
    403,
    (tenant) => tenant.withhold('MailboxSettings.Read'),
  ],
];

describe("The simulated tenant's answers", () => {
  before(function () {
    if (!isDescribed()) this.skip();
  });

  if (!isDescribed()) it(`goes unchecked: ${whereItLies}`);

  for (const { method, pattern } of routes) {
    if (!isDescribedRoute(`${method} ${pattern}`)) continue;
    it(
      `are as described for ${method} ${pattern}`,
      withTenant(async (tenant) => {
        await prepare(tenant, method, pattern);
        const spoken = goodCall(tenant, method, pattern);
        const answer = await say(tenant, spoken);
        assert.ok(answer.status < 300, answer.text);
        assertDescribed(spoken, answer);
      }),
    );
  }

  for (const [what, spoken, status, arrange] of refusals) {
    it(
      `are as described where it refuses ${what}`,
      withTenant(async (tenant) => {
        arrange?.(tenant);
        const call = spoken.call.replace('{hybrid}', hybridDevice(tenant));
        const answer = await say(tenant, { ...spoken, call });
        assert.equal(answer.status, status, answer.text);
        const [method = '', path = ''] = call.split(/ (.*)/s);
        assert.deepEqual(checkResponse(method, path, answer.status, answer.body), []);
      }),
    );
  }

  it(
    'are as described for a batch',
    withTenant(async (tenant) => {
      const body = { requests: [{ id: '1', method: 'GET', url: user }] };
      const batch = await ask(tenant, 'POST /$batch', { body });
      assert.deepEqual(checkRequest('POST', '/$batch', body), []);
      assert.deepEqual(checkResponse('POST', '/$batch', 200, batch.body), []);
    }),
  );

  it(
    'are as described for every property that can be selected',
    withTenant(async (tenant) => {
      const all = (bag: object = {}) => Object.keys(bag).join(',');
      const { users, groups: kept, devices, registeredDevices } = tenant.state;
      const device = registeredDevices[people.regional.id]?.[0] ?? '';
      for (const [path, names] of [
        [user, `${all(users[people.regional.id])},assignedPlans,employeeLeaveDateTime`],
        [`/groups/${groups.franchise}`, all(kept[groups.franchise])],
        [`/devices/${device}`, all(devices[device])],
      ] as const) {
        const answer = await ask(tenant, `GET ${path}?$select=${names}`);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(checkResponse('GET', path, 200, answer.body), []);
      }
    }),
  );

  it(
    'are as described for an installed app that is shown with its place in the catalogue',
    withTenant(async (tenant) => {
      const pattern = '/users/:user/teamwork/installedApps';
      await prepare(tenant, 'GET', pattern);
      const answer = await ask(tenant, `GET ${user}/teamwork/installedApps?$expand=teamsApp`);
      assert.equal(answer.body.value[0].teamsApp.externalId, sandboxTeamsApp.externalId);
      assert.deepEqual(checkResponse('GET', `${user}/teamwork/installedApps`, 200, answer.body), []);
    }),
  );

  it('are held against it for good: what is wrong is found', () => {
    const device = { value: [{ '@odata.type': '#microsoft.graph.device', trust: 'AzureAd' }] };
    const permission = { value: [{ grantedToV2: { user: { id: 'x', mail: 'x' } } }] };
    assert.match(checkResponse('GET', user, 200, { accountEnabled: 'yes', leaver: true }).join(), /boolean.*'leaver'/);
    assert.match(checkResponse('GET', `${user}/ownedDevices`, 200, device).join(), /'trust' is no property/);
    assert.match(checkResponse('GET', '/drives/1/root/permissions', 200, permission).join(), /'mail' is no property/);
    assert.match(checkResponse('POST', `${user}/events/1/cancel`, 204).join(), /answers 202, not 204/);
    assert.match(checkResponse('GET', user, 404, { error: 'gone' }).join(), /must be object/);
  });
});

function hybridDevice({ state }: RunningTenant): string {
  return Object.values(state.devices).find((device) => device.trustType === 'ServerAd')?.id ?? '';
}

function assertDescribed({ call, body }: Spoken, answer: { status: number; body: unknown }): void {
  const [method = '', path = ''] = call.split(/ (.*)/s);
  assert.deepEqual(checkRequest(method, path, body), []);
  assert.deepEqual(checkResponse(method, path, answer.status, answer.body), []);
}
