import { randomUUID } from 'node:crypto';
import { sandboxPeople, sandboxSkus } from '../../src/sandbox/people.ts';
import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { Forgettable, TenantState } from '../../src/sandbox/tenant/state.ts';
import type { LeaverShape } from './crashLeaver.ts';
import type { Random } from './soakRandom.ts';
import { removeThings, ruleOf, type SoakLeaver } from './soakThings.ts';

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

type Deed = (tenant: RunningTenant, leaver: SoakLeaver) => Promise<void> | void;

/** What people may do to the leaver's surroundings and things between the end of a run and its undo. */
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
  ({ state }, { devices: [device] }) => {
    const one = state.devices[device ?? ''];
    if (one !== undefined) one.accountEnabled = true;
  },
  ({ state }, { devices: [device] }) => {
    if (device !== undefined) delete state.devices[device];
  },
  ({ state }, { id }) => {
    const reply = state.mailboxes[id]?.automaticRepliesSetting;
    const words = '<p>Ask my colleague.</p>';
    if (reply !== undefined) Object.assign(reply, { status: 'alwaysEnabled', internalReplyMessage: words });
  },
  ({ state }, { id }) => {
    state.messageRules[id] = (state.messageRules[id] ?? []).filter(({ displayName }) => isOwn(displayName));
  },
  ({ state }, { id }) => {
    if (id in state.mailboxes) state.messageRules[id] = [...(state.messageRules[id] ?? []), ruleOf('To the archive')];
  },
  ({ state }, { driveId, successor }) => {
    if (driveId === undefined) return;
    const shares = state.drivePermissions[driveId] ?? [];
    state.drivePermissions[driveId] = shares.filter(({ grantedToV2 }) => grantedToV2.user.id !== successor.id);
  },
  ({ state }, { owned: [group] }) => {
    const owners = state.owners[group ?? ''];
    if (owners?.includes(sandboxPeople.teamLead.id) === false) owners.push(sandboxPeople.teamLead.id);
  },
  // The successor may be the only one who is left.
  ({ state }, { id, owned: [group] }) => {
    const owners = state.owners[group ?? ''];
    if (group !== undefined && owners !== undefined && owners.length > 1) {
      state.owners[group] = owners.filter((owner) => owner !== id);
    }
  },
  ({ state }, { id, groups: [group] }) => {
    const members = state.members[group ?? ''];
    if (members?.includes(id) === false && id in state.users) members.push(id);
  },
];

function isOwn(ruleName: string): boolean {
  return !ruleName.startsWith('Farewell ');
}

/** None, one or two of them; answers how many. */
export async function someDeeds(random: Random, tenant: RunningTenant, leaver: SoakLeaver): Promise<number> {
  const count = random.below(3);
  for (let n = 0; n < count; n += 1) await random.pick(deeds)(tenant, leaver);
  return count;
}

async function restoreByHand({ url }: RunningTenant, { id }: SoakLeaver): Promise<void> {
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
export function removeAll(state: TenantState, leaver: SoakLeaver): void {
  const { id, reports, groups, owned } = leaver;
  removeThings(state, leaver);
  for (const person of [id, ...reports]) {
    delete state.users[person];
    delete state.deletedUsers[person];
    delete state.managers[person];
  }
  for (const group of [...groups, ...owned]) removeGroup(state, group);
}
