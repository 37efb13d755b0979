import { noContent, type Answer, type Call } from './call.ts';
import { driveItemNotFound, GraphFailure } from './errors.ts';
import { answerPlain, answerPlainOne } from './listing.ts';
import { bodyWith, param } from './params.ts';
import { read, write, type Handle, type Route } from './router.ts';
import { textIn, type Bag, type SharingPermission, type TenantState, type User } from './state.ts';
import { userOf } from './userReads.ts';

/** Only the root of a drive is there: files and folders below it are not simulated. */
export const driveRoutes: readonly Route[] = [
  read('GET', '/users/:user/drive', getOwnDrive),
  read('GET', '/drives/:drive', (call) => answerPlainOne(call, 'drives', driveOf(call))),
  read('GET', '/drives/:drive/root', (call) => answerPlainOne(call, 'items', rootOf(driveOf(call)))),
  read('GET', '/drives/:drive/root/permissions', listPermissions),
  write('POST', '/drives/:drive/root/invite', invite),
  read('GET', '/drives/:drive/items/:item/permissions', onRoot(listPermissions)),
  write('POST', '/drives/:drive/items/:item/invite', onRoot(invite)),
  write('DELETE', '/drives/:drive/items/:item/permissions/:permission', onRoot(removePermission)),
];

/** A drive comes into being when its owner first opens it (graph.md §9). */
function getOwnDrive(call: Call): Answer {
  const drive = call.state.drives[userOf(call).id];
  if (drive === undefined) throw new GraphFailure(404, 'ResourceNotFound', "User's mysite not found.");
  return answerPlainOne(call, 'drives', drive);
}

/** The drive of the path; that of a deleted user is there as long as its files are kept. Throws 404. */
function driveOf(call: Call): Bag {
  const found = Object.values(call.state.drives).find((drive) => drive['id'] === param(call, 'drive'));
  if (found === undefined) throw driveItemNotFound();
  return found;
}

function rootIdOf(drive: Bag): string {
  return `01${textIn(drive, 'id').slice(2).toUpperCase()}`;
}

function rootOf(drive: Bag): Bag {
  const { used } = drive['quota'] as Bag;
  return {
    id: rootIdOf(drive),
    name: 'root',
    root: {},
    folder: { childCount: 3 },
    size: used,
    webUrl: drive['webUrl'],
    parentReference: { driveId: drive['id'], driveType: drive['driveType'] },
  };
}

function onRoot(handle: Handle): Handle {
  return (call) => {
    const item = param(call, 'item');
    if (item !== 'root' && item !== rootIdOf(driveOf(call))) throw driveItemNotFound();
    return handle(call);
  };
}

function listPermissions(call: Call): Answer {
  const drive = driveOf(call);
  const { id, displayName } = (drive['owner'] as { user: { id: string; displayName: string } }).user;
  const own: SharingPermission = { id: 'owner', roles: ['owner'], grantedToV2: { user: { id, displayName } } };
  return answerPermissions(call, drive, [own, ...grantedOn(call.state, drive)]);
}

/** Answers 200 with what was given; who has it already gets the same permission once more (graph.md §9). */
function invite(call: Call): Answer {
  const drive = driveOf(call);
  const names = ['recipients', 'roles', 'requireSignIn', 'sendInvitation', 'message', 'expirationDateTime'];
  const { recipients, roles, requireSignIn, sendInvitation } = bodyWith(call, ...names);
  const wanted = rolesOf(roles);
  if (requireSignIn !== true && sendInvitation !== true) {
    throw invalidRequest('requireSignIn and sendInvitation cannot both be false.');
  }
  if (!Array.isArray(recipients) || recipients.length === 0)
    throw invalidRequest('At least one recipient is required.');
  const users = recipients.map((each) => recipientOf(call.state, each as Bag));
  requireSharing(call.state);
  const given = users.map((user) => grant(call.state, drive, { user, roles: wanted }));
  return answerPermissions(call, drive, given);
}

function answerPermissions(call: Call, drive: Bag, permissions: readonly SharingPermission[]): Answer {
  return answerPlain(call, `/drives/${encodeURIComponent(textIn(drive, 'id'))}/root/permissions`, permissions);
}

/** SharePoint refuses by policy, or because what is to be shared is of a kind that can't be. Throws 403 and 400. */
function requireSharing({ sharingRefusal }: TenantState): void {
  if (sharingRefusal === 'accessDenied') {
    throw new GraphFailure(403, 'accessDenied', 'The caller does not have permission to perform the action.');
  }
  if (sharingRefusal === 'notSupported') {
    const message = 'The operation failed because the object does not support sharing.';
    throw new GraphFailure(400, 'notSupported', message);
  }
}

interface Grant {
  readonly user: User;
  readonly roles: readonly string[];
}

function grant(state: TenantState, drive: Bag, { user, roles }: Grant): SharingPermission {
  const granted = grantedOn(state, drive);
  const known = granted.find(({ grantedToV2 }) => grantedToV2.user.id === user.id);
  if (known !== undefined) {
    if (roles.includes('write')) known.roles = ['write'];
    return known;
  }
  const { id, displayName } = user;
  const permission = { id: permissionId(user), roles: [...roles], grantedToV2: { user: { id, displayName } } };
  state.drivePermissions[textIn(drive, 'id')] = [...granted, permission];
  return permission;
}

function removePermission(call: Call): Answer {
  const drive = driveOf(call);
  const granted = grantedOn(call.state, drive);
  const kept = granted.filter(({ id }) => id !== param(call, 'permission'));
  if (kept.length === granted.length) throw driveItemNotFound();
  call.state.drivePermissions[textIn(drive, 'id')] = kept;
  return noContent;
}

function grantedOn(state: TenantState, drive: Bag): SharingPermission[] {
  return state.drivePermissions[textIn(drive, 'id')] ?? [];
}

/** As SharePoint's own: the claim of the person, encoded, with characters that a path has to encode again. */
function permissionId({ userPrincipalName }: User): string {
  return Buffer.from(`i:0#.f|membership|${userPrincipalName.toLowerCase()}`).toString('base64');
}

function recipientOf(state: TenantState, { objectId, email, alias }: Bag): User {
  const sought = [objectId, email, alias].filter((each) => typeof each === 'string').map((each) => each.toLowerCase());
  const found = Object.values(state.users).find(({ id, mail, mailNickname }) =>
    [id, mail, mailNickname].some((own) => own !== null && sought.includes(own.toLowerCase())),
  );
  if (found === undefined) throw new GraphFailure(400, 'invalidRequest', 'One or more users could not be resolved.');
  return found;
}

function rolesOf(roles: unknown): string[] {
  const given = Array.isArray(roles) ? roles.map(String) : [];
  if (given.length > 0 && given.every((role) => role === 'read' || role === 'write')) return given;
  throw invalidRequest('The roles value specified is invalid.');
}

function invalidRequest(message: string): GraphFailure {
  return new GraphFailure(400, 'invalidRequest', message);
}
