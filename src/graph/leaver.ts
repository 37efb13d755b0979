import { z } from 'zod';
import type { LeaverFacts, Licence } from '../offboarding/people.ts';
import type { LeaverAndPeople, RightsQuestion } from '../offboarding/ports/tenant.ts';
import { readBatch, type Results } from './batch.ts';
import type { GraphClient } from './client.ts';
import { licencesRead } from './licences.ts';
import { managerChainRead, reportsRead } from './managers.ts';
import { groupFacts, groupsOf, membershipsRead, ownedGroupsRead, roleAssignmentsRead, rolesOf } from './membership.ts';
import { userPath, withQuery } from './paths.ts';
import { personOf, userShape } from './person.ts';
import { allOf } from './reading.ts';
import { must, orElse } from './result.ts';
import { standingReads, standingsOf } from './standing.ts';
import { ianaZoneOf } from './timeZones.ts';

const leaverShape = userShape.extend({
  assignedLicenses: z.array(z.object({ skuId: z.string() })).nullish(),
  isManagementRestricted: z.boolean().nullish(),
  signInSessionsValidFromDateTime: z.string().nullish(),
});

const leaverSelect = Object.keys(leaverShape.shape).join(',');
const mailboxSettings = z.object({ userPurpose: z.string().nullish(), timeZone: z.string().nullish() });
const mailboxSelect = Object.keys(mailboxSettings.shape).join(',');
const noMailbox = { userPurpose: null, timeZone: null };

/** All that a leaver's facts are made of: eight of the twenty reads that fit in a batch. */
function leaverReads(id: string) {
  const user = userPath(id);
  return {
    user: { path: withQuery(user, { select: leaverSelect }), schema: leaverShape },
    chain: managerChainRead(id),
    reports: reportsRead(id),
    memberships: membershipsRead(id),
    roleAssignments: roleAssignmentsRead(id),
    ownedGroups: ownedGroupsRead(id),
    licences: licencesRead,
    mailbox: { path: withQuery(`${user}/mailboxSettings`, { select: mailboxSelect }), schema: mailboxSettings },
  };
}

type LeaverReads = ReturnType<typeof leaverReads>;

/** Reads everything about a leaver in one batch; undefined: no such live user. Throws `graph-…`. Graph reference: user. */
export async function readLeaver(client: GraphClient, id: string): Promise<LeaverFacts | undefined> {
  const reads = leaverReads(id);
  return factsOf(client, reads, await readBatch(client, reads));
}

/**
 * As readLeaver, and in the same batch what decides the rights of these people: with more than six of them it would be two.
 * Throws `graph-…`. Graph reference: user, checkMemberObjects, user list manager.
 */
export async function readLeaverAndPeople(
  client: GraphClient,
  leaverId: string,
  people: readonly RightsQuestion[],
): Promise<LeaverAndPeople> {
  const leaver = leaverReads(leaverId);
  const results = await readBatch(client, { ...leaver, ...standingReads(people) });
  return { facts: await factsOf(client, leaver, results), standings: standingsOf(people, results) };
}

async function factsOf(client: GraphClient, reads: LeaverReads, results: Results<LeaverReads>) {
  const user = orElse(results.user, ['graph-not-found'], undefined);
  if (user === undefined) return undefined;
  const assigned = orElse(results.roleAssignments, ['graph-forbidden'], []);
  const mailbox = orElse(results.mailbox, ['graph-forbidden', 'graph-not-found'], noMailbox);
  const memberships = await allOf(client, reads.memberships, must(results.memberships));
  return {
    person: personOf(user, must(results.chain)),
    directReports: await allOf(client, reads.reports, must(results.reports)),
    directoryRoles: [...new Set([...rolesOf(memberships), ...assigned])],
    groups: groupsOf(memberships),
    ownedGroups: (await allOf(client, reads.ownedGroups, must(results.ownedGroups))).map(groupFacts),
    // What is only told, not judged by, may be missing where the app lacks the permission.
    licences: licencesOf(user, orElse(results.licences, ['graph-forbidden'], { value: [] }).value),
    managementRestricted: user.isManagementRestricted === true,
    signInSessionsValidFrom: user.signInSessionsValidFromDateTime ?? null,
    mailboxPurpose: mailbox.userPurpose ?? null,
    timeZone: ianaZoneOf(mailbox.timeZone),
  };
}

function licencesOf({ assignedLicenses }: z.infer<typeof leaverShape>, all: readonly Licence[]): Licence[] {
  const assigned = new Set(assignedLicenses?.map(({ skuId }) => skuId));
  return all.filter(({ skuId }) => assigned.has(skuId));
}
