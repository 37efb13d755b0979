import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people, sandboxSkus, sandboxTeamsApp } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

const { id } = people.approver;
const installedApps = (userId: string) => `/users/${userId}/teamwork/installedApps`;
const withApp = (appId: string) => `$expand=teamsApp&$filter=teamsApp/id eq '${appId}'`;
const now = () => new Date('2026-03-02T09:00:00.750Z');

function bindTo(tenant: RunningTenant, appId: string = sandboxTeamsApp.id) {
  return { 'teamsApp@odata.bind': `${tenant.url}/v1.0/appCatalogs/teamsApps/${appId}` };
}

function install(tenant: RunningTenant, userId = id) {
  return ask(tenant, `POST ${installedApps(userId)}`, { body: bindTo(tenant) });
}

async function listed(tenant: RunningTenant, query: string) {
  return (await ask(tenant, `GET ${installedApps(id)}?${query}`)).body.value;
}

describe('Teams apps of the sandbox tenant', () => {
  it(
    'are found in the catalogue by the id in their manifest',
    withTenant(async (tenant) => {
      const find = async (externalId: string) =>
        (await ask(tenant, `GET /appCatalogs/teamsApps?$filter=externalId eq '${externalId}'`)).body.value;
      const [app] = await find(sandboxTeamsApp.externalId);
      assert.deepEqual([app.id, app.distributionMethod], [sandboxTeamsApp.id, 'organization']);
      assert.notEqual(app.id, app.externalId);
      assert.deepEqual(await find(sandboxTeamsApp.id), []);
    }),
  );

  it(
    'are nobody’s until they are installed, with an answer that holds nothing',
    withTenant(async (tenant) => {
      assert.deepEqual(await listed(tenant, withApp(sandboxTeamsApp.id)), []);
      const { status, text } = await install(tenant);
      assert.deepEqual([status, text], [201, '']);
      const [installation] = await listed(tenant, withApp(sandboxTeamsApp.id));
      assert.equal(installation.teamsApp.id, sandboxTeamsApp.id);
      assert.deepEqual(await listed(tenant, withApp(people.hr.id)), []);
      assert.deepEqual(await listed(tenant, ''), [{ id: installation.id }]);
    }),
  );

  it(
    'have one chat with each person, whose id stays',
    withTenant(
      async (tenant) => {
        await install(tenant);
        const [installation] = await listed(tenant, withApp(sandboxTeamsApp.id));
        const chat = `${installedApps(id)}/${encodeURIComponent(installation.id)}/chat`;
        const { status, body } = await ask(tenant, `GET ${chat}`);
        assert.deepEqual([status, body.chatType, body.createdDateTime], [200, 'oneOnOne', now().toISOString()]);
        assert.match(body.id, new RegExp(`^19:${id}_.+@unq\\.gbl\\.spaces$`));
        assert.equal((await ask(tenant, `GET ${chat.replace(id, people.hr.id)}`)).status, 404);
      },
      { now },
    ),
  );

  it(
    'are not installed twice',
    withTenant(async (tenant) => {
      await install(tenant);
      const { status, body } = await install(tenant);
      assert.deepEqual([status, body.error.code], [409, 'Conflict']);
      assert.equal((await listed(tenant, '')).length, 1);
      assert.equal((await install(tenant, people.hr.id)).status, 201);
    }),
  );

  it(
    'are not installed where the policy blocks them',
    withTenant(async (tenant) => {
      tenant.state.teamsAppsBlocked = true;
      const { status, body } = await install(tenant);
      assert.deepEqual([status, body.error.code], [403, 'Forbidden']);
      assert.match(body.error.message, /^App is blocked by app permission policy\./);
      assert.deepEqual(await listed(tenant, ''), []);
    }),
  );

  it(
    'are not for who has no licence for Teams, or has it turned off',
    withTenant(async (tenant) => {
      const plans = tenant.state.skus.find(({ skuId }) => skuId === sandboxSkus.e3)?.servicePlans ?? [];
      const disabledPlans = plans.map(({ servicePlanId }) => servicePlanId);
      tenant.state.users[id]!.assignedLicenses = [{ skuId: sandboxSkus.e3, disabledPlans }];
      for (const userId of [id, people.guest.id, 'nobody']) {
        assert.equal((await install(tenant, userId)).status, 404);
        assert.equal((await ask(tenant, `GET ${installedApps(userId)}`)).status, 404);
      }
    }),
  );

  const wrong: [what: string, body: (tenant: RunningTenant) => object, status: number][] = [
    ['of another host', () => ({ 'teamsApp@odata.bind': `https://graph.test/v1.0/appCatalogs/teamsApps/1` }), 400],
    ['by no address', () => ({ 'teamsApp@odata.bind': sandboxTeamsApp.id }), 400],
    ['under a misspelt name', (tenant) => ({ 'teamsapp@odata.bind': bindTo(tenant)['teamsApp@odata.bind'] }), 400],
    ['by the id in its manifest', (tenant) => bindTo(tenant, sandboxTeamsApp.externalId), 404],
  ];
  for (const [what, body, status] of wrong) {
    it(
      `are refused when named ${what}`,
      withTenant(async (tenant) => {
        const answer = await ask(tenant, `POST ${installedApps(id)}`, { body: body(tenant) });
        assert.equal(answer.status, status, answer.text);
        assert.deepEqual(tenant.state.installedApps, {});
      }),
    );
  }

  it(
    'may show late, as the directory does',
    withTenant(async (tenant) => {
      tenant.state.lagReads = 1;
      await install(tenant);
      const counts = [await listed(tenant, ''), await listed(tenant, '')].map((value) => value.length);
      assert.deepEqual(counts, [0, 1]);
    }),
  );

  it(
    'fail as they are told to',
    withTenant(async (tenant) => {
      tenant.fault({ method: 'POST', path: 'installedApps$', answer: { status: 429, retryAfter: 7 } });
      tenant.fault({ method: 'POST', path: 'installedApps$', answer: { status: 500, applied: true } });
      const statuses = [];
      for (let time = 0; time < 3; time += 1) statuses.push((await install(tenant)).status);
      assert.deepEqual(statuses, [429, 500, 409]);
    }),
  );
});
