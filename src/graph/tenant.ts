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
import type { GraphClient } from './client.ts';
import { createPersonalChat } from './installation.ts';
import { readLeaver, readLeaverAndPeople } from './leaver.ts';
import { readLicenceCounts } from './licences.ts';
import { managerChains } from './managers.ts';
import { groupPeople, memberOf } from './membership.ts';
import { searchPeople } from './people.ts';
import { readTies } from './ties.ts';
import { addMember, addOwner, assignLicences, setManager } from './tying.ts';

export interface TenantSettings {
  /** The id in the Teams app's manifest; without it nobody can be written to first. */
  readonly teamsAppId?: string | undefined;
}

/** The Tenant port over Microsoft Graph; its calls throw FarewellError with a `graph-…` code. */
export function createTenant(client: GraphClient, { teamsAppId }: TenantSettings = {}): Tenant {
  return {
    searchPeople: (text, limit) => searchPeople(client, text, limit),
    readLeaver: (id) => readLeaver(client, id),
    readLeaverAndPeople: (leaverId, people) => readLeaverAndPeople(client, leaverId, people),
    memberOf: (userId, groupIds) => memberOf(client, userId, groupIds),
    groupPeople: (groupId) => groupPeople(client, groupId),
    managerChains: (userIds) => managerChains(client, userIds),
    personalChat: createPersonalChat(client, teamsAppId),
    readAccount: (id) => readAccount(client, id),
    readDeleted: (id) => readDeleted(client, id),
    readLicenceCounts: () => readLicenceCounts(client),
    blockSignIn: (id, mark) => blockSignIn(client, id, mark),
    revokeSessions: (id, mark) => revokeSessions(client, id, mark),
    deleteUser: (id, mark) => deleteUser(client, id, mark),
    readTies: (id) => readTies(client, id),
    allowSignIn: (id, mark) => allowSignIn(client, id, mark),
    restoreUser: (id, mark) => restoreUser(client, id, mark),
    addMember: (groupId, userId, mark) => addMember(client, { groupId, userId }, mark),
    addOwner: (groupId, userId, mark) => addOwner(client, { groupId, userId }, mark),
    assignLicences: (userId, skuIds, mark) => assignLicences(client, { userId, skuIds }, mark),
    setManager: (userId, managerId, mark) => setManager(client, { userId, managerId }, mark),
  };
}
