import { z } from 'zod';
import type { DirectLicence, Licence, NamedGroup, Ties } from '../offboarding/people.ts';
import { readBatch, type Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { groupShape, kindOf, readable } from './groups.ts';
import { directAssignments, licencesRead, licenceStates } from './licences.ts';
import { reportsRead } from './managers.ts';
import { ofType } from './membership.ts';
import { userPath, withQuery } from './paths.ts';
import { named } from './person.ts';
import { allOf, pageOf, pageSize, type Page } from './reading.ts';
import { must, orElse } from './result.ts';

/** The manager comes with the user: a 404 for the manager alone could also be a user who is not everywhere yet. */
const tiedUser = z.object({ manager: named.nullish(), licenseAssignmentStates: licenceStates });

const kindShape = groupShape.pick({
  id: true,
  displayName: true,
  groupTypes: true,
  mailEnabled: true,
  onPremisesSyncEnabled: true,
});

const tiedObject = kindShape.extend({ '@odata.type': z.string() });

type TiedObject = z.infer<typeof tiedObject>;

const userQuery = { select: 'id,licenseAssignmentStates', expand: 'manager($select=id,displayName)' };
const objectQuery = { select: Object.keys(kindShape.shape).join(','), top: pageSize };

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
    reports: (await allOf(client, reads.reports, must(results.reports))).map(({ id, displayName }) => ({
      id,
      displayName,
    })),
    groups: groupsOf(memberships, (group) => kindOf(group) !== 'cloud'),
    // A rule decides who the members are, never who owns the group.
    ownedGroups: groupsOf(owned, (group) => !['cloud', 'dynamic'].includes(kindOf(group))),
    // The names of the licences are for people to read; without the permission for them their ids have to do.
    licences: directLicences(
      user.licenseAssignmentStates,
      orElse(results.licences, ['graph-forbidden'], { value: [] }).value,
    ),
  };
}

function groupsOf(objects: readonly TiedObject[], isFixed: (group: TiedObject) => boolean): NamedGroup[] {
  return ofType(objects, '#microsoft.graph.group').map((group) => ({
    id: group.id,
    displayName: readable(group.displayName),
    fixed: isFixed(group),
  }));
}

function directLicences(states: z.infer<typeof licenceStates>, all: readonly Licence[]): DirectLicence[] {
  const names = new Map(all.map(({ skuId, skuPartNumber }) => [skuId, skuPartNumber]));
  return directAssignments(states).map((licence) => ({
    ...licence,
    skuPartNumber: names.get(licence.skuId) ?? licence.skuId,
  }));
}
