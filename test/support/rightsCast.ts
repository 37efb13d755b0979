import { randomUUID } from 'node:crypto';
import { sandboxGroups, sandboxPeople, sandboxTenantId } from '../../src/sandbox/people.ts';
import type { NamedPerson } from '../../src/offboarding/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { Client, type ChatPlace } from './client.ts';
import { freshPglite } from './databases.ts';
import type { Role } from './rightsTable.ts';
import { startWorld, type World } from './world.ts';

/** Who plays a role, and what has to be so for it. */
export interface Player {
  readonly person: NamedPerson;
  /** A member of this group while they play it. */
  readonly joins?: 'approvers' | 'hr';
  /** The request was escalated while they play it. */
  readonly escalated?: true;
  readonly tenantId?: string;
}

/** Whom the requests are about: a direct report of the requester's who has reports. */
export const leaver = sandboxPeople.teamLead;

const somebodyElse = (displayName: string): NamedPerson => ({ id: randomUUID(), displayName });

export const players: Readonly<Record<Role, Player>> = {
  requester: { person: sandboxPeople.manager },
  'another manager': { person: sandboxPeople.director },
  HR: { person: sandboxPeople.hr },
  'HR, is leaver': { person: leaver, joins: 'hr' },
  'HR, below leaver': { person: sandboxPeople.indirect, joins: 'hr' },
  approver: { person: sandboxPeople.approver },
  'approver who decided': { person: sandboxPeople.secondApprover },
  'approver, is requester': { person: sandboxPeople.manager, joins: 'approvers' },
  'approver, is leaver': { person: leaver, joins: 'approvers' },
  'approver, below leaver': { person: sandboxPeople.indirect, joins: 'approvers' },
  'fallback approver': { person: sandboxPeople.globalAdmin },
  'fallback, escalated': { person: sandboxPeople.globalAdmin, escalated: true },
  leaver: { person: leaver },
  'report of leaver': { person: sandboxPeople.secondDaan },
  stranger: { person: sandboxPeople.outsider },
  guest: { person: sandboxPeople.guest },
  'not in directory': { person: somebodyElse('Nobody Known') },
  'other tenant': { person: somebodyElse('Somebody Elsewhere'), tenantId: randomUUID() },
};

/** The world in which rights are tried: a delete needs two approvers, and there is a fallback approver. */
export interface RightsWorld {
  readonly world: World;
  readonly database: Database;
  /** The personal chat of who plays this role, or what they do in a channel or group chat. */
  client(role: Role, place?: ChatPlace): Client;
  close(): Promise<void>;
}

export async function startRightsWorld(): Promise<RightsWorld> {
  const database = await freshPglite();
  const environment = {
    DELETE_APPROVALS: '2',
    REQUESTS_PER_DAY: '1000',
    LOG_LEVEL: 'warn',
    ESCALATION_USER_ID: sandboxPeople.globalAdmin.id,
  };
  const world = await startWorld({ database, environment });
  const client = (role: Role, place?: ChatPlace) => clientOf(world, players[role], place);
  // Whoever has written once is known: what they do later stores no contact and brings no cards.
  await Promise.all(Object.values(players).map((player) => clientOf(world, player).say('help')));
  return { world, database, client, close: () => world.close() };
}

function clientOf(
  { farewell, teams }: World,
  { person, tenantId = sandboxTenantId }: Player,
  place?: ChatPlace,
): Client {
  const options = { botUrl: farewell.url, teams, person, tenantId };
  return new Client(place === undefined ? options : { ...options, place });
}

/** Makes these roles what they are for as long as `work` takes. */
export async function inTheirRoles<T>(
  { world }: RightsWorld,
  cast: readonly Role[],
  work: () => Promise<T>,
): Promise<T> {
  const { members } = world.tenant.state;
  const joining = cast.flatMap((role) => {
    const { joins, person } = players[role];
    return joins === undefined ? [] : [{ group: sandboxGroups[joins], id: person.id }];
  });
  for (const { group, id } of joining) members[group] = [...(members[group] ?? []), id];
  try {
    return await work();
  } finally {
    for (const { group, id } of joining) members[group] = (members[group] ?? []).filter((member) => member !== id);
  }
}

/** Roles that can be played at the same time: by different people, in the same circumstances. */
export function playedTogether<T extends { readonly role: Role }>(all: readonly T[]): T[][] {
  const circumstances = ({ role }: T) => [players[role].joins, players[role].escalated].join();
  return [...Map.groupBy(all, circumstances).values()];
}
