import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxGroups, sandboxPeople as people, sandboxSkus } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

const { e3, e5, phone, project } = sandboxSkus;
const { id } = people.leaver;
const now = () => new Date('2026-03-02T09:00:00.750Z');
const unknownSku = '11111111-1111-4111-8111-111111111111';

interface Change {
  readonly addLicenses?: unknown;
  readonly removeLicenses?: unknown;
}

function assign(tenant: RunningTenant, change: Change, userId = id) {
  return ask(tenant, `POST /users/${userId}/assignLicense`, {
    body: { addLicenses: [], removeLicenses: [], ...change },
  });
}

function skusOf(tenant: RunningTenant, userId = id): string[] {
  return tenant.state.users[userId]!.assignedLicenses.map(({ skuId }) => skuId);
}

function setSeats(tenant: RunningTenant, skuId: string, enabled: number): void {
  tenant.state.skus.find((sku) => sku.skuId === skuId)!.enabled = enabled;
}

describe('licences of the sandbox tenant', () => {
  it(
    'are assigned to the person, which takes a seat',
    withTenant(
      async (tenant) => {
        const { status, body } = await assign(tenant, { addLicenses: [{ skuId: project.toUpperCase() }] });
        assert.deepEqual([status, body.id], [200, id]);
        assert.deepEqual(skusOf(tenant), [e3, project]);
        const states = await ask(tenant, `GET /users/${id}?$select=licenseAssignmentStates`);
        assert.deepEqual(states.body.licenseAssignmentStates.at(-1), {
          skuId: project,
          assignedByGroup: null,
          state: 'Active',
          error: 'None',
          disabledPlans: [],
          lastUpdatedDateTime: '2026-03-02T09:00:00Z',
        });
      },
      { now },
    ),
  );

  it(
    'are taken away, and given in the same call',
    withTenant(async (tenant) => {
      assert.equal((await assign(tenant, { removeLicenses: [e3], addLicenses: [{ skuId: project }] })).status, 200);
      assert.deepEqual(skusOf(tenant), [project]);
    }),
  );

  it(
    'that are held already stay, take no seat, and change their plans',
    withTenant(async (tenant) => {
      setSeats(tenant, e3, 0);
      const [plan] = tenant.state.skus[0]!.servicePlans;
      const disabledPlans = [plan!.servicePlanId];
      assert.equal((await assign(tenant, { addLicenses: [{ skuId: e3, disabledPlans }] })).status, 200);
      assert.deepEqual(tenant.state.users[id]!.assignedLicenses, [{ skuId: e3, disabledPlans }]);
      assert.equal(tenant.state.users[id]!.licenseAssignmentStates.length, 1);
    }),
  );

  const both = people.licensedByGroup.id;
  const leave = (tenant: RunningTenant) => ask(tenant, `DELETE /groups/${sandboxGroups.licences}/members/${both}/$ref`);
  const drop = (tenant: RunningTenant) => assign(tenant, { removeLicenses: [project] }, both);
  for (const [first, lose, then] of [
    ['the group', leave, drop],
    ['their own', drop, leave],
  ] as const) {
    it(
      `held by a group and directly outlast the loss of ${first}`,
      withTenant(async (tenant) => {
        assert.equal((await assign(tenant, { addLicenses: [{ skuId: project }] }, both)).status, 200);
        assert.deepEqual(skusOf(tenant, both), [e3, project]);
        assert.ok((await lose(tenant)).status < 300);
        assert.deepEqual(skusOf(tenant, both), [e3, project]);
        assert.ok((await then(tenant)).status < 300);
        assert.deepEqual(skusOf(tenant, both), [e3]);
      }),
    );
  }

  it(
    'held by a group and directly have the plans of both',
    withTenant(async (tenant) => {
      const disabledPlans = tenant.state.skus[1]!.servicePlans.map(({ servicePlanId }) => servicePlanId);
      const states = tenant.state.users[both]!.licenseAssignmentStates;
      states.find(({ assignedByGroup }) => assignedByGroup !== null)!.disabledPlans = disabledPlans;
      await assign(tenant, { addLicenses: [{ skuId: project }] }, both);
      const plansOff = () =>
        tenant.state.users[both]!.assignedLicenses.find(({ skuId }) => skuId === project)?.disabledPlans;
      assert.deepEqual(plansOff(), []);
      await drop(tenant);
      assert.deepEqual(plansOff(), disabledPlans);
    }),
  );

  it(
    'are refused to who comes after the last seat is taken',
    withTenant(async (tenant) => {
      const holders = Object.keys(tenant.state.users).filter((each) => skusOf(tenant, each).includes(project));
      setSeats(tenant, project, holders.length + 1);
      assert.equal((await assign(tenant, { addLicenses: [{ skuId: project }] })).status, 200);
      const { status, body } = await assign(tenant, { addLicenses: [{ skuId: project }] }, people.firstDaan.id);
      assert.deepEqual(
        [status, body.error.code, body.error.message],
        [400, 'Request_BadRequest', `Subscription with SKU ${project} does not have any available licenses.`],
      );
    }),
  );

  const refused: [what: string, change: Change, message: RegExp][] = [
    ['of no subscription', { addLicenses: [{ skuId: unknownSku }] }, /does not correspond to a valid company License/],
    ['that the person does not hold', { removeLicenses: [project] }, /does not have a corresponding license/],
    ['whose id is none', { addLicenses: [{ skuId: 'SPE_E3' }] }, /'SPE_E3' to the expected type 'Edm.Guid'/],
    ['that are null', { addLicenses: [null] }, /Edm.Guid/],
    ['whose plans are none', { addLicenses: [{ skuId: project, disabledPlans: ['TEAMS1'] }] }, /'TEAMS1'/],
    ['to be removed by name', { removeLicenses: ['SPE_E3'] }, /Edm.Guid/],
    ['in no list', { addLicenses: { skuId: project } }, /missing parameters are: addLicenses/],
    ['without the list of what to remove', { removeLicenses: undefined }, /missing parameters are: removeLicenses/],
    ['without the list of what to add', { addLicenses: undefined }, /missing parameters are: addLicenses/],
    ['under a misspelt name', { addLicences: [] } as Change, /'addLicences'/],
    ['half of which is wrong', { addLicenses: [{ skuId: project }, { skuId: unknownSku }] }, /valid company/],
  ];
  for (const [what, change, message] of refused) {
    it(
      `are refused ${what}, all of them`,
      withTenant(async (tenant) => {
        const before = structuredClone(tenant.state.users);
        const { status, body } = await assign(tenant, change);
        assert.equal(status, 400);
        assert.match(body.error.message, message);
        assert.deepEqual(tenant.state.users, before);
      }),
    );
  }

  it(
    'that came with a group are not taken from the person',
    withTenant(async (tenant) => {
      const { status, body } = await assign(tenant, { removeLicenses: [project] }, people.licensedByGroup.id);
      assert.equal(status, 400);
      assert.match(body.error.message, /^User license is inherited from a group membership/);
    }),
  );

  it(
    'are not left without the service plan that they build on, neither by removing nor by a plan that is off',
    withTenant(async (tenant) => {
      assert.equal((await assign(tenant, { addLicenses: [{ skuId: phone }] })).status, 200);
      const [plan] = tenant.state.skus.find((sku) => sku.skuId === phone)!.servicePlans;
      const depends = new RegExp(`service plan ${plan!.servicePlanId} depends on the service plan\\(s\\) 0feaeb32-`);
      const disabledPlans = ['0feaeb32-d00e-4d66-bd5a-43b5b83db82c'];
      for (const change of [{ removeLicenses: [e3] }, { addLicenses: [{ skuId: e3, disabledPlans }] }]) {
        const { status, body } = await assign(tenant, change);
        assert.equal(status, 400);
        assert.match(body.error.message, depends);
        assert.deepEqual(skusOf(tenant), [e3, phone]);
      }
      assert.equal((await assign(tenant, { removeLicenses: [e3, phone] })).status, 200);
      assert.deepEqual(skusOf(tenant), []);
    }),
  );

  it(
    'tell their plans, without those that are off, and which come from a group',
    withTenant(async (tenant) => {
      const { body } = await ask(
        tenant,
        `GET /users/${people.regional.id}?$select=assignedLicenses,assignedPlans,licenseAssignmentStates`,
      );
      const origins = body.licenseAssignmentStates.map(
        (each: { assignedByGroup: string | null }) => each.assignedByGroup,
      );
      assert.deepEqual(origins, [null, sandboxGroups.licencesRetail]);
      assert.deepEqual(body.assignedLicenses, [{ skuId: e5, disabledPlans: [] }]);
      const services = body.assignedPlans.map((plan: { service: string }) => plan.service);
      assert.equal(services.filter((service: string) => service === 'exchange').length, 2);
      assert.equal(services.filter((service: string) => service === 'MicrosoftCommunicationsOnline').length, 3);
    }),
  );

  it(
    'are only for who has a usage location',
    withTenant(async (tenant) => {
      tenant.state.users[id]!.usageLocation = null;
      const { status, body } = await assign(tenant, { addLicenses: [{ skuId: project }] });
      assert.equal(status, 400);
      assert.match(body.error.message, /invalid usage location/);
      assert.equal((await assign(tenant, { removeLicenses: [e3] })).status, 200);
    }),
  );

  it(
    'are not for who is deleted',
    withTenant(async (tenant) => {
      await ask(tenant, `DELETE /users/${id}`);
      assert.equal((await assign(tenant, { addLicenses: [{ skuId: project }] })).status, 404);
    }),
  );

  it(
    'fail as they are told to',
    withTenant(async (tenant) => {
      const path = 'assignLicense$';
      tenant.fault({ method: 'POST', path, answer: { status: 429, retryAfter: 7 } });
      tenant.fault({ method: 'POST', path, answer: { status: 500, applied: true } });
      const statuses = [];
      for (let time = 0; time < 3; time += 1) {
        statuses.push((await assign(tenant, { removeLicenses: [e3] })).status);
      }
      assert.deepEqual(statuses, [429, 500, 400]);
    }),
  );
});
