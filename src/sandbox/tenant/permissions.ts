import type { GraphRequest } from './call.ts';
import { GraphFailure, requestDenied } from './errors.ts';
import type { Route } from './router.ts';
import type { Kind, TenantState } from './state.ts';

/**
 * The least application permissions of each call (graph.md §1; `x-permissions` of Microsoft's description): a call needs all that are
 * named. That a broader permission would do as well is left out, so that each one can be withheld on its own.
 */
export const leastPermissions: Readonly<Record<string, readonly string[]>> = {
  'GET /users': ['User.Read.All'],
  'GET /users/$count': ['User.Read.All'],
  'GET /users/:user': ['User.Read.All'],
  'GET /users/:user/manager': ['User.Read.All'],
  'GET /users/:user/directReports': ['User.Read.All'],
  'GET /users/:user/memberOf': ['Directory.Read.All'],
  'GET /users/:user/memberOf/microsoft.graph.group': ['Directory.Read.All'],
  'GET /users/:user/memberOf/microsoft.graph.directoryRole': ['Directory.Read.All'],
  'GET /users/:user/memberOf/microsoft.graph.administrativeUnit': ['Directory.Read.All'],
  'GET /users/:user/transitiveMemberOf': ['User.Read.All'],
  'GET /users/:user/transitiveMemberOf/microsoft.graph.group': ['User.Read.All'],
  'GET /users/:user/transitiveMemberOf/microsoft.graph.directoryRole': ['User.Read.All'],
  'GET /users/:user/transitiveMemberOf/microsoft.graph.administrativeUnit': ['User.Read.All'],
  'GET /users/:user/ownedObjects': ['User.Read.All'],
  'GET /users/:user/ownedObjects/microsoft.graph.group': ['User.Read.All'],
  'GET /users/:user/registeredDevices': ['User.Read.All'],
  'GET /users/:user/registeredDevices/microsoft.graph.device': ['User.Read.All'],
  'GET /users/:user/ownedDevices': ['User.Read.All'],
  'GET /users/:user/ownedDevices/microsoft.graph.device': ['User.Read.All'],
  'GET /users/:user/licenseDetails': ['LicenseAssignment.Read.All'],
  'POST /users/:user/checkMemberObjects': ['GroupMember.Read.All'],
  'POST /users/:user/getMemberGroups': ['GroupMember.Read.All'],
  'PATCH /users/:user': ['User.ReadWrite.All'],
  'DELETE /users/:user': ['User.DeleteRestore.All'],
  'POST /users/:user/revokeSignInSessions': ['User.RevokeSessions.All'],
  'PUT /users/:user/manager/$ref': ['User.ReadWrite.All'],
  'DELETE /users/:user/manager/$ref': ['User.ReadWrite.All'],
  'GET /directory/deletedItems/microsoft.graph.user': ['User.DeleteRestore.All'],
  'GET /directory/deletedItems/:id': ['User.DeleteRestore.All'],
  'POST /directory/deletedItems/:id/restore': ['User.DeleteRestore.All'],
  'GET /users/:user/mailboxSettings': ['MailboxSettings.Read'],
  'PATCH /users/:user/mailboxSettings': ['MailboxSettings.ReadWrite'],
  'GET /users/:user/mailFolders/inbox/messageRules': ['MailboxSettings.Read'],
  'POST /users/:user/mailFolders/inbox/messageRules': ['MailboxSettings.ReadWrite'],
  'DELETE /users/:user/mailFolders/inbox/messageRules/:rule': ['MailboxSettings.ReadWrite'],
  'GET /users/:user/events': ['Calendars.ReadBasic'],
  'GET /users/:user/events/:event': ['Calendars.ReadBasic'],
  'GET /users/:user/calendarView': ['Calendars.ReadBasic'],
  'DELETE /users/:user/events/:event': ['Calendars.ReadWrite'],
  'POST /users/:user/events/:event/cancel': ['Calendars.ReadWrite'],
  'GET /users/:user/drive': ['Files.Read.All'],
  'GET /drives/:drive': ['Files.Read.All'],
  'GET /drives/:drive/root': ['Files.Read.All'],
  'GET /drives/:drive/root/permissions': ['Files.Read.All'],
  'POST /drives/:drive/root/invite': ['Files.ReadWrite.All'],
  'GET /drives/:drive/items/:item/permissions': ['Files.Read.All'],
  'POST /drives/:drive/items/:item/invite': ['Files.ReadWrite.All'],
  'DELETE /drives/:drive/items/:item/permissions/:permission': ['Files.ReadWrite.All'],
  'GET /devices/:id': ['Device.Read.All'],
  'PATCH /devices/:id': ['Device.ReadWrite.All'],
  'GET /devices/:id/registeredUsers': ['Device.Read.All'],
  'GET /devices/:id/registeredOwners': ['Device.Read.All'],
  'GET /deviceManagement/managedDevices': ['DeviceManagementManagedDevices.Read.All'],
  'GET /deviceManagement/managedDevices/:managed': ['DeviceManagementManagedDevices.Read.All'],
  'GET /users/:user/managedDevices': ['DeviceManagementManagedDevices.Read.All'],
  'POST /users/:user/assignLicense': ['LicenseAssignment.ReadWrite.All'],
  'GET /groups': ['GroupMember.Read.All'],
  'GET /groups/:group': ['GroupMember.Read.All'],
  'GET /groups/:group/members': ['GroupMember.Read.All'],
  'GET /groups/:group/transitiveMembers': ['GroupMember.Read.All'],
  'GET /groups/:group/owners': ['GroupMember.Read.All'],
  'POST /groups/:group/members/$ref': ['GroupMember.ReadWrite.All'],
  'POST /groups/:group/owners/$ref': ['Group.ReadWrite.All'],
  'DELETE /groups/:group/members/:id/$ref': ['GroupMember.ReadWrite.All'],
  'DELETE /groups/:group/owners/:id/$ref': ['Group.ReadWrite.All'],
  'DELETE /groups/:group/members/:user': ['User.ReadWrite.All'],
  'GET /appCatalogs/teamsApps': ['AppCatalog.Read.All'],
  'GET /users/:user/teamwork/installedApps': ['TeamsAppInstallation.ReadWriteSelfForUser.All'],
  'POST /users/:user/teamwork/installedApps': ['TeamsAppInstallation.ReadWriteSelfForUser.All'],
  'GET /users/:user/teamwork/installedApps/:installation/chat': ['TeamsAppInstallation.ReadWriteSelfForUser.All'],
  'GET /organization': ['User.Read.All'],
  'GET /subscribedSkus': ['LicenseAssignment.Read.All'],
  'POST /directoryObjects/getByIds': ['Directory.Read.All'],
  'GET /roleManagement/directory/roleAssignments': ['RoleManagement.Read.Directory'],
  'GET /roleManagement/directory/roleEligibilityScheduleInstances': ['RoleEligibilitySchedule.Read.Directory'],
};

