import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { command, page, permissionsPage } from '../../scripts/permissionsPage.ts';
import { deviations } from '../../src/cli/permissionTexts.ts';
import { catalogue, undoSteps } from '../../src/offboarding/catalogue.ts';
import { optionalSteps } from '../../src/offboarding/model.ts';
import { everyNeed, needsOf, type Deployment, type NeedId } from '../../src/offboarding/needs.ts';
import { broaderThan, lackingOf, leastOf } from '../../src/offboarding/permissions.ts';
import { isDescribed, whereItLies } from '../support/openapi.ts';

const user = '/users/{user-id}';
const rules = `${user}/mailFolders/{mailFolder-id}/messageRules`;
const items = '/drives/{drive-id}/items/{driveItem-id}';
const installed = `${user}/teamwork/installedApps`;

/** The calls that are sent by the permissions of each need, as Microsoft's description names them. */
const calls: Readonly<Record<NeedId, readonly string[]>> = {
  people: [
    'GET /users',
    `GET ${user}`,
    `GET ${user}/directReports`,
    `GET ${user}/ownedObjects/microsoft.graph.group`,
    `GET ${user}/registeredDevices`,
    `GET ${user}/ownedDevices`,
  ],
  memberships: [`GET ${user}/memberOf`, `GET ${user}/transitiveMemberOf`, 'GET /organization'],
  approvers: ['GET /groups/{group-id}/members', 'GET /groups/{group-id}/owners', `POST ${user}/checkMemberObjects`],
  roles: ['GET /roleManagement/directory/roleAssignments'],
  'eligible-roles': ['GET /roleManagement/directory/roleEligibilityScheduleInstances'],
  licences: ['GET /subscribedSkus'],
  // Microsoft names no broader one for the rules, so that of forwarding mail does not do for reading them.
  mailbox: [`GET ${user}/mailboxSettings`, `GET ${rules}`],
  meetings: [`GET ${user}/calendarView`],
  drive: [`GET ${user}/drive`, 'GET /drives/{drive-id}', `GET ${items}/permissions`],
  'write-first': [
    'GET /appCatalogs/teamsApps',
    `GET ${installed}`,
    `POST ${installed}`,
    `GET ${installed}/{userScopeTeamsAppInstallation-id}/chat`,
  ],
  'block-sign-in': [`PATCH ${user}`],
  'revoke-sessions': [`POST ${user}/revokeSignInSessions`],
  'disable-devices': ['PATCH /devices/{device-id}'],
  'auto-reply': [`PATCH ${user}/mailboxSettings`, `GET ${user}/mailboxSettings`],
  'forward-mail': [`POST ${rules}`, `DELETE ${rules}/{messageRule-id}`],
  'cancel-meetings': [`POST ${user}/events/{event-id}/cancel`, `GET ${user}/calendarView`],
  'share-files': [`POST ${items}/invite`, `DELETE ${items}/permissions/{permission-id}`, `GET ${items}/permissions`],
  'hand-over-groups': [
    'POST /groups/{group-id}/owners/$ref',
    'DELETE /groups/{group-id}/owners/{directoryObject-id}/$ref',
    'GET /groups/{group-id}/owners',
  ],
  'leave-groups': ['DELETE /groups/{group-id}/members/{directoryObject-id}/$ref'],
  'reassign-reports': [`PUT ${user}/manager/$ref`],
  'remove-licences': [`POST ${user}/assignLicense`],
  'delete-user': [`DELETE ${user}`, 'POST /directory/deletedItems/{directoryObject-id}/restore'],
  'mend-manager': [`PUT ${user}/manager/$ref`],
  'mend-reports': [`PUT ${user}/manager/$ref`],
  'mend-groups': [],
  'mend-ownerships': ['POST /groups/{group-id}/owners/$ref'],
  'mend-licences': [`POST ${user}/assignLicense`],
};

interface Named {
  readonly application: readonly string[];
  readonly leastPrivilegedApplication: readonly string[];
}

/** What Microsoft's description names for a call; it has to know it. */
function namedFor(call: string): Named {
  const description = JSON.parse(
    readFileSync(new URL('../../../shared/graph.openapi.json', import.meta.url), 'utf8'),
  ) as { paths: Record<string, Record<string, { 'x-permissions'?: Named }>> };
  const [method = '', path = ''] = call.split(' ');
  const named = description.paths[path]?.[method.toLowerCase()]?.['x-permissions'];
  assert.ok(named, `${call} is not described`);
  return named;
}

