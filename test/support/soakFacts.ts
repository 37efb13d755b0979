import type { StepId } from '../../src/offboarding/model.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import type { SoakLeaver } from './soakThings.ts';

/** One fact of what a plan can act on, past Graph: what it is about, whose part it is, and how it stands. */
export interface Fact {
  /** The step that changes it, and those that bring it back. */
  readonly step: StepId;
  readonly backBy: readonly StepId[];
  /** The thing of the plan that it belongs to: a device, a group, a report, a licence; the leaver where it is theirs alone. */
  readonly itemId: string;
  /** undefined: there is no such thing, or no longer. */
  readonly value: unknown;
}

/** By a name for each. */
export type Facts = ReadonlyMap<string, Fact>;

interface Kind {
  readonly step: StepId;
  readonly backBy: readonly StepId[];
}

const kinds = {
  device: { step: 'disable-devices', backBy: ['enable-devices'] },
  reply: { step: 'auto-reply', backBy: ['restore-auto-reply'] },
  rule: { step: 'forward-mail', backBy: ['stop-forwarding'] },
  meeting: { step: 'cancel-meetings', backBy: [] },
  share: { step: 'share-files', backBy: ['unshare-files'] },
  owner: { step: 'hand-over-groups', backBy: ['take-back-groups', 'mend-ownerships'] },
  member: { step: 'leave-groups', backBy: ['rejoin-groups', 'mend-groups'] },
  manager: { step: 'reassign-reports', backBy: ['take-back-reports', 'mend-reports'] },
  licence: { step: 'remove-licences', backBy: ['give-back-licences', 'mend-licences'] },
} as const satisfies Record<string, Kind>;

/** Everything about this leaver that an optional step changes, and what lies beside it. */
export function factsOf(state: TenantState, leaver: SoakLeaver): Facts {
  const { id, devices, meetings, groups, owned, reports } = leaver;
  const facts = new Map<string, Fact>();
  const add = (kind: keyof typeof kinds, [itemId, part]: readonly [string, string?], value: unknown): void => {
    const name = part === undefined ? `${kind} ${itemId}` : `${kind} ${itemId} ${part}`;
    facts.set(name, { ...kinds[kind], itemId, value: structuredClone(value) });
  };
  for (const device of devices) add('device', [device], state.devices[device]?.accountEnabled);
  add('reply', [id], state.mailboxes[id]?.automaticRepliesSetting);
  for (const { displayName } of state.messageRules[id] ?? []) {
    const same = (state.messageRules[id] ?? []).filter((rule) => rule.displayName === displayName);
    add('rule', [id, displayName], same.length);
  }
  for (const meeting of meetings) add('meeting', [meeting], isAhead(state, id, meeting));
  for (const { roles, grantedToV2 } of sharesOf(state, leaver)) add('share', [id, grantedToV2.user.id], roles);
  for (const group of owned) {
    // Of people who are deleted Graph shows no ownership.
    const owners = (state.owners[group] ?? []).filter((owner) => owner === id || owner in state.users);
    for (const owner of owners) add('owner', [group, owner], true);
  }
  for (const group of groups) add('member', [group], state.groups[group] && state.members[group]?.includes(id));
  for (const report of reports) add('manager', [report], state.users[report] && state.managers[report]);
  for (const { skuId, assignedByGroup, disabledPlans } of statesOf(state, id)) {
    if (assignedByGroup === null) add('licence', [skuId], disabledPlans);
  }
  return facts;
}

/** The names of the facts that are not the same in both. */
export function changedBetween(one: Facts, other: Facts): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => !isSame(one, other, name));
}

/** Whether this fact stands the same in both. */
export function isSame(one: Facts, other: Facts, name: string): boolean {
  return JSON.stringify(one.get(name)?.value) === JSON.stringify(other.get(name)?.value);
}

function isAhead({ events }: TenantState, id: string, meeting: string): boolean {
  return (events[id] ?? []).some((event) => event.id === meeting && !event.isCancelled);
}

function sharesOf({ drivePermissions }: TenantState, { driveId }: SoakLeaver): TenantState['drivePermissions'][string] {
  return driveId === undefined ? [] : (drivePermissions[driveId] ?? []);
}

function statesOf({ users, deletedUsers }: TenantState, id: string) {
  return (users[id] ?? deletedUsers[id])?.licenseAssignmentStates ?? [];
}
