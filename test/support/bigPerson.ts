import assert from 'node:assert/strict';
import { sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import { addMeeting, type Belongings } from './belongings.ts';
import { every } from './card.ts';
import type { Client } from './client.ts';
import type { CardJson, FakeTeams } from './teams.ts';
import type { World } from './world.ts';

/** What Teams takes of a card, in bytes. */
const mostBytes = 28_000;

/** How much somebody big has of each thing that a step acts on. */
export const bigCounts = {
  'disable-devices': 40,
  'hand-over-groups': 60,
  'leave-groups': 500,
  'reassign-reports': 200,
} as const;

export type BigStep = keyof typeof bigCounts;

/** Somebody below the manager with so much of everything that no page holds it, and two meetings ahead. */
export function addBigLeaver({ tenant, clock }: World): SandboxPerson & Belongings {
  const { state } = tenant;
  // What is put back needs a seat, and these stories are not about that.
  for (const sku of state.skus) sku.enabled = 1000;
  const big = tenant.addBigPerson(sandboxPeople.manager.id);
  const meetings = [addMeeting(state, big.id, clock.now()), addMeeting(state, big.id, clock.now())];
  const all = (ties: Readonly<Record<string, string[]>>) =>
    Object.keys(ties).filter((id) => ties[id]?.includes(big.id));
  const leaver = {
    ...big,
    devices: state.ownedDevices[big.id] ?? [],
    owned: all(state.owners),
    memberOf: all(state.members),
    reports: Object.keys(state.managers).filter((id) => state.managers[id] === big.id),
    meetings,
    driveId: String(state.drives[big.id]?.['id']),
  };
  const { devices, owned, memberOf, reports } = leaver;
  assert.deepEqual(
    [devices, owned, memberOf, reports].map(({ length }) => length),
    Object.values(bigCounts),
  );
  return leaver;
}

/** All that an undo of either path has to put back, whatever the order in which the tenant keeps it. */
export function tiesOf(state: TenantState, leaver: Belongings): object {
  const { users, devices, mailboxes, messageRules, drivePermissions, owners, members, managers } = state;
  const user = users[leaver.id];
  return structuredClone({
    enabled: user?.accountEnabled,
    manager: managers[leaver.id],
    licences: user?.assignedLicenses,
    devices: leaver.devices.map((id) => devices[id]?.accountEnabled),
    reply: mailboxes[leaver.id]?.automaticRepliesSetting,
    rules: messageRules[leaver.id] ?? [],
    shares: drivePermissions[leaver.driveId] ?? [],
    owners: leaver.owned.map((id) => owners[id]?.toSorted()),
    members: leaver.memberOf.map((id) => members[id]?.toSorted()),
    managers: leaver.reports.map((id) => managers[id]),
  });
}

/** Of how many things it is so that the step was done to them, in the tenant's own state. */
export function doneCounts(state: TenantState, leaver: Belongings, successorId: string): Record<BigStep, number> {
  const { devices, owners, members, managers } = state;
  const count = (ids: readonly string[], isSo: (id: string) => boolean) => ids.filter(isSo).length;
  return {
    'disable-devices': count(leaver.devices, (id) => devices[id]?.accountEnabled === false),
    'hand-over-groups': count(leaver.owned, (id) => owners[id]?.includes(successorId) === true),
    'leave-groups': count(leaver.memberOf, (id) => members[id]?.includes(leaver.id) === false),
    'reassign-reports': count(leaver.reports, (id) => managers[id] === successorId),
  };
}

/** Every switch on a plan's card, switched on. */
export function allOn(card: CardJson): Record<string, string> {
  const toggles = every(card['body']).filter(({ type }) => type === 'Input.Toggle');
  return Object.fromEntries(toggles.map(({ id }) => [String(id), 'true']));
}

/** Whatever was sent and whatever clicks were answered with is small enough; answers the largest of it, in bytes. */
export function assertSizes(teams: FakeTeams, clients: readonly Client[]): number {
  const sent = teams.received.flatMap(({ attachments = [] }) => attachments.map(({ content }) => content));
  const cards = [...sent, ...clients.flatMap(({ answered }) => answered)];
  assert.ok(cards.length > 0);
  const sizes = cards.map((card) => Buffer.byteLength(JSON.stringify(card)));
  const largest = Math.max(...sizes);
  assert.ok(largest < mostBytes, `${largest} bytes: ${JSON.stringify(cards[sizes.indexOf(largest)]).slice(0, 400)}`);
  return largest;
}
