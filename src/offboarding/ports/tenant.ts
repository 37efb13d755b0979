import type { LeaverFacts, Licence, NamedPerson, Person, Ties } from '../people.ts';

/** Passed to every Graph write: the GUID that Entra's audit log will show as correlation id. */
export interface WriteMark {
  readonly clientRequestId: string;
}

/**
 * The directory, as far as Farewell needs it. Failing calls throw a FarewellError with a `graph-…` code:
 * `graph-outcome-unknown` when a write may or may not have had its effect (500, 502, 504, lost connection, time-out).
 */
export interface Tenant {
  /** Finds people by name, mail or UPN; at most `limit`, guests included, each with their manager. */
  searchPeople(text: string, limit: number): Promise<Person[]>;
  /** Reads everything about a leaver in one batch; undefined: no such live user. */
  readLeaver(id: string): Promise<LeaverFacts | undefined>;
  /** As readLeaver, and in the same batch what decides the rights of these people; at most five. */
  readLeaverAndPeople(leaverId: string, people: readonly RightsQuestion[]): Promise<LeaverAndPeople>;
  /** Which of these groups the user is in, nested groups included. */
  memberOf(userId: string, groupIds: readonly string[]): Promise<string[]>;
  /** The people in a group, nested groups included. */
  groupPeople(groupId: string): Promise<NamedPerson[]>;
  /** For each of these people who is in the directory, the ids above them, from their manager up. */
  managerChains(userIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * The id of the personal chat with Farewell's app, which is installed for the person where it was not yet. undefined: no app
   * was named in the settings. Throws `graph-forbidden` where the tenant does not allow it, `graph-not-found` for who has no Teams.
   */
  personalChat(userId: string): Promise<string | undefined>;
  /** The account's present state; undefined: no such live user. */
  readAccount(id: string): Promise<AccountState | undefined>;
  /** The user among the deleted ones; undefined: not there. */
  readDeleted(id: string): Promise<{ deletedAt: Date } | undefined>;
  readLicenceCounts(): Promise<Licence[]>;
  blockSignIn(id: string, mark: WriteMark): Promise<void>;
  revokeSessions(id: string, mark: WriteMark): Promise<void>;
  deleteUser(id: string, mark: WriteMark): Promise<void>;
  /** What binds the person to the tenant, in one batch; undefined: no such live user. */
  readTies(id: string): Promise<Ties | undefined>;
  allowSignIn(id: string, mark: WriteMark): Promise<void>;
  /** Takes the user back from the deleted ones. Throws `graph-not-found` for who is not there, `graph-conflict` where the name is taken. */
  restoreUser(id: string, mark: WriteMark): Promise<void>;
  /** Who is a member already stays one. Throws `graph-forbidden` or `graph-bad-request` where Graph can't change this group. */
  addMember(groupId: string, userId: string, mark: WriteMark): Promise<void>;
  /** Who is an owner already stays one. */
  addOwner(groupId: string, userId: string, mark: WriteMark): Promise<void>;
  assignLicences(userId: string, skuIds: readonly string[], mark: WriteMark): Promise<void>;
  setManager(userId: string, managerId: string, mark: WriteMark): Promise<void>;
}

/** Somebody whose rights are asked for, and the groups that decide them. */
export interface RightsQuestion {
  readonly id: string;
  readonly groupIds: readonly string[];
}

/** What decides somebody's rights; of who is no longer in the directory, nothing. */
export interface Standing {
  /** Of the groups asked for, those they are in, nested ones included. */
  readonly memberOf: readonly string[];
  /** The ids above them, from their manager up. */
  readonly managerChain: readonly string[];
}

export interface LeaverAndPeople {
  /** undefined: no such live user. */
  readonly facts: LeaverFacts | undefined;
  /** In the order in which the people were asked for. */
  readonly standings: readonly Standing[];
}

export interface AccountState {
  readonly accountEnabled: boolean;
  /** ISO time; tokens issued before it are refused. */
  readonly signInSessionsValidFrom: string | null;
}