/** Refuses a call whose permission is withheld, before anything else is looked at. Throws the 403 of the service it goes to. */
export function requirePermissions(state: TenantState, route: Route, { body }: Pick<GraphRequest, 'body'>): void {
  const needed = neededFor(route, body);
  if (needed.some((permission) => state.withheldPermissions.includes(permission))) throw refusalOf(route.pattern);
}

/**
 * Of objects in a mixed collection whose kind the app may not read, Graph tells type and id, and all else is null
 * (learn.microsoft.com/graph/permissions-overview, limited information returned for inaccessible member objects).
 */
export function mayRead({ withheldPermissions }: TenantState, kind: Kind): boolean {
  return !withheldPermissions.includes(kind === 'user' ? 'User.Read.All' : 'Directory.Read.All');
}

/** A block of sign-in has permissions of its own (graph.md §4), which reach no other property. */
function neededFor({ method, pattern }: Route, body: unknown): readonly string[] {
  const name = `${method} ${pattern}`;
  const onlyBlocks = name === 'PATCH /users/:user' && Object.keys(body ?? {}).join() === 'accountEnabled';
  return onlyBlocks ? ['User.EnableDisableAccount.All', 'User.Read.All'] : (leastPermissions[name] ?? []);
}

/** Each service has its own words: a client that waits for one code only misses the others. */
function refusalOf(pattern: string): GraphFailure {
  if (/\/(mailboxSettings|mailFolders|events|calendarView)(\/|$)/.test(pattern)) {
    return new GraphFailure(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  if (/\/drives?(\/|$)/.test(pattern)) {
    return new GraphFailure(403, 'accessDenied', 'The caller does not have permission to perform the action.');
  }
  return requestDenied();
}
