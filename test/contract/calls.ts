import {
  sandboxGroups as groups,
  sandboxPeople as people,
  sandboxSkus,
  sandboxTeamsApp,
} from '../../src/sandbox/people.ts';
import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { ask, type Question } from '../sandbox/tenant/ask.ts';

/** One call of the tenant: method, path and query, and its body. */
export interface Spoken {
  readonly call: string;
  readonly body?: unknown;
}

/** Farah Osman, who has some of everything. */
const user = `/users/${people.regional.id}`;
const group = `/groups/${groups.franchise}`;
const rules = `${user}/mailFolders/inbox/messageRules`;
const installedApps = `${user}/teamwork/installedApps`;
const invitation = {
  recipients: [{ objectId: people.sales.id }],
  roles: ['write'],
  requireSignIn: true,
  sendInvitation: false,
};
const forward = {
  displayName: 'Offboarding forward',
  sequence: 1,
  isEnabled: true,
  actions: {
    forwardTo: [{ emailAddress: { name: people.sales.displayName, address: people.sales.mail } }],
    stopProcessingRules: false,
  },
};
const reply = {
  automaticRepliesSetting: {
    status: 'alwaysEnabled',
    externalAudience: 'all',
    internalReplyMessage: '<p>Farah has left.</p>',
    externalReplyMessage: '<p>Farah has left.</p>',
  },
};
const meetings = `$filter=isOrganizer eq true and start/dateTime ge '2020-01-01T00:00:00Z'&$select=id,subject,type,attendees,start`;

/** A good call for each route that takes more than its path: what is said instead of its pattern. */
function goodCalls(tenant: RunningTenant): Readonly<Record<string, Spoken>> {
  const address = `${tenant.url}/v1.0`;
  const reference = { '@odata.id': `${address}/users/${people.manager.id}` };
  return {
    'PATCH /users/:user': { call: `PATCH ${user}`, body: { accountEnabled: false } },
    'PATCH /users/:user/mailboxSettings': { call: `PATCH ${user}/mailboxSettings`, body: reply },
    'POST /users/:user/mailFolders/inbox/messageRules': { call: `POST ${rules}`, body: forward },
    'GET /users/:user/events': { call: `GET ${user}/events?${meetings}` },
    'GET /users/:user/calendarView': {
      call: `GET ${user}/calendarView?startDateTime=2026-01-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z`,
    },
    'POST /users/:user/events/:event/cancel': {
      call: `POST ${user}/events/${encodeURIComponent(ownMeeting(tenant))}/cancel`,
      body: { Comment: 'Farah has left.' },
    },
    'POST /drives/:drive/root/invite': { call: `POST ${drivePath(tenant)}/root/invite`, body: invitation },
    'POST /drives/:drive/items/:item/invite': { call: `POST ${drivePath(tenant)}/items/root/invite`, body: invitation },
    'PATCH /devices/:id': { call: `PATCH ${devicePath(tenant)}`, body: { accountEnabled: false } },
    'GET /deviceManagement/managedDevices': {
      call: `GET /deviceManagement/managedDevices?$filter=userId eq '${people.regional.id}'`,
    },
    'POST /users/:user/checkMemberObjects': {
      call: `POST ${user}/checkMemberObjects`,
      body: { ids: [groups.franchise] },
    },
    'POST /users/:user/getMemberGroups': { call: `POST ${user}/getMemberGroups`, body: { securityEnabledOnly: false } },
    'POST /directoryObjects/getByIds': {
      call: 'POST /directoryObjects/getByIds',
      body: { ids: [groups.franchise, people.sales.id], types: ['group', 'user'] },
    },
    'POST /users/:user/assignLicense': {
      call: `POST ${user}/assignLicense`,
      body: { addLicenses: [{ skuId: sandboxSkus.project, disabledPlans: [] }], removeLicenses: [sandboxSkus.e5] },
    },
    'PUT /users/:user/manager/$ref': { call: `PUT ${user}/manager/$ref`, body: reference },
    'POST /groups/:group/members/$ref': { call: `POST ${group}/members/$ref`, body: reference },
    'POST /groups/:group/owners/$ref': { call: `POST ${group}/owners/$ref`, body: reference },
    'POST /users/:user/teamwork/installedApps': {
      call: `POST ${installedApps}`,
      body: { 'teamsApp@odata.bind': `${address}/appCatalogs/teamsApps/${sandboxTeamsApp.id}` },
    },
    'GET /roleManagement/directory/roleAssignments': {
      call: `GET /roleManagement/directory/roleAssignments?$filter=principalId eq '${people.admin.id}'&$expand=roleDefinition`,
    },
  };
}

/** A good call for a route, by what is in its path. */
export function goodCall(tenant: RunningTenant, method: string, pattern: string): Spoken {
  const known = goodCalls(tenant)[`${method} ${pattern}`];
  if (known !== undefined) return known;
  const path = pattern
    .replace('/users/:user', user)
    .replace('/groups/:group', group)
    .replace('/drives/:drive', drivePath(tenant))
    .replace('/devices/:id', devicePath(tenant))
    .replace(':item', 'root')
    .replace(':event', encodeURIComponent(ownMeeting(tenant)))
    .replace(':rule', encodeURIComponent(tenant.state.messageRules[people.regional.id]?.[0]?.id ?? ''))
    .replace(':permission', encodeURIComponent(permissionOf(tenant)))
    .replace(':managed', managedDevice(tenant))
    .replace(':installation', encodeURIComponent(btoa(`${people.regional.id}##${sandboxTeamsApp.id}`)))
    .replace(/:(id|user)/, people.regional.id);
  const counted = method === 'GET' && !/\/(events|drives?|managedDevices|chat)\b/.test(path) ? '?$count=true' : '';
  return { call: `${method} ${path}${counted}` };
}

/** What must be there already for the good call of a route. */
export async function prepare(tenant: RunningTenant, method: string, pattern: string): Promise<void> {
  const good = goodCalls(tenant);
  const first = (name: string) => say(tenant, good[name] ?? { call: '' });
  if (pattern.startsWith('/directory/deletedItems')) await say(tenant, { call: `DELETE ${user}` });
  if (pattern.includes('installedApps') && method === 'GET') await first('POST /users/:user/teamwork/installedApps');
  if (pattern.includes(':rule')) await first('POST /users/:user/mailFolders/inbox/messageRules');
  if (pattern.includes(':permission')) await first('POST /drives/:drive/root/invite');
}

/** Says it to the tenant as any client would. */
export function say(tenant: RunningTenant, { call, body }: Spoken, headers: Question['headers'] = {}) {
  return ask(tenant, call, { headers: { ConsistencyLevel: 'eventual', ...headers }, body });
}

function drivePath({ state }: RunningTenant): string {
  return `/drives/${encodeURIComponent(String(state.drives[people.regional.id]?.['id']))}`;
}

function devicePath({ state }: RunningTenant): string {
  return `/devices/${state.registeredDevices[people.regional.id]?.[0]}`;
}

function ownMeeting({ state }: RunningTenant): string {
  return state.events[people.regional.id]?.find((event) => event.isOrganizer)?.id ?? '';
}

function permissionOf({ state }: RunningTenant): string {
  return Object.values(state.drivePermissions).flat()[0]?.id ?? '';
}

function managedDevice({ state }: RunningTenant): string {
  return Object.keys(state.managedDevices)[0] ?? '';
}
