import { z } from 'zod';
import type { LeaverFacts } from '../offboarding/people.ts';
import type { LeaverAndPeople, OtherPeople } from '../offboarding/ports/tenant.ts';
import { readBatch, type Results } from './batch.ts';
import { calendarRead, countMeetings } from './calendar.ts';
import type { GraphClient } from './client.ts';
import { deviceReads, devicesOrUntold } from './devices.ts';
import { groupFacts } from './groups.ts';
import { driveRead, lacksDrive } from './library.ts';
import { licencesOf, licencesRead, licensedShape } from './licences.ts';
import { isOfThing, mailboxRead, noMailbox } from './mailbox.ts';
import { managerChainRead, reportsRead } from './managers.ts';
import { directMembershipsRead, membershipsRead, ofType, rolesOf } from './membership.ts';
import { ownedGroupsRead, withOwners } from './ownedGroups.ts';
import { readOwnersOfEach, type OwnersOfEach } from './owners.ts';
import { userPath, withQuery } from './paths.ts';
import { colleagueRead, colleagueSelect, manager, personOf, userShape } from './person.ts';
import { allOf } from './reading.ts';
import { must, orElse } from './result.ts';
import { eligibleRolesRead, lacksPrivilegedIdentityManagement, roleAssignmentsRead } from './roles.ts';
import { standingReads, standingsOf } from './standing.ts';
import { isNotFound, told, toldOr, type Told } from './told.ts';

const ownShape = userShape.extend({
  ...licensedShape.shape,
  isManagementRestricted: z.boolean().nullish(),
  isResourceAccount: z.boolean().nullish(),
  signInSessionsValidFromDateTime: z.string().nullish(),
});

const leaverShape = ownShape.extend({ manager: manager.nullish() });

const leaverQuery = {
  select: Object.keys(ownShape.shape).join(','),
  expand: `manager($select=${colleagueSelect})`,
};

/** All that a leaver's facts are made of but the owners of their groups: fourteen of the twenty reads that fit in a batch. */
function leaverReads(id: string, now: Date) {
  return {
    user: { path: withQuery(userPath(id), leaverQuery), schema: leaverShape },
    chain: managerChainRead(id),
    reports: reportsRead(id),
    memberships: membershipsRead(id),
    directMemberships: directMembershipsRead(id),
    roleAssignments: roleAssignmentsRead(id),
    eligibleRoles: eligibleRolesRead(id),
    ownedGroups: ownedGroupsRead(id),
    ...deviceReads(id),
    licences: licencesRead,
    mailbox: mailboxRead(id),
    drive: driveRead(id),
    calendar: calendarRead(id, now),
  };
}

type LeaverReads = ReturnType<typeof leaverReads>;
type LeaverUser = z.infer<typeof leaverShape>;

/**
 * Reads everything about a leaver in two round trips, the second for the owners of their groups; undefined: no such live user.
 * Throws `graph-…`. Graph reference: user.
 */
export async function readLeaver(client: GraphClient, id: string): Promise<LeaverFacts | undefined> {
  return (await readLeaverAndPeople(client, id, { rights: [] })).facts;
}

/**
 * As readLeaver, and in the first round trip who is to take over and what decides the rights of these people: two of them fit in the
 * leaver's batch. The owners of groups that are known to be the leaver's are read side by side with it. Throws `graph-…`.
 * Graph reference: user, checkMemberObjects, user list manager, group list owners.
 */
export async function readLeaverAndPeople(
  client: GraphClient,
  leaverId: string,
  { rights, successorId, ownedGroupIds = [] }: OtherPeople,
): Promise<LeaverAndPeople> {
  const reads = leaverReads(leaverId, client.now());
  const successor = successorId === undefined ? {} : { successor: colleagueRead(successorId) };
  const [results, known] = await Promise.all([
    readBatch(client, { ...reads, ...standingReads(rights), ...successor }),
    readOwnersOfEach(client, ownedGroupIds),
  ]);
  return {
    facts: await factsOf(client, { reads, results, known }),
    standings: standingsOf(rights, results),
    successor: results.successor === undefined ? undefined : orElse(results.successor, ['graph-not-found'], undefined),
  };
}

