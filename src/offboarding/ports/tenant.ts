import type { Colleague, Device, DirectLicence, LeaverFacts, Licence, NamedPerson, Person, Ties } from '../people.ts';
import type { AutoReply, ForwardingRule, Library, Meeting, Owner } from '../belongings.ts';

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
  /** Reads everything about a leaver in two round trips at most; undefined: no such live user. */
  readLeaver(id: string): Promise<LeaverFacts | undefined>;
  /** As readLeaver, and in the same batch the people who play a part; at most two whose rights are asked for. */
  readLeaverAndPeople(leaverId: string, others: OtherPeople): Promise<LeaverAndPeople>;
  /**
   * The application permissions that were granted, by Graph's names; undefined: can't be told, as in the sandbox, where none
   * are needed.
   */
  grantedPermissions(): Promise<ReadonlySet<string> | undefined>;
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
  /** A person on their own; undefined: no such live user. */
  readColleague(id: string): Promise<Colleague | undefined>;
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
  /** Devices that are registered to the user and owned by them. */
  readDevices(userId: string): Promise<Device[]>;
  setDeviceEnabled(deviceId: string, enabled: boolean, mark: WriteMark): Promise<void>;
  /** undefined: no mailbox. */
  readAutoReply(userId: string): Promise<AutoReply | undefined>;
  setAutoReply(userId: string, reply: AutoReply, mark: WriteMark): Promise<void>;
  /** Ids of the inbox rules with this name. */
  readForwarding(userId: string, ruleName: string): Promise<string[]>;
  /** Not safe to repeat: look for one of its name first. */
  addForwarding(userId: string, rule: ForwardingRule, mark: WriteMark): Promise<void>;
  /** One that is gone already is as good as removed. */
  removeForwarding(userId: string, ruleId: string, mark: WriteMark): Promise<void>;
  /** Meetings from `from` on that the user organizes for others, a series once; not those that are cancelled. */
  readMeetings(userId: string, from: Date): Promise<Meeting[]>;
  /** Tells everybody who was invited; one that is gone already is as good as cancelled. */
  cancelMeeting(userId: string, meetingId: string, mark: WriteMark): Promise<void>;
  /** The user's OneDrive; undefined: never opened. */
  readLibrary(userId: string): Promise<Library | undefined>;
  /** Ids of the permissions that let this person into the whole OneDrive. */
  readShares(library: Library, personId: string): Promise<string[]>;
  /** Lets this person read and write in the whole OneDrive, without a mail to them; twice is as good as once. */
  shareLibrary(library: Library, personId: string, mark: WriteMark): Promise<void>;
  /** One that is gone already is as good as removed. */
  unshareLibrary(library: Library, permissionId: string, mark: WriteMark): Promise<void>;
  /** For each of these groups that is there, its owners. */
  readOwners(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly Owner[]>>;
  /** Who is no owner any more is as good as removed. Throws `graph-bad-request` for the last one. */
  removeOwner(groupId: string, userId: string, mark: WriteMark): Promise<void>;
  /** Who is no member any more is as good as removed. */
  removeMember(groupId: string, userId: string, mark: WriteMark): Promise<void>;
  /** Licences that the person doesn't have are as good as removed; all of them or none. */
  removeLicences(userId: string, skuIds: readonly string[], mark: WriteMark): Promise<void>;
  /** Who is a member already stays one. Throws `graph-forbidden` or `graph-bad-request` where Graph can't change this group. */
  addMember(groupId: string, userId: string, mark: WriteMark): Promise<void>;
  /** Who is an owner already stays one. */
  addOwner(groupId: string, userId: string, mark: WriteMark): Promise<void>;
  assignLicences(
    userId: string,
    licences: readonly Pick<DirectLicence, 'skuId' | 'disabledPlans'>[],
    mark: WriteMark,
  ): Promise<void>;
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

/** Who else is read with a leaver, and what is known already and saves a round trip. */
export interface OtherPeople {
  readonly rights: readonly RightsQuestion[];
  /** Who is to take over. */
  readonly successorId?: string | undefined;
  /** Groups that the leaver owned when last looked at. */
  readonly ownedGroupIds?: readonly string[] | undefined;
}

export interface LeaverAndPeople {
  /** undefined: no such live user. */
  readonly facts: LeaverFacts | undefined;
  /** In the order in which the people were asked for. */
  readonly standings: readonly Standing[];
  /** undefined: nobody was asked for, or they are no live user. */
  readonly successor: Colleague | undefined;
}

export interface AccountState {
  readonly accountEnabled: boolean;
  /** ISO time; tokens issued before it are refused. */
  readonly signInSessionsValidFrom: string | null;
}
