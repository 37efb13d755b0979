import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxGroups as groups, sandboxPeople as people, sandboxSkus } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import type { Forgettable } from '../../../src/sandbox/tenant/state.ts';
import { ask, withTenant } from './ask.ts';

/** Has everything that can be forgotten: a manager, reports, groups, ownership and a licence of their own beside one by a group. */
const { id } = people.teamLead;

function prepare({ state }: RunningTenant): void {
  state.members[groups.licences]?.push(id);
  state.users[id]?.assignedLicenses.push({ skuId: sandboxSkus.project, disabledPlans: [] });
  const [own] = state.users[id]?.licenseAssignmentStates ?? [];
  state.users[id]?.licenseAssignmentStates.push({
    ...own!,
    skuId: sandboxSkus.project,
    assignedByGroup: groups.licences,
  });
}

async function deleteAndRestore(tenant: RunningTenant): Promise<void> {
  await ask(tenant, `DELETE /users/${id}`);
  const { status, text } = await ask(tenant, `POST /directory/deletedItems/${id}/restore`);
  assert.equal(status, 200, text);
}

/** What Graph tells of the person, in the words of what a restore may forget. */
async function heldBy(tenant: RunningTenant): Promise<Record<Forgettable, string[]>> {
  const ids = async (path: string) =>
    (await ask(tenant, `GET /users/${id}/${path}?$select=id`)).body.value.map((one: { id: string }) => one.id).sort();
  const manager = await ask(tenant, `GET /users/${id}/manager?$select=id`);
  const { body } = await ask(tenant, `GET /users/${id}?$select=assignedLicenses`);
  return {
    manager: manager.status === 404 ? [] : [manager.body.id],
    reports: await ids('directReports'),
    owners: await ids('ownedObjects'),
    groups: await ids('memberOf'),
    licences: body.assignedLicenses.map(({ skuId }: { skuId: string }) => skuId),
  };
}

const everything: readonly Forgettable[] = ['manager', 'reports', 'owners', 'groups', 'licences'];

describe('a restore in the sandbox tenant', () => {
  it(
    'brings all of it back where it is told to forget nothing',
    withTenant(async (tenant) => {
      prepare(tenant);
      tenant.state.restoreForgets = [];
      const before = await heldBy(tenant);
      for (const what of everything) assert.ok(before[what].length > 0, what);
      await deleteAndRestore(tenant);
      assert.deepEqual(await heldBy(tenant), before);
    }),
  );

  it(
    'forgets at first what Microsoft does not promise: the manager, the reports and the ownerships',
    withTenant(async (tenant) => {
      prepare(tenant);
      const before = await heldBy(tenant);
      await deleteAndRestore(tenant);
      assert.deepEqual(await heldBy(tenant), { ...before, manager: [], reports: [], owners: [] });
    }),
  );

  const forgotten: readonly [what: Forgettable, left: Partial<Record<Forgettable, string[]>>][] = [
    ['manager', { manager: [] }],
    ['reports', { reports: [] }],
    ['owners', { owners: [] }],
    // The licence that came with a group goes with it; the groups that follow a rule take their members back in.
    ['groups', { groups: [groups.dynamic], licences: [sandboxSkus.e3] }],
    ['licences', { licences: [sandboxSkus.project] }],
  ];
  for (const [what, left] of forgotten) {
    it(
      `forgets ${what} alone where it is told to`,
      withTenant(async (tenant) => {
        prepare(tenant);
        tenant.state.restoreForgets = [what, what];
        const before = await heldBy(tenant);
        await deleteAndRestore(tenant);
        assert.deepEqual(await heldBy(tenant), { ...before, ...left });
      }),
    );
  }

  it(
    'leaves the ties of others alone',
    withTenant(async (tenant) => {
      tenant.state.restoreForgets = [...everything];
      const { managers, owners, members } = structuredClone(tenant.state);
      await deleteAndRestore(tenant);
      for (const [user, manager] of Object.entries(managers)) {
        if (user !== id && manager !== id) assert.equal(tenant.state.managers[user], manager);
      }
      const without = (links: Record<string, string[]>) =>
        Object.entries(links).map(([group, ids]) => [group, ids.filter((each) => each !== id)]);
      assert.deepEqual(without(tenant.state.owners), without(owners));
      assert.deepEqual(without(tenant.state.members), without(members));
    }),
  );

  it(
    'keeps what a report was given while their manager was away',
    withTenant(async (tenant) => {
      tenant.state.restoreForgets = [];
      await ask(tenant, `DELETE /users/${id}`);
      const body = { '@odata.id': `${tenant.url}/v1.0/users/${people.manager.id}` };
      assert.equal((await ask(tenant, `PUT /users/${people.indirect.id}/manager/$ref`, { body })).status, 204);
      await ask(tenant, `POST /directory/deletedItems/${id}/restore`);
      assert.equal(tenant.state.managers[people.indirect.id], people.manager.id);
    }),
  );

  it(
    'brings the account back as blocked as it went, with its mailbox and OneDrive',
    withTenant(async (tenant) => {
      await ask(tenant, `PATCH /users/${id}`, { body: { accountEnabled: false } });
      await ask(tenant, `DELETE /users/${id}`);
      for (const path of ['mailboxSettings', 'drive']) {
        assert.equal((await ask(tenant, `GET /users/${id}/${path}`)).status, 404);
      }
      await ask(tenant, `POST /directory/deletedItems/${id}/restore`);
      for (const path of ['mailboxSettings', 'drive']) {
        assert.equal((await ask(tenant, `GET /users/${id}/${path}`)).status, 200);
      }
      assert.equal(tenant.state.users[id]?.accountEnabled, false);
    }),
  );

  it(
    'gives the licence back where no seat is left',
    withTenant(async (tenant) => {
      const sku = tenant.state.skus.find(({ skuId }) => skuId === sandboxSkus.e3);
      await ask(tenant, `DELETE /users/${id}`);
      sku!.enabled = 0;
      await ask(tenant, `POST /directory/deletedItems/${id}/restore`);
      assert.deepEqual((await heldBy(tenant)).licences, [sandboxSkus.e3]);
    }),
  );

  it(
    'shows late, as the directory does',
    withTenant(async (tenant) => {
      await ask(tenant, `DELETE /users/${id}`);
      tenant.state.lagReads = 3;
      await ask(tenant, `POST /directory/deletedItems/${id}/restore`);
      const statuses = [];
      for (const path of ['/users', '/directory/deletedItems', '/users', '/users', '/directory/deletedItems']) {
        statuses.push((await ask(tenant, `GET ${path}/${id}`)).status);
      }
      assert.deepEqual(statuses, [404, 200, 404, 200, 404]);
    }),
  );

  it(
    'fails as it is told to',
    withTenant(async (tenant) => {
      await ask(tenant, `DELETE /users/${id}`);
      tenant.fault({ method: 'POST', path: '/restore$', answer: { status: 503, retryAfter: 7 } });
      tenant.fault({ method: 'POST', path: '/restore$', answer: { status: 500, applied: true } });
      const statuses = [];
      for (let time = 0; time < 3; time += 1) {
        statuses.push((await ask(tenant, `POST /directory/deletedItems/${id}/restore`)).status);
      }
      assert.deepEqual(statuses, [503, 500, 404]);
    }),
  );
});