const all: Deployment = { stepsOff: [], writesFirst: false, mends: false };

describe('The permissions that Farewell needs', () => {
  it(`are what ${page} says; if not, run: ${command}`, async () => {
    assert.equal(await readFile(page, 'utf8'), await permissionsPage(), `${page} is out of date: run ${command}`);
  });

  it('are said of every read, of every step, and of every step of an undo', () => {
    const ids = everyNeed.map(({ id }) => id);
    assert.deepEqual([...ids].sort(), Object.keys(calls).sort());
    const asked = new Set(everyNeed.flatMap(({ permissions }) => permissions));
    const used = [...catalogue, ...undoSteps].flatMap(({ permissions }) => permissions);
    assert.deepEqual(
      used.filter((permission) => !asked.has(permission)),
      [],
    );
  });

  it('are few: what a broader one of them includes is not asked for', () => {
    assert.deepEqual(leastOf(needsOf(all)), [
      'User.Read.All',
      'Directory.Read.All',
      'RoleEligibilitySchedule.Read.Directory',
      'MailboxSettings.Read',
      'Device.ReadWrite.All',
      'MailboxSettings.ReadWrite',
      'Calendars.ReadWrite',
      'Files.ReadWrite.All',
      'Group.ReadWrite.All',
      'User.ReadWrite.All',
    ]);
  });

  it('are fewer and finer with every optional step switched off', () => {
    assert.deepEqual(leastOf(needsOf({ ...all, stepsOff: optionalSteps })), [
      'User.Read.All',
      'Directory.Read.All',
      'RoleEligibilitySchedule.Read.Directory',
      'MailboxSettings.Read',
      'User.EnableDisableAccount.All',
      'User.RevokeSessions.All',
      'User.DeleteRestore.All',
    ]);
  });

  for (const step of optionalSteps) {
    it(`suffice for all the rest without ${step}, and not with one of them less`, () => {
      const needs = needsOf({ stepsOff: [step], writesFirst: true, mends: true });
      const least = leastOf(needs);
      const lacking = (granted: readonly string[]) =>
        needs.flatMap(({ permissions }) => lackingOf(permissions, new Set(granted)));
      assert.deepEqual(lacking(least), []);
      for (const one of least.filter((permission) => permission !== 'User.Read.All')) {
        assert.notDeepEqual(lacking(least.filter((permission) => permission !== one)), [], one);
      }
    });
  }

  it('of a read that serves one step go with it', () => {
    const ids = needsOf({ ...all, stepsOff: ['share-files', 'cancel-meetings'] }).map(({ id }) => id);
    assert.ok(!ids.includes('drive') && !ids.includes('meetings'));
  });

  describe(`against Microsoft’s description (${whereItLies})`, () => {
    before(function () {
      if (!isDescribed()) this.skip();
    });

    for (const { id, permissions } of everyNeed) {
      it(`allow every call of ${id}`, () => {
        for (const call of calls[id]) {
          const { application } = namedFor(call);
          assert.ok(
            permissions.some((permission) => application.includes(permission)),
            `${call}: ${permissions.join(', ')} is none of ${application.join(', ')}`,
          );
        }
      });

      it(`of ${id} are included by the broader ones, call by call`, () => {
        for (const call of calls[id]) {
          const { application } = namedFor(call);
          for (const permission of permissions.filter((one) => application.includes(one))) {
            for (const broader of broaderThan(permission)) {
              const others = permissions.some((one) => one !== permission && application.includes(one));
              assert.ok(others || application.includes(broader), `${broader} does not allow ${call} as ${permission}`);
            }
          }
        }
      });
    }

    it('are Microsoft’s least ones, but for the calls of which the page says why not', () => {
      const greater = [...new Set(Object.values(calls).flat())].filter((call) => {
        const senders = everyNeed.filter(({ id }) => calls[id].includes(call));
        const { leastPrivilegedApplication: least } = namedFor(call);
        return !senders.some(({ permissions }) => permissions.some((permission) => least.includes(permission)));
      });
      assert.deepEqual(greater.sort(), deviations.map(({ call }) => call).sort());
    });

    it('that are taken instead are among those that Microsoft names', () => {
      for (const { call, taken } of deviations) assert.ok(namedFor(call).application.includes(taken), call);
    });
  });
});
