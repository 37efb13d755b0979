import type { Tenant } from '../offboarding/ports/tenant.ts';
import { blockSignIn, deleteUser, readAccount, readDeleted, revokeSessions } from './access.ts';
import type { GraphClient } from './client.ts';
import { readLeaver, readLeaverAndActor } from './leaver.ts';
import { readLicenceCounts } from './licences.ts';
import { groupPeople, memberOf } from './membership.ts';
import { searchPeople } from './people.ts';

/** The Tenant port over Microsoft Graph; its calls throw FarewellError with a `graph-…` code. */
export function createTenant(client: GraphClient): Tenant {
  return {
    searchPeople: (text, limit) => searchPeople(client, text, limit),
    readLeaver: (id) => readLeaver(client, id),
    readLeaverAndActor: (leaverId, actor) => readLeaverAndActor(client, leaverId, actor),
    memberOf: (userId, groupIds) => memberOf(client, userId, groupIds),
    groupPeople: (groupId) => groupPeople(client, groupId),
    readAccount: (id) => readAccount(client, id),
    readDeleted: (id) => readDeleted(client, id),
    readLicenceCounts: () => readLicenceCounts(client),
    blockSignIn: (id, mark) => blockSignIn(client, id, mark),
    revokeSessions: (id, mark) => revokeSessions(client, id, mark),
    deleteUser: (id, mark) => deleteUser(client, id, mark),
  };
}
