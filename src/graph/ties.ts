import { z } from 'zod';
import type { Licence, NamedGroup, Ties } from '../offboarding/people.ts';
import { readBatch, type Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { licencesRead } from './licences.ts';
import { reportsRead } from './managers.ts';
import { ofType, readable } from './membership.ts';
import { userPath, withQuery } from './paths.ts';
import { named } from './person.ts';
import { allOf, pageOf, pageSize, type Page } from './reading.ts';
import { must, orElse } from './result.ts';

/** The manager comes with the user: a 404 for the manager alone could also be a user who is not everywhere yet. */
const tiedUser = z.object({
  manager: named.nullish(),
  licenseAssignmentStates: z
    .array(z.object({ skuId: z.string().nullish(), assignedByGroup: z.string().nullish() }))
    .nullish(),
});

const tiedObject = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  mailEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});

type TiedObject = z.infer<typeof tiedObject>;

const userQuery = { select: 'id,licenseAssignmentStates', expand: 'manager($select=id,displayName)' };
const objectQuery = { select: 'id,displayName,groupTypes,mailEnabled,onPremisesSyncEnabled', top: pageSize };

function tieReads(id: string) {
  const user = userPath(id);
  return {
    user: { path: withQuery(user, userQuery), schema: tiedUser },
    reports: reportsRead(id),
    memberships: objectsRead(`${user}/memberOf`),
    owned: objectsRead(`${user}/ownedObjects`),
    licences: licencesRead,
  };
}

/** Objects of all kinds: asking for groups alone would be answered from an index, which lags behind a tie just made. */
function objectsRead(path: string): Read<Page<TiedObject>> {
  return { path: withQuery(path, objectQuery), schema: pageOf(tiedObject) };
}

/**
 * What binds a person to the tenant, in one batch; undefined: no such live user. Throws `graph-forbidden` also where a group's
 * properties are withheld, and other `graph-…`. Graph reference: user get; list directReports, memberOf, ownedObjects.
 */
export async function readTies(client: GraphClient, id: string): Promise<Ties | undefined> {
  const reads = tieReads(id);
  const results = await readBatch(client, reads);
  const user = orElse(results.user, ['graph-not-found'], undefined);
  if (user === undefined) return undefined;
  const memberships = await allOf(client, reads.memberships, must(results.memberships));
  const owned = await allOf(client, reads.owned, must(results.owned));
  return {
    manager: user.manager ?? null,
    reports: await allOf(client, reads.reports, must(results.reports)),
    groups: groupsOf(memberships, (group) => followsRule(group) || isKeptElsewhere(group)),
    // A rule decides who the members are, never who owns the group.
    ownedGroups: groupsOf(owned, isKeptElsewhere),
    // The names of the licences are for people to read; without the permission for them their ids have to do.
    licences: directLicences(user, orElse(results.licences, ['graph-forbidden'], { value: [] }).value),
  };
}

function groupsOf(objects: readonly TiedObject[], isFixed: (group: TiedObject) => boolean): NamedGroup[] {
  return ofType(objects, '#microsoft.graph.group').map((group) => ({
    id: group.id,
    displayName: readable(group.displayName),
    fixed: isFixed(group),
  }));
}

function followsRule({ groupTypes }: TiedObject): boolean {
  return groupTypes?.includes('DynamicMembership') === true;
}

/** By Active Directory or, for mail-enabled groups that are no Microsoft 365 groups, by Exchange. */
function isKeptElsewhere({ groupTypes, mailEnabled, onPremisesSyncEnabled }: TiedObject): boolean {
  return onPremisesSyncEnabled === true || (mailEnabled === true && groupTypes?.includes('Unified') !== true);
}

function directLicences({ licenseAssignmentStates }: z.infer<typeof tiedUser>, all: readonly Licence[]) {
  const direct = licenseAssignmentStates?.filter(({ assignedByGroup }) => (assignedByGroup ?? null) === null) ?? [];
  const names = new Map(all.map(({ skuId, skuPartNumber }) => [skuId, skuPartNumber]));
  const skuIds = new Set(direct.flatMap(({ skuId }) => skuId ?? []));
  return [...skuIds].map((skuId) => ({ skuId, skuPartNumber: names.get(skuId) ?? skuId }));
}
