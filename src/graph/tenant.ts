import type { Tenant } from '../offboarding/ports/tenant.ts';
import {
  allowSignIn,
  blockSignIn,
  deleteUser,
  readAccount,
  readDeleted,
  restoreUser,
  revokeSessions,
} from './access.ts';
import { readAutoReply, setAutoReply } from './autoReply.ts';
import { cancelMeeting, readMeetings } from './calendar.ts';
import type { GraphClient } from './client.ts';
import { readDevices, setDeviceEnabled } from './devices.ts';
import { addForwarding, readForwarding, removeForwarding } from './forwarding.ts';
import { grantedPermissions } from './grants.ts';
import { createPersonalChat } from './installation.ts';
import { readLeaver, readLeaverAndPeople } from './leaver.ts';
import { readLibrary } from './library.ts';
import { readLicenceCounts } from './licences.ts';
import { assignLicences, removeLicences } from './licensing.ts';
import { managerChains } from './managers.ts';
import { groupPeople, memberOf } from './membership.ts';
import { readOwners } from './owners.ts';
import { searchPeople } from './people.ts';
import { readColleague } from './person.ts';
import { readShares, shareLibrary, unshareLibrary } from './sharing.ts';
import { readTies } from './ties.ts';
import { addMember, addOwner, setManager } from './tying.ts';
import { removeMember, removeOwner } from './untying.ts';

export interface TenantSettings {
  /** The id in the Teams app's manifest; without it nobody can be written to first. */
  readonly teamsAppId?: string | undefined;
  /** Permissions that Exchange gave, of which the token doesn't tell. */
  readonly grantedElsewhere?: readonly string[];
}

/** The Tenant port over Microsoft Graph; its calls throw FarewellError with a `graph-…` code. */
export function createTenant(client: GraphClient, { teamsAppId, grantedElsewhere }: TenantSettings = {}): Tenant {
  return {
    searchPeople: (text, limit) => searchPeople(client, text, limit),
    readLeaver: (id) => readLeaver(client, id),
    readLeaverAndPeople: (leaverId, people) => readLeaverAndPeople(client, leaverId, people),
    grantedPermissions: () => grantedPermissions(client, grantedElsewhere),
    memberOf: (userId, groupIds) => memberOf(client, userId, groupIds),
    groupPeople: (groupId) => groupPeople(client, groupId),
    managerChains: (userIds) => managerChains(client, userIds),
    personalChat: createPersonalChat(client, teamsAppId),
    readColleague: (id) => readColleague(client, id),
    readAccount: (id) => readAccount(client, id),
    readDeleted: (id) => readDeleted(client, id),
    readLicenceCounts: () => readLicenceCounts(client),
    blockSignIn: (id, mark) => blockSignIn(client, id, mark),
    revokeSessions: (id, mark) => revokeSessions(client, id, mark),
    deleteUser: (id, mark) => deleteUser(client, id, mark),
    readTies: (id) => readTies(client, id),
    allowSignIn: (id, mark) => allowSignIn(client, id, mark),
    restoreUser: (id, mark) => restoreUser(client, id, mark),
    readDevices: (userId) => readDevices(client, userId),
    setDeviceEnabled: (deviceId, enabled, mark) => setDeviceEnabled(client, { deviceId, enabled }, mark),
    readAutoReply: (userId) => readAutoReply(client, userId),
    setAutoReply: (userId, reply, mark) => setAutoReply(client, { userId, reply }, mark),
    readForwarding: (userId, ruleName) => readForwarding(client, userId, ruleName),
    addForwarding: (userId, rule, mark) => addForwarding(client, { userId, rule }, mark),
    removeForwarding: (userId, ruleId, mark) => removeForwarding(client, { userId, ruleId }, mark),
    readMeetings: (userId, from) => readMeetings(client, userId, from),
    cancelMeeting: (userId, meetingId, mark) => cancelMeeting(client, { userId, meetingId }, mark),
    readLibrary: (userId) => readLibrary(client, userId),
    readShares: (library, personId) => readShares(client, library, personId),
    shareLibrary: (library, personId, mark) => shareLibrary(client, { library, personId }, mark),
    unshareLibrary: (library, permissionId, mark) => unshareLibrary(client, { library, permissionId }, mark),
    readOwners: (groupIds) => readOwners(client, groupIds),
    removeOwner: (groupId, userId, mark) => removeOwner(client, { groupId, userId }, mark),
    removeMember: (groupId, userId, mark) => removeMember(client, { groupId, userId }, mark),
    removeLicences: (userId, skuIds, mark) => removeLicences(client, { userId, skuIds }, mark),
    addMember: (groupId, userId, mark) => addMember(client, { groupId, userId }, mark),
    addOwner: (groupId, userId, mark) => addOwner(client, { groupId, userId }, mark),
    assignLicences: (userId, licences, mark) => assignLicences(client, { userId, licences }, mark),
    setManager: (userId, managerId, mark) => setManager(client, { userId, managerId }, mark),
  };
}
