import assert from 'node:assert/strict';
import { Client } from '@microsoft/microsoft-graph-client';

import { hasCode } from '../../src/errors.ts';
import { clouds } from '../../src/graph/clouds.ts';
import {
  calendarViewPath,
  cancelPath,
  catalogueAppPath,
  deletedItemPath,
  devicePath,
  driveItemPath,
  driveRootPath,
  groupLinkPath,
  groupPath,
  groupPlacePath,
  inboxRulePath,
  inboxRulesPath,
  installedAppsPath,
  installedChatPath,
  managerLinkPath,
  pathOfLink,
  pathPattern,
  permissionPath,
  quoted,
  referenceTo,
  searchFor,
  userPath,
  withQuery,
} from '../../src/graph/paths.ts';

const nastyNames = [
  "O'Neil",
  'Tom & Jerry',
  'a=b&$select=passwordProfile',
  'C# 50% off? yes+no',
  'back\\slash "quoted"',
  'Zoë D’Angelo-Müller',
  '山田 太郎',
  'https://evil.example/v1.0/x',
  '😀 smile',
  "') or accountEnabled eq true or startswith(mail,'",
];

/** The address that the SDK makes of a path, as a server reads it. */
async function sentBy(path: string): Promise<URL> {
  const urls: URL[] = [];
  const middleware = {
    async execute(context: { request: unknown; response?: Response }) {
      urls.push(new URL(String(context.request)));
      context.response = new Response(null, { status: 204 });
    },
  };
  await Client.initWithMiddleware({ baseUrl: 'https://graph.test/', defaultVersion: 'v1.0', middleware })
    .api(path)
    .get();
  return urls[0] ?? assert.fail('nothing was sent');
}

