import type { Answer, Call } from './call.ts';
import * as directory from './directory.ts';
import { badRequest, resourceNotFound, unsupportedQuery } from './errors.ts';
import { answerDirectoryObject, answerList, answerOne, answerPlain } from './listing.ts';
import { requireAdvanced } from './odata.ts';
import { assignedPlansOf } from './licenceEffects.ts';
import { bodyWith, param } from './params.ts';
import { read, type Route } from './router.ts';
import type { Bag, Entity, Kind, User } from './state.ts';

const memberCasts = ['group', 'directoryRole', 'administrativeUnit'] as const;

export const userReads: readonly Route[] = [
  read('GET', '/users', listUsers),
  read('GET', '/users/$count', countUsers),
  read('GET', '/users/:user', (call) => answerOne(call, asWholeUser(call, userOf(call)))),
  read('GET', '/users/:user/manager', getManager),
  ...collection('directReports', [], (call, id) => directory.directReports(call.state, id).map(asUser)),
  ...collection('memberOf', memberCasts, (call, id) => directory.memberOf(call.state, id)),
  ...collection('transitiveMemberOf', memberCasts, (call, id) => directory.transitiveMemberOf(call.state, id)),
  ...collection('ownedObjects', ['group'], (call, id) => directory.ownedGroups(call.state, id)),
  ...collection('registeredDevices', ['device'], (call, id) => devices(call, 'registeredDevices', id)),
  ...collection('ownedDevices', ['device'], (call, id) => devices(call, 'ownedDevices', id)),
  read('GET', '/users/:user/licenseDetails', listLicences),
  read('POST', '/users/:user/checkMemberObjects', checkMemberObjects),
  read('POST', '/users/:user/getMemberGroups', getMemberGroups),
];

type Related = (call: Call, userId: string) => Entity[];

export function userOf(call: Call): User {
  return directory.findUser(call.state, param(call, 'user'));
}

function asUser(bag: User): Entity {
  return { kind: 'user', bag };
}

function listUsers(call: Call): Answer {
  return answerList(call, wholeUsers(call), { path: '/users', kind: 'user' });
}

function wholeUsers(call: Call): Entity[] {
  return Object.values(call.state.users).map((user) => asWholeUser(call, user));
}

/** With what follows from the licences: worked out only where it is asked for. */
function asWholeUser({ state }: Call, user: User): Entity {
  const bag = {
    ...user,
    get assignedPlans() {
      return assignedPlansOf(state, user);
    },
  };
  return asUser(bag);
}

function countUsers(call: Call): Answer {
  if (!call.query.eventual) throw unsupportedQuery('$count is not currently supported.');
  const all = { ...call, query: { ...call.query, count: true } };
  const { body } = answerList(all, Object.values(call.state.users).map(asUser), { path: '/users', kind: 'user' });
  return { status: 200, raw: String((body as Bag)['@odata.count']), headers: { 'content-type': 'text/plain' } };
}

function getManager(call: Call): Answer {
  const manager = directory.managerOf(call.state, userOf(call).id);
  if (manager === undefined) throw resourceNotFound('manager');
  return answerDirectoryObject(call, asUser(manager));
}

/** A mixed collection of a user, and `/memberOf/microsoft.graph.group`: the objects of one kind in it. */
function collection(name: string, casts: readonly Kind[], find: Related): Route[] {
  const whole = read('GET', `/users/:user/${name}`, (call) => {
    const { id } = userOf(call);
    return answerList(call, find(call, id), { path: `/users/${id}/${name}` });
  });
  return [whole, ...casts.map((kind) => cast(name, kind, find))];
}

function cast(name: string, kind: Kind, find: Related): Route {
  return read('GET', `/users/:user/${name}/microsoft.graph.${kind}`, (call) => {
    const { id } = userOf(call);
    // Microsoft asks it of membership casts (graph.md §3); of the others it does not say so.
    if (/memberOf/i.test(name)) requireAdvanced(call.query);
    const found = find(call, id).filter((entity) => entity.kind === kind);
    return answerList(call, found, { path: `/users/${id}/${name}/microsoft.graph.${kind}`, kind });
  });
}

function devices(call: Call, links: 'registeredDevices' | 'ownedDevices', id: string): Entity[] {
  return directory.devicesOf(call.state, call.state[links], id);
}

function listLicences(call: Call): Answer {
  const user = userOf(call);
  const held = call.state.skus.filter((sku) => user.assignedLicenses.some((licence) => licence.skuId === sku.skuId));
  const details = held.map(({ skuId, skuPartNumber, servicePlans }) => ({
    id: `${user.id}_${skuId}`,
    skuId,
    skuPartNumber,
    servicePlans,
  }));
  return answerPlain(call, `/users('${user.id}')/licenseDetails`, details);
}

function checkMemberObjects(call: Call): Answer {
  const { id } = userOf(call);
  const { ids } = bodyWith(call, 'ids');
  if (!Array.isArray(ids)) throw badRequest("Required parameter 'ids' is missing or not a collection.");
  if (ids.length > 20) throw badRequest('The number of ids exceeds the maximum of 20.');
  const held = new Set(directory.transitiveMemberOf(call.state, id).map((entity) => entity.bag['id']));
  return strings(
    call,
    ids.filter((each) => held.has(String(each).toLowerCase())),
  );
}

function getMemberGroups(call: Call): Answer {
  const { id } = userOf(call);
  const { securityEnabledOnly } = bodyWith(call, 'securityEnabledOnly');
  if (typeof securityEnabledOnly !== 'boolean')
    throw badRequest("Required parameter 'securityEnabledOnly' is missing.");
  const groups = directory.transitiveMemberOf(call.state, id).filter((entity) => entity.kind === 'group');
  const wanted = groups.filter((group) => !securityEnabledOnly || group.bag['securityEnabled'] === true);
  return strings(
    call,
    wanted.map((group) => group.bag['id']),
  );
}

function strings(call: Call, value: unknown[]): Answer {
  return { status: 200, body: { '@odata.context': `${call.base}/$metadata#Collection(Edm.String)`, value } };
}
