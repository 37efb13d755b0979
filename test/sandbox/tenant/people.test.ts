import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxGroups, sandboxPeople, sandboxSkus, seedTenant } from '../../../src/sandbox/people.ts';
import {
  consumedUnits,
  directReports,
  managersAbove,
  memberOf,
  transitiveMembersOf,
} from '../../../src/sandbox/tenant/directory.ts';
import { textIn } from '../../../src/sandbox/tenant/state.ts';

const state = seedTenant(new Date('2026-03-02T09:00:00Z'));
const { manager, leaver } = sandboxPeople;

describe('the people of the sandbox', () => {
  it('are the same at every start, and no two tenants share them', () => {
    const again = seedTenant(new Date('2026-03-02T09:00:00Z'));
    assert.deepEqual(again, state);
    again.skus[0]!.enabled = 0;
    assert.notEqual(state.skus[0]!.enabled, 0);
  });

  it('have ids shaped as version 4 GUIDs, all different', () => {
    const ids = [...Object.keys(state.users), ...Object.keys(state.groups), ...Object.keys(state.devices)];
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('exist under every name that tests use', () => {
    for (const { id, displayName, mail } of Object.values(sandboxPeople)) {
      assert.equal(state.users[id]?.displayName, displayName);
      assert.equal(state.users[id]?.mail, mail);
    }
    assert.ok(Object.values(sandboxGroups).every((id) => state.groups[id] !== undefined));
  });

  it('stand in a line of five: CEO, director, manager, team lead, staff', () => {
    const above = managersAbove(state, sandboxPeople.secondDaan.id).map((user) => user.id);
    const { teamLead, director, ceo } = sandboxPeople;
    assert.deepEqual(above, [teamLead.id, manager.id, director.id, ceo.id]);
    assert.equal(directReports(state, manager.id).length, 14);
    assert.deepEqual(managersAbove(state, sandboxPeople.noManager.id), []);
  });

  it('make Alex an ordinary person, and the last owner of one group', () => {
    assert.equal(state.managers[leaver.id], manager.id);
    assert.deepEqual(state.owners[sandboxGroups.lastOwner], [leaver.id]);
    assert.ok(memberOf(state, leaver.id).every((entity) => entity.kind === 'group'));
  });

  it('have a second approver who is one through a nested group only', () => {
    const { approvers } = sandboxGroups;
    assert.ok(!state.members[approvers]?.includes(sandboxPeople.secondApprover.id));
    const all = transitiveMembersOf(state, approvers).map((entity) => textIn(entity.bag, 'id'));
    assert.ok(all.includes(sandboxPeople.secondApprover.id) && all.includes(sandboxPeople.approver.id));
  });

  it('keep their mailboxes on the time of Amsterdam, a few on another, one on none', () => {
    const zones = Object.values(state.mailboxes).map(({ timeZone }) => timeZone);
    const zoneOf = ({ id }: { id: string }) => state.mailboxes[id]?.timeZone;
    assert.ok(zones.filter((zone) => zone === 'W. Europe Standard Time').length > zones.length / 2);
    const { indirect, licensedByGroup, noDrive } = sandboxPeople;
    assert.deepEqual([leaver, licensedByGroup, noDrive, indirect].map(zoneOf), [
      'W. Europe Standard Time',
      'Tokyo Standard Time',
      'America/New_York',
      'Customized Time Zone',
    ]);
  });

  it('have Farah Osman, in whom everything comes together', () => {
    const { regional, storeLead, storeSynced } = sandboxPeople;
    const kinds = memberOf(state, regional.id).map((entity) => textIn(entity.bag, 'displayName'));
    assert.deepEqual(kinds.toSorted(), [
      'AD Retail file share',
      'Everybody at Contoso',
      'Everybody in Retail',
      'Franchise partners',
      'Licence E5 Retail',
      'Retail budget holders',
      'Store openings',
    ]);
    const owned = Object.entries(state.owners).filter(([, owners]) => owners.includes(regional.id));
    assert.equal(owned.length, 4);
    const coOwner = state.owners[sandboxGroups.franchise]?.find((owner) => owner !== regional.id);
    assert.equal(state.users[coOwner ?? '']?.accountEnabled, false);
    assert.deepEqual(
      directReports(state, regional.id).map(({ id, onPremisesSyncEnabled }) => [id, onPremisesSyncEnabled]),
      [
        [storeLead.id, null],
        [storeSynced.id, true],
      ],
    );
    const used = (state.drives[regional.id]?.['quota'] as { used: number }).used;
    assert.ok(used > 50 * 2 ** 30);
  });

  it('have a resource account, an admin of one unit only, and units that show as memberships', () => {
    const { room, unitAdmin, restricted } = sandboxPeople;
    assert.equal(state.users[room.id]?.isResourceAccount, true);
    const [grant] = state.roleAssignments.filter(({ principalId }) => principalId === unitAdmin.id);
    assert.match(grant?.directoryScopeId ?? '', /^\/administrativeUnits\//);
    assert.ok(memberOf(state, unitAdmin.id).every(({ kind }) => kind === 'group'));
    assert.ok(memberOf(state, restricted.id).some(({ kind }) => kind === 'administrativeUnit'));
  });

  it('hold no more licences than were bought', () => {
    for (const sku of state.skus) assert.ok(consumedUnits(state, sku) <= sku.enabled, sku.skuPartNumber);
    assert.equal(state.skus.find((sku) => sku.skuId === sandboxSkus.e3)?.enabled, 40);
  });
});