describe('Graph paths', () => {
  for (const name of nastyNames) {
    it(`a filter for ${name} reaches Graph whole, and nothing else with it`, async () => {
      const url = await sentBy(withQuery('/users', { filter: `displayName eq ${quoted(name)}`, top: 5 }));
      assert.equal(url.host, 'graph.test');
      assert.equal(url.hash, '');
      assert.deepEqual(Object.fromEntries(url.searchParams), {
        $filter: `displayName eq '${name.replaceAll("'", "''")}'`,
        $top: '5',
      });
    });

    it(`a user called ${name} stays one segment of the path`, async () => {
      const url = await sentBy(userPath(name));
      const [, version, users, key, ...more] = url.pathname.split('/');
      assert.deepEqual([version, users, more], ['v1.0', 'users', []]);
      assert.equal(decodeURIComponent(key ?? ''), name);
    });
  }

  it('a guest keeps the #EXT# of their UPN', () => {
    assert.equal(userPath('a_b.example#EXT#@contoso.example'), '/users/a_b.example%23EXT%23%40contoso.example');
  });

  it('a UPN that starts with $ is given as a key, its quotes doubled', () => {
    assert.equal(userPath("$o'x@contoso.example"), "/users('%24o''x%40contoso.example')".replaceAll('%27', "'"));
  });

  const installationPath = (id: string) => installedChatPath('1', id);
  const memberPath = (id: string) => groupLinkPath(id, 'members');
  const builders = {
    userPath,
    groupPath,
    memberPath,
    placeInGroup: (id: string) => groupPlacePath(id, 'members', '1'),
    placeOfWhom: (id: string) => groupPlacePath('1', 'owners', id),
    devicePath,
    inboxRulesPath,
    inboxRule: (id: string) => inboxRulePath('1', id),
    meeting: (id: string) => cancelPath('1', id),
    driveRootPath,
    drive: (id: string) => driveItemPath(id, '1'),
    driveItem: (id: string) => driveItemPath('1', id),
    permission: (id: string) => permissionPath('/drives/1/items/1', id),
    managerLinkPath,
    deletedItemPath,
    catalogueAppPath,
    installedAppsPath,
    installationPath,
  };
  for (const [what, build] of Object.entries(builders)) {
    for (const id of ['', '.', '..']) {
      it(`${what} refuses ${JSON.stringify(id)}, which would be a list or a folder`, () => {
        assert.throws(
          () => build(id),
          (error) => hasCode(error, 'internal'),
        );
      });
    }
  }

  it('an installation stays one segment, whatever its id holds', () => {
    assert.equal(installedChatPath('a/b', 'c+/d=='), '/users/a%2Fb/teamwork/installedApps/c%2B%2Fd%3D%3D/chat');
  });

  it('a place in a group and that of a manager end in $ref, without which the people themselves would be meant', async () => {
    for (const [path, pathname] of [
      [groupLinkPath('a/b', 'members'), '/v1.0/groups/a%2Fb/members/$ref'],
      [groupPlacePath('a/b', 'members', 'c/d'), '/v1.0/groups/a%2Fb/members/c%2Fd/$ref'],
      [groupPlacePath('a?b', 'owners', 'c?d'), '/v1.0/groups/a%3Fb/owners/c%3Fd/$ref'],
      [groupPlacePath('a#b', 'members', 'c#d'), '/v1.0/groups/a%23b/members/c%23d/$ref'],
      [groupLinkPath('a?b', 'owners'), '/v1.0/groups/a%3Fb/owners/$ref'],
      [managerLinkPath('a#b'), '/v1.0/users/a%23b/manager/$ref'],
    ] as const) {
      const url = await sentBy(path);
      assert.deepEqual([url.pathname, url.search, url.hash], [pathname, '', '']);
    }
  });

  it('what a body refers to is on the host of the cloud', () => {
    for (const { graphBaseUrl } of Object.values(clouds)) {
      const address = new URL(referenceTo(graphBaseUrl, catalogueAppPath('1/2')));
      assert.equal(address.origin, graphBaseUrl);
      assert.equal(address.pathname, '/v1.0/appCatalogs/teamsApps/1%2F2');
    }
  });

  it('a calendar’s time reaches Graph whole, beside the other options', async () => {
    const period = { from: new Date('2026-03-02T09:00:00Z'), to: new Date('2027-03-02T09:00:00Z') };
    const url = await sentBy(calendarViewPath('a/b', period, { select: 'id,subject', top: 999 }));
    assert.equal(url.pathname, '/v1.0/users/a%2Fb/calendarView');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      $select: 'id,subject',
      $top: '999',
      startDateTime: '2026-03-02T09:00:00.000Z',
      endDateTime: '2027-03-02T09:00:00.000Z',
    });
  });

  it('keys of Outlook and SharePoint stay one segment each, whatever they hold', async () => {
    for (const [path, pathname] of [
      [inboxRulePath('u', 'AQ/A+='), '/v1.0/users/u/mailFolders/inbox/messageRules/AQ%2FA%2B%3D'],
      [cancelPath('u', 'AA/k+='), '/v1.0/users/u/events/AA%2Fk%2B%3D/cancel'],
      [driveItemPath('b!/#', '0/1'), '/v1.0/drives/b!%2F%23/items/0%2F1'],
      [permissionPath(driveItemPath('b', '0'), 'aTo/+='), '/v1.0/drives/b/items/0/permissions/aTo%2F%2B%3D'],
    ] as const) {
      assert.equal((await sentBy(path)).pathname, pathname);
    }
  });

  it('half a surrogate pair does not break the address', () => {
    assert.equal(userPath('\ud83d'), '/users/%EF%BF%BD');
  });

  const searches: readonly [text: string, clause: string][] = [
    ['anna meier', '"mail:anna meier"'],
    ['say "hi"', '"mail:say \\"hi\\""'],
    ['back\\slash', '"mail:back\\\\slash"'],
    ['R&D', '"mail:R D"'],
    ['a" OR "mail:b', '"mail:a\\" OR \\"mail:b"'],
  ];
  for (const [text, clause] of searches) {
    it(`a search for ${text} is one clause`, () => assert.equal(searchFor(text, ['mail']), clause));
  }

  it('a search names each property', () => {
    assert.equal(searchFor('x', ['displayName', 'mail']), '"displayName:x" OR "mail:x"');
  });

  it('a nextLink is asked of our own host, whatever host it names', () => {
    const link = 'https://elsewhere.example/v1.0/groups/1/members?$skiptoken=a%26b&$top=2';
    assert.equal(pathOfLink(link), '/groups/1/members?$skiptoken=a%26b&$top=2');
    assert.equal(pathOfLink('http://proxy.example/graph/v1.0/users?$skiptoken=x'), '/users?$skiptoken=x');
  });

  for (const link of ['/v1.0/users', 'https://graph.test/beta/users', 'ftp://graph.test/v1.0/users', '']) {
    it(`${JSON.stringify(link)} is not followed`, () => {
      assert.throws(
        () => pathOfLink(link),
        (error) => hasCode(error, 'graph-unexpected-answer'),
      );
    });
  }

  const patterns: readonly [path: string, pattern: string][] = [
    ['/users?$search=%22displayName:anna%22', '/users'],
    ['/users/anna%40contoso.example', '/users/{id}'],
    ["/users('%24anna%40contoso.example')/manager", '/users/{id}/manager'],
    ['/users/1234/revokeSignInSessions', '/users/{id}/revokeSignInSessions'],
    ['/directory/deletedItems/1234?$select=id', '/directory/deletedItems/{id}'],
    ['/directory/deletedItems/1234/restore', '/directory/deletedItems/{id}/restore'],
    ['/groups/1234/transitiveMembers', '/groups/{id}/transitiveMembers'],
    ['/groups/1234/members/$ref', '/groups/{id}/members/$ref'],
    ['/users/1234/manager/$ref', '/users/{id}/manager/$ref'],
    ['/groups/1234/members/5678/$ref', '/groups/{id}/members/{id}/$ref'],
    ['/groups/1234/owners/5678/$ref', '/groups/{id}/owners/{id}/$ref'],
    ['/groups/1234/owners?$select=id', '/groups/{id}/owners'],
    ['/devices/1234', '/devices/{id}'],
    ['/users/1234/mailFolders/inbox/messageRules', '/users/{id}/mailFolders/inbox/messageRules'],
    ['/users/1234/mailFolders/inbox/messageRules/AQ%2F%3D', '/users/{id}/mailFolders/inbox/messageRules/{id}'],
    ['/users/1234/events/AAMk%3D/cancel', '/users/{id}/events/{id}/cancel'],
    ['/users/1234/calendarView?$top=999&startDateTime=x', '/users/{id}/calendarView'],
    ['/users/1234/drive?$select=id', '/users/{id}/drive'],
    ['/drives/b!1234/root?$select=id', '/drives/{id}/root'],
    ['/drives/b!1234/items/01AB/invite', '/drives/{id}/items/{id}/invite'],
    ['/drives/b!1234/items/01AB/permissions', '/drives/{id}/items/{id}/permissions'],
    ['/drives/b!1234/items/01AB/permissions/aTow', '/drives/{id}/items/{id}/permissions/{id}'],
    ['/users/members/ownedObjects/microsoft.graph.group', '/users/{id}/ownedObjects/microsoft.graph.group'],
    ['/users/1234/teamwork/installedApps?$expand=teamsApp', '/users/{id}/teamwork/installedApps'],
    ['/users/1234/teamwork/installedApps/5678/chat', '/users/{id}/teamwork/installedApps/{id}/chat'],
    ['/appCatalogs/teamsApps?$filter=x', '/appCatalogs/teamsApps'],
    ['/$batch', '/$batch'],
    ['/subscribedSkus', '/subscribedSkus'],
  ];
  for (const [path, pattern] of patterns) {
    it(`the log calls ${path} ${pattern}`, () => assert.equal(pathPattern(path), pattern));
  }
});
