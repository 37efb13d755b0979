import { resourceNotFound } from './errors.ts';
import type { Device, Entity, Group, Sku, TenantState, User } from './state.ts';

/** The live user of this id or userPrincipalName. Throws Graph's 404. */
export function findUser(state: TenantState, idOrName: string): User {
  const key = idOrName.toLowerCase();
  const user = state.users[key] ?? userNamed(state, key);
  if (user === undefined) throw resourceNotFound(idOrName);
  return user;
}

// Names hold an @ and ids do not, so that an unknown id costs no walk over all users.
function userNamed(state: TenantState, name: string): User | undefined {
  if (!name.includes('@')) return undefined;
  return Object.values(state.users).find((user) => user.userPrincipalName.toLowerCase() === name);
}

export function findDeletedUser(state: TenantState, id: string): User {
  const user = state.deletedUsers[id.toLowerCase()];
  if (user === undefined) throw resourceNotFound(id);
  return user;
}

export function findGroup(state: TenantState, id: string): Group {
  const group = state.groups[id.toLowerCase()];
  if (group === undefined) throw resourceNotFound(id);
  return group;
}

export function findDevice(state: TenantState, id: string): Device {
  const device = state.devices[id.toLowerCase()];
  if (device === undefined) throw resourceNotFound(id);
  return device;
}

export function managerOf(state: TenantState, userId: string): User | undefined {
  const managerId = state.managers[userId];
  return managerId === undefined ? undefined : state.users[managerId];
}

/** The chain from the direct manager up; a circle ends where it closes. */
export function managersAbove(state: TenantState, userId: string): User[] {
  const chain: User[] = [];
  for (let next = managerOf(state, userId); next !== undefined; next = managerOf(state, next.id)) {
    if (next.id === userId || chain.includes(next)) break;
    chain.push(next);
  }
  return chain;
}

export function directReports(state: TenantState, userId: string): User[] {
  return Object.values(state.users).filter((user) => state.managers[user.id] === userId);
}

/** The live object behind a link; links to deleted users lead nowhere until they are restored. */
export function entityOf(state: TenantState, id: string): Entity | undefined {
  const user = state.users[id];
  if (user !== undefined) return { kind: 'user', bag: user };
  const group = state.groups[id];
  if (group !== undefined) return { kind: 'group', bag: group };
  const device = state.devices[id];
  return device === undefined ? undefined : { kind: 'device', bag: device };
}

function entities(state: TenantState, ids: readonly string[] = []): Entity[] {
  return ids.map((id) => entityOf(state, id)).filter((entity) => entity !== undefined);
}

export function membersOf(state: TenantState, groupId: string): Entity[] {
  return entities(state, state.members[groupId]);
}

export function ownersOf(state: TenantState, groupId: string): Entity[] {
  return entities(state, state.owners[groupId]);
}

export function transitiveMembersOf(state: TenantState, groupId: string): Entity[] {
  return entities(
    state,
    reach(groupId, (id) => state.members[id] ?? []),
  );
}

/** Groups, tenant-wide directory roles and administrative units that hold this user or group directly. */
export function memberOf(state: TenantState, id: string): Entity[] {
  return [...groupsHolding(state, id).map(asGroup), ...rolesHolding(state, id), ...unitsHolding(state, id)];
}

export function transitiveMemberOf(state: TenantState, id: string): Entity[] {
  const groupIds = reach(id, (each) => groupsHolding(state, each).map((group) => group.id));
  const roles = [id, ...groupIds].flatMap((each) => rolesHolding(state, each));
  const once = new Map(roles.map((role) => [role.bag['id'], role]));
  return [...entities(state, groupIds), ...once.values(), ...unitsHolding(state, id)];
}

export function ownedGroups(state: TenantState, userId: string): Entity[] {
  return Object.values(state.groups)
    .filter((group) => state.owners[group.id]?.includes(userId))
    .map(asGroup);
}

export function devicesOf(state: TenantState, links: Record<string, string[]>, userId: string): Entity[] {
  const devices = (links[userId] ?? []).map((id) => state.devices[id]).filter((device) => device !== undefined);
  return devices.map((bag) => ({ kind: 'device', bag }));
}

/** The users behind these links of a device. */
export function usersOfDevice(state: TenantState, links: Record<string, string[]>, deviceId: string): Entity[] {
  const ids = Object.keys(links).filter((userId) => links[userId]?.includes(deviceId));
  return entities(state, ids);
}

/** The users in whose collections a device among these is read. */
export function neighboursOf(state: TenantState, ids: readonly string[]): string[] {
  const devices = ids.filter((id) => state.devices[id] !== undefined);
  const links = [state.registeredDevices, state.ownedDevices];
  return devices.flatMap((id) =>
    links.flatMap((each) => usersOfDevice(state, each, id).map((entity) => String(entity.bag['id']))),
  );
}

/** Users, deleted ones not counted, who hold a licence of this SKU. */
export function consumedUnits(state: TenantState, sku: Sku): number {
  const holds = (user: User) => user.assignedLicenses.some((licence) => licence.skuId === sku.skuId);
  return Object.values(state.users).filter(holds).length;
}

function asGroup(group: Group): Entity {
  return { kind: 'group', bag: group };
}

function groupsHolding(state: TenantState, id: string): Group[] {
  return Object.values(state.groups).filter((group) => state.members[group.id]?.includes(id));
}

/** Membership in a unit is direct: that of a group says nothing of the group's members (learn.microsoft.com/entra, administrative units). */
function unitsHolding(state: TenantState, id: string): Entity[] {
  const units = Object.values(state.administrativeUnits).filter((unit) => state.unitMembers[unit.id]?.includes(id));
  return units.map((bag) => ({ kind: 'administrativeUnit', bag }));
}

/** Roles in a scope smaller than the tenant do not show as membership (graph.md §3). */
function rolesHolding(state: TenantState, principalId: string): Entity[] {
  const held = state.roleAssignments.filter(
    (grant) => grant.principalId === principalId && grant.directoryScopeId === '/',
  );
  const roles = Object.values(state.roles).filter((role) =>
    held.some((grant) => grant.roleDefinitionId === role.roleTemplateId),
  );
  return roles.map((bag) => ({ kind: 'directoryRole', bag }));
}

/** All ids reached from `start`, itself not included; circles are walked once. */
function reach(start: string, step: (id: string) => readonly string[]): string[] {
  const found = new Set<string>();
  const open = [...step(start)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || id === start) continue;
    found.add(id);
    open.push(...step(id));
  }
  return [...found];
}