interface WhatWasRead {
  readonly reads: LeaverReads;
  readonly results: Results<LeaverReads>;
  /** Group → what was read of its owners. */
  readonly known: OwnersOfEach;
}

/** What guards against harm has to be there, and its error is thrown; the rest may be untold. */
async function factsOf(client: GraphClient, read: WhatWasRead): Promise<LeaverFacts | undefined> {
  const { reads, results } = read;
  const user = orElse(results.user, ['graph-not-found'], undefined);
  if (user === undefined) return undefined;
  // Whatever needs another round trip takes it at the same time.
  const [reports, groups, devices, meetings] = await Promise.all([
    allOf(client, reads.reports, must(results.reports)),
    groupsOf(client, user.id, read),
    devicesOrUntold(client, reads, results),
    meetingsOf(client, read),
  ]);
  const simple = simpleFacts(user, results);
  return {
    person: personOf(user, must(results.chain)),
    manager: user.manager ?? null,
    directReports: reports,
    managementRestricted: user.isManagementRestricted === true,
    signInSessionsValidFrom: user.signInSessionsValidFromDateTime ?? null,
    ...groups.value,
    ...simple.value,
    devices: devices.value,
    meetings: meetings.value,
    unread: [...groups.unread, ...simple.unread, ...devices.unread, ...meetings.unread],
  };
}

async function groupsOf(client: GraphClient, userId: string, { reads, results, known }: WhatWasRead) {
  const [memberships, direct, owned] = await Promise.all([
    allOf(client, reads.memberships, must(results.memberships)),
    allOf(client, reads.directMemberships, must(results.directMemberships)),
    allOf(client, reads.ownedGroups, must(results.ownedGroups)),
  ]);
  const directIds = new Set(direct.map(({ id }) => id));
  const ownedGroups = await withOwners(client, owned, { userId, directIds, known });
  const assigned = toldOr(results.roleAssignments, { fact: 'roles', otherwise: [] });
  return {
    value: {
      groups: ofType(memberships, '#microsoft.graph.group').map((group) => groupFacts(group, directIds)),
      ownedGroups: ownedGroups.value,
      directoryRoles: [...new Set([...rolesOf(memberships), ...assigned.value])],
    },
    unread: [...assigned.unread, ...ownedGroups.unread],
  };
}

/** Of what one answer tells whole. */
function simpleFacts(user: LeaverUser, results: Results<LeaverReads>) {
  const eligible = toldOr(results.eligibleRoles, {
    fact: 'eligible-roles',
    otherwise: [],
    isAbsent: lacksPrivilegedIdentityManagement,
  });
  const all = toldOr(results.licences, { fact: 'licences', otherwise: { value: [] } });
  const hasNone = (user.assignedLicenses ?? []).length === 0;
  const mailbox = toldOr(results.mailbox, { fact: 'mailbox', otherwise: noMailbox, isAbsent: isNotFound });
  const drive = toldOr(results.drive, { fact: 'drive', otherwise: null, isAbsent: lacksDrive });
  return {
    value: {
      eligibleRoles: eligible.value,
      licences: licencesOf(user, all.value.value),
      isResource: user.isResourceAccount === true || isOfThing(mailbox.value),
      hasMailbox: mailbox.value.hasMailbox,
      mailboxPurpose: mailbox.value.purpose,
      timeZone: mailbox.value.timeZone,
      drive: drive.value,
    },
    unread: [...eligible.unread, ...(hasNone ? [] : all.unread), ...mailbox.unread, ...drive.unread],
  };
}

async function meetingsOf(client: GraphClient, { reads, results }: WhatWasRead): Promise<Told<number | null>> {
  const { value: page, unread } = toldOr(results.calendar, {
    fact: 'meetings',
    otherwise: null,
    isAbsent: isNotFound,
  });
  if (page === null) return { value: null, unread };
  return told(await countMeetings(client, reads.calendar, page));
}
