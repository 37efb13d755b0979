import { z } from 'zod';
import type { LeaverFacts, Licence } from '../offboarding/people.ts';
import type { LeaverAndActor } from '../offboarding/ports/tenant.ts';
import { readBatch, type Results } from './batch.ts';
import type { GraphClient } from './client.ts';
import { licencesRead } from './licences.ts';
import { managerChainRead } from './managers.ts';
import {
  groupFacts,
  groupsOf,
  memberOfRead,
  membershipsRead,
  ownedGroupsRead,
  roleAssignmentsRead,
  rolesOf,
} from './membership.ts';
import { userPath, withQuery } from './paths.ts';
import { named, personOf, userShape } from './person.ts';
import { allOf, pageOf, pageSize } from './reading.ts';
import { must, orElse } from './result.ts';

const leaverShape = userShape.extend({
  assignedLicenses: z.array(z.object({ skuId: z.string() })).nullish(),
  isManagementRestricted: z.boolean().nullish(),
  signInSessionsValidFromDateTime: z.string().nullish(),
});

const leaverSelect = Object.keys(leaverShape.shape).join(',');
const mailboxSettings = z.object({ userPurpose: z.string().nullish() });
const noMailbox = { userPurpose: null };

/** All that a leaver's facts are made of: eight of the twenty reads that fit in a batch. */
function leaverReads(id: string) {
  const user = userPath(id);
  return {
    user: { path: withQuery(user, { select: leaverSelect }), schema: leaverShape },
    chain: managerChainRead(id),
    reports: {
      path: withQuery(`${user}/directReports`, { select: 'id,displayName', top: pageSize }),
      schema: pageOf(named),
    },
    memberships: membershipsRead(id),
    roleAssignments: roleAssignmentsRead(id),
    ownedGroups: ownedGroupsRead(id),
    licences: licencesRead,
    mailbox: { path: withQuery(`${user}/mailboxSettings`, { select: 'userPurpose' }), schema: mailboxSettings },
  };
}

type LeaverReads = ReturnType<typeof leaverReads>;

/** Reads everything about a leaver in one batch; undefined: no such live user. Throws `graph-…`. Graph reference: user. */
export async function readLeaver(client: GraphClient, id: string): Promise<LeaverFacts | undefined> {
  const reads = leaverReads(id);
  return factsOf(client, reads, await readBatch(client, reads));
}

/** As readLeaver, with the actor's groups and managers in the same batch; an actor who is gone has none. Throws `graph-…`. */
export async function readLeaverAndActor(
  client: GraphClient,
  leaverId: string,
  actor: { id: string; groupIds: readonly string[] },
): Promise<LeaverAndActor> {
  const leaver = leaverReads(leaverId);
  const asked = actor.groupIds.length > 0;
  const groups = asked ? { actorGroups: memberOfRead(actor.id, actor.groupIds) } : {};
  const results = await readBatch(client, { ...leaver, actorChain: managerChainRead(actor.id), ...groups });
  const chain = orElse(results.actorChain, ['graph-not-found'], []);
  const memberOf = results.actorGroups === undefined ? [] : orElse(results.actorGroups, ['graph-not-found'], []);
  const facts = await factsOf(client, leaver, results);
  return { facts, actor: { memberOf, managerChain: chain.map(({ id }) => id) } };
}

async function factsOf(client: GraphClient, reads: LeaverReads, results: Results<LeaverReads>) {
  const user = orElse(results.user, ['graph-not-found'], undefined);
  if (user === undefined) return undefined;
  const assigned = orElse(results.roleAssignments, ['graph-forbidden'], []);
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
    mailboxPurpose: orElse(results.mailbox, ['graph-forbidden', 'graph-not-found'], noMailbox).userPurpose ?? null,
  };
}

function licencesOf({ assignedLicenses }: z.infer<typeof leaverShape>, all: readonly Licence[]): Licence[] {
  const assigned = new Set(assignedLicenses?.map(({ skuId }) => skuId));
  return all.filter(({ skuId }) => assigned.has(skuId));
}
