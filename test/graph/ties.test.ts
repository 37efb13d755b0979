import assert from 'node:assert/strict';

import { hasCode, type ErrorCode } from '../../src/errors.ts';
import { sandboxGroups as groups, sandboxPeople as people, sandboxSkus as skus } from '../../src/sandbox/people.ts';
import { checkRequest } from '../support/openapi.ts';
import { mark, openBench, seen, type Bench } from './bench.ts';

const { leaver, manager } = people;
const nobody = '11111111-1111-4111-8111-111111111111';
const idsOf = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id).sort();

describe('Reading what binds somebody to the tenant', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const tiesOf = async (id: string) => (await bench.tenant.readTies(id)) ?? assert.fail('not found');
  const fails = (code: ErrorCode, id = leaver.id) =>
    assert.rejects(bench.tenant.readTies(id), (error) => {
      assert.ok(hasCode(error, code), `${String(error)} is not ${code}`);
      return true;
    });
  const change = (group: keyof typeof groups, changes: object) =>
    Object.assign(bench.server.state.groups[groups[group]] ?? assert.fail(group), changes);

  /** Puts something else into one answer of the batch. */
  function answering(item: string, answer: (body: { value: object[] }) => unknown) {
    const call = bench.client.call.bind(bench.client);
    bench.client.call = async (request) => {
      const whole = await call(request);
      const { responses = [] } = (whole.body ?? {}) as { responses?: { id: string; body: unknown }[] };
      for (const each of responses) if (each.id === item) each.body = answer(each.body as { value: object[] });
      return whole;
    };
  }

  it('takes one round trip for everything', async () => {
    const ties = await tiesOf(leaver.id);
    assert.equal(bench.trips().length, 1);
    assert.deepEqual(ties.manager, { id: manager.id, displayName: manager.displayName });
    assert.deepEqual(ties.reports, []);
    const { marketing, lastOwner, brand, dynamic, distribution, synced } = groups;
    assert.deepEqual(idsOf(ties.groups), [marketing, lastOwner, brand, dynamic, distribution, synced].sort());
    assert.deepEqual(idsOf(ties.ownedGroups), [lastOwner, brand].sort());
    assert.equal(ties.ownedGroups.find(({ id }) => id === lastOwner)?.displayName, 'Campaign Phoenix');
    assert.deepEqual(ties.licences, [{ skuId: skus.e3, skuPartNumber: 'SPE_E3', disabledPlans: [] }]);
  });

  it('asks Microsoft for what it describes, and for nothing that comes from an index', async () => {
    await tiesOf(leaver.id);
    const items = bench.server.calls.filter(({ batch }) => batch === true);
    assert.equal(items.length, 5);
    for (const { method, path } of items) assert.deepEqual(checkRequest(method, path), [], path);
    for (const { path } of items) assert.doesNotMatch(path, /microsoft\.graph\.|\$count|transitive|levels/);
  });

  it('finds the direct reports', async () => {
    const { reports } = await tiesOf(manager.id);
    assert.equal(reports.length, 14);
    assert.deepEqual(
      reports.find(({ id }) => id === leaver.id),
      { id: leaver.id, displayName: leaver.displayName },
    );
  });

  it('tells who has no manager', async () => {
    assert.equal((await tiesOf(people.noManager.id)).manager, null);
  });

  it('leaves out nested groups and roles', async () => {
    assert.deepEqual(idsOf((await tiesOf(people.secondApprover.id)).groups), [groups.dynamic, groups.onCall].sort());
    assert.deepEqual(idsOf((await tiesOf(people.admin.id)).groups), [groups.dynamic, groups.marketing].sort());
  });

  it('leaves out what somebody owns besides groups', async () => {
    const application = { '@odata.type': '#microsoft.graph.application', id: nobody, displayName: 'Timesheets' };
    answering('owned', ({ value }) => ({ value: [application, ...value] }));
    assert.deepEqual(idsOf((await tiesOf(leaver.id)).ownedGroups), [groups.lastOwner, groups.brand].sort());
  });

  it('tells memberships that Graph can’t change: by a rule, from AD, kept by Exchange', async () => {
    change('brand', { groupTypes: ['Unified', 'DynamicMembership'] });
    change('lastOwner', { onPremisesSyncEnabled: false });
    const fixed = (await tiesOf(leaver.id)).groups.filter((group) => group.fixed);
    assert.deepEqual(idsOf(fixed), [groups.brand, groups.dynamic, groups.distribution, groups.synced].sort());
  });

  it('tells ownerships that Graph can’t change, which those of a group with a rule are not', async () => {
    const { owners } = bench.server.state;
    for (const group of ['dynamic', 'distribution', 'synced'] as const) owners[groups[group]] = [leaver.id];
    const { ownedGroups } = await tiesOf(leaver.id);
    const fixed = ownedGroups.filter((group) => group.fixed);
    assert.deepEqual(idsOf(fixed), [groups.distribution, groups.synced].sort());
    assert.equal(ownedGroups.length, 5);
  });

  it('takes mail-enabled security groups for Exchange’s, and security groups for Graph’s', async () => {
    change('distribution', { securityEnabled: true });
    change('synced', { onPremisesSyncEnabled: null });
    const fixed = (await tiesOf(leaver.id)).groups.filter((group) => group.fixed);
    assert.deepEqual(idsOf(fixed), [groups.dynamic, groups.distribution].sort());
  });

  it('takes properties that Graph has no value for as not set', async () => {
    change('synced', { groupTypes: null, mailEnabled: null, onPremisesSyncEnabled: null });
    const { groups: found } = await tiesOf(leaver.id);
    assert.equal(found.find(({ id }) => id === groups.synced)?.fixed, false);
  });

  it('fails rather than take a group that it may not read for one that can be changed', async () => {
    change('brand', { displayName: null });
    await fails('graph-forbidden');
  });

  it('counts licences of the person’s own, each once, and not those of a group', async () => {
    const state = bench.server.state.users[people.licensedByGroup.id];
    assert.deepEqual((await tiesOf(people.licensedByGroup.id)).licences, [
      { skuId: skus.e3, skuPartNumber: 'SPE_E3', disabledPlans: [] },
    ]);
    const [own, byGroup] = state?.licenseAssignmentStates ?? [];
    assert.ok(own && byGroup?.assignedByGroup === groups.licences);
    state?.licenseAssignmentStates.push({ ...own }, { ...byGroup, assignedByGroup: null });
    assert.deepEqual(
      (await tiesOf(people.licensedByGroup.id)).licences.map(({ skuId }) => skuId),
      [skus.e3, skus.project],
    );
  });

  it('calls a licence by its id where its name can’t be read, or is not among the tenant’s', async () => {
    bench.server.fault({ path: '^/subscribedSkus', answer: { status: 403 } });
    assert.deepEqual((await tiesOf(leaver.id)).licences, [
      { skuId: skus.e3, skuPartNumber: skus.e3, disabledPlans: [] },
    ]);
    bench.server.state.skus = [];
    assert.deepEqual((await tiesOf(leaver.id)).licences, [
      { skuId: skus.e3, skuPartNumber: skus.e3, disabledPlans: [] },
    ]);
  });

  for (const licenseAssignmentStates of [null, undefined, [], [{ skuId: null, assignedByGroup: null }]]) {
    it(`finds no licences in ${JSON.stringify(licenseAssignmentStates)}`, async () => {
      answering('user', (body) => ({ ...body, licenseAssignmentStates }));
      assert.deepEqual((await tiesOf(leaver.id)).licences, []);
    });
  }

  it('follows the pages of long lists', async () => {
    const { state } = bench.server;
    const template = state.groups[groups.marketing] ?? assert.fail();
    for (let number = 0; number < 1000; number += 1) {
      const id = `0000${number}`;
      state.groups[id] = { ...template, id };
      state.members[id] = state.owners[id] = [leaver.id];
    }
    const ties = await tiesOf(leaver.id);
    assert.deepEqual([ties.groups.length, ties.ownedGroups.length], [1006, 1002]);
    assert.equal(bench.trips().length, 3);
  });

  it('answers undefined for nobody, and for who is deleted', async () => {
    assert.equal(await bench.tenant.readTies(nobody), undefined);
    await bench.tenant.deleteUser(leaver.id, mark);
    assert.equal(await bench.tenant.readTies(leaver.id), undefined);
  });

  it('answers undefined for who is restored and not everywhere yet', async () => {
    await bench.tenant.deleteUser(leaver.id, mark);
    bench.server.state.lagReads = 1;
    await bench.tenant.restoreUser(leaver.id, mark);
    assert.equal(await bench.tenant.readTies(leaver.id), undefined);
    assert.equal((await tiesOf(leaver.id)).groups.length, 6);
  });

  for (const path of ['/directReports', '/memberOf', '/ownedObjects']) {
    it(`fails rather than take ${path} for empty where that place does not know the person yet`, async () => {
      bench.server.fault({ path, answer: { status: 404 } });
      await fails('graph-not-found');
    });
  }

  for (const path of ['licenseAssignmentStates', '/directReports', '/memberOf', '/ownedObjects']) {
    it(`fails where it may not read ${path}`, async () => {
      bench.server.fault({ path, answer: { status: 403 } });
      await fails('graph-forbidden');
    });
  }

  it('asks again for what failed in passing, and for that alone', async () => {
    bench.server.fault({ path: '/memberOf', answer: { status: 429, retryAfter: 7 } });
    bench.server.fault({ path: '/subscribedSkus', answer: { status: 500 } });
    assert.equal((await tiesOf(leaver.id)).groups.length, 6);
    assert.deepEqual(bench.waits, [7]);
    assert.equal(seen(bench, 'GET', `/users/${leaver.id}/directReports`), 1);
  });

  it('fails where Graph stays out of reach', async () => {
    bench.server.fault({ path: '/subscribedSkus', times: -1, answer: { status: 503 } });
    await fails('graph-unavailable');
  });

  for (const body of [{}, { value: 'none' }, { value: [{ id: 7 }] }, { value: [{ id: 'untyped' }] }]) {
    it(`does not take ${JSON.stringify(body)} for memberships`, async () => {
      answering('memberships', () => body);
      await fails('graph-unexpected-answer');
    });
  }
});
