import type { TenantState, User } from '../../src/sandbox/tenant/state.ts';
import type { SoakLeaver } from './soakThings.ts';

/** How often writes had their effect on a leaver: the record of calls can't tell that of those that got no answer. */
export interface Witness {
  readonly blocked: number;
  readonly allowed: number;
  readonly revoked: number;
}

/** Watches the leaver's account; a deletion ends it, since the tenant makes a new object of whoever is deleted. */
export function witnessOf({ users }: TenantState, id: string): Witness {
  const witness = { blocked: 0, allowed: 0, revoked: 0 };
  const user = users[id];
  if (user === undefined) throw new Error('nobody to watch');
  watch(user, 'accountEnabled', (enabled) => {
    witness[enabled ? 'allowed' : 'blocked'] += 1;
  });
  watch(user, 'signInSessionsValidFromDateTime', () => {
    witness.revoked += 1;
  });
  return witness;
}

function watch<Name extends keyof User>(user: User, name: Name, onWrite: (value: User[Name]) => void): void {
  let value = user[name];
  Object.defineProperty(user, name, {
    enumerable: true,
    configurable: true,
    get: () => value,
    set: (written: User[Name]) => {
      onWrite(written);
      value = written;
    },
  });
}

/** Everything in the tenant but this leaver, their ties and their things, to be compared with what is so later. */
export function othersThan(state: TenantState, leaver: SoakLeaver): unknown {
  const { id, devices: own, owned, reports, driveId } = leaver;
  const without = (record: Readonly<Record<string, unknown>>, ...ids: readonly (string | undefined)[]) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !ids.includes(key)));
  const unlinked = (links: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(links).map(([group, ids]) => [group, ids.filter((each) => each !== id)]));
  const { users, deletedUsers, managers, members, owners, groups, roleAssignments, devices } = state;
  const ofOthers = Object.fromEntries(Object.entries(managers).filter((link) => !link.includes(id)));
  return structuredClone({
    users: without(users, id),
    deletedUsers: without(deletedUsers, id),
    managers: without(ofOthers, ...reports),
    members: unlinked(members),
    owners: without(unlinked(owners), ...owned),
    groups,
    roleAssignments,
    devices: without(devices, ...own),
    mailboxes: without(state.mailboxes, id),
    rules: without(state.messageRules, id),
    events: without(state.events, id),
    drives: state.drives,
    shares: without(state.drivePermissions, driveId),
  });
}
