import { randomUUID } from 'node:crypto';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Forgettable, TenantState } from '../../src/sandbox/tenant/state.ts';
import type { LeaverShape, MadeLeaver } from './crashLeaver.ts';
import type { Random } from './soakRandom.ts';

export function someShape(random: Random): LeaverShape {
  return {
    enabled: random.chance(0.8),
    guest: random.chance(0.1),
    licences: random.pick([[], [sandboxSkus.e3], [sandboxSkus.project], [sandboxSkus.e3, sandboxSkus.project]]),
    reports: random.below(4),
    memberOf: random.below(4),
    owned: random.below(3),
    inFixedGroup: random.chance(0.3),
  };
}

const forgettable: readonly Forgettable[] = ['manager', 'reports', 'owners', 'groups', 'licences'];

/** What this tenant's restore leaves out. */
export function someForgetting(random: Random): Forgettable[] {
  return forgettable.filter(() => random.chance(0.5));
}

type Deed = (tenant: RunningTenant, leaver: MadeLeaver) => Promise<void> | void;

/** What people may do to the leaver's surroundings between a delete and its undo. */
const deeds: readonly [Deed, ...Deed[]] = [
  () => undefined,
  () => undefined,
  ({ state }, { reports: [report] }) => {
    if (report !== undefined) state.managers[report] = sandboxPeople.teamLead.id;
  },
  ({ state }, { groups: [group] }) => {
    if (group !== undefined) removeGroup(state, group);
  },
  ({ state }, { owned: [group] }) => {
    if (group !== undefined) removeGroup(state, group);
  },
  ({ state }, { reports: [report] }) => {
    if (report !== undefined) removePerson(state, report);
  },
  ({ state }) => {
    for (const sku of state.skus) sku.enabled = 0;
  },
  restoreByHand,
  async (tenant, leaver) => {
    await restoreByHand(tenant, leaver);
    if (leaver.id in tenant.state.users) tenant.state.managers[leaver.id] = sandboxPeople.teamLead.id;
  },
  ({ state }, { id }) => {
    const deleted = state.deletedUsers[id];
    const like = state.users[sandboxPeople.leaver.id];
    if (deleted === undefined || like === undefined) return;
    const userPrincipalName = deleted.userPrincipalName.replace(id.replaceAll('-', ''), '');
    const other = randomUUID();
    state.users[other] = { ...like, id: other, userPrincipalName };
  },
];

export async function someDeed(random: Random, tenant: RunningTenant, leaver: MadeLeaver): Promise<void> {
  await random.pick(deeds)(tenant, leaver);
}

async function restoreByHand({ url }: RunningTenant, { id }: MadeLeaver): Promise<void> {
  await fetch(`${url}/v1.0/directory/deletedItems/${id}/restore`, { method: 'POST' });
}

function removeGroup({ groups, members, owners }: TenantState, id: string): void {
  for (const record of [groups, members, owners]) delete record[id];
}

/** Their link to whom they reported to stays, as the tenant keeps it for a restore. */
function removePerson({ users, deletedUsers }: TenantState, id: string): void {
  const user = users[id];
  if (user === undefined) return;
  delete users[id];
  deletedUsers[id] = { ...user, deletedDateTime: user.createdDateTime };
}

/** Takes a leaver and what was made for them out of the tenant, so that it doesn't grow from run to run. */
export function removeAll(state: TenantState, { id, reports, groups, owned }: MadeLeaver): void {
  for (const person of [id, ...reports]) {
    delete state.users[person];
    delete state.deletedUsers[person];
    delete state.managers[person];
  }
  for (const group of [...groups, ...owned]) removeGroup(state, group);
}
