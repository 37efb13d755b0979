import type {
  Decision,
  JournalEntry,
  LeaverFacts,
  Licence,
  NamedPerson,
  NewRequest,
  OffboardingRequest,
  Outcome,
  Person,
  Receipt,
  RequestState,
  Snapshot,
  StepId,
} from './model.ts';

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
  /**
   * As readLeaver, and in the same batch what decides the rights of who is acting: the groups (of those asked for) they are in,
   * nested ones included, and the ids above them, from their manager up.
   */
  readLeaverAndActor(leaverId: string, actor: { id: string; groupIds: readonly string[] }): Promise<LeaverAndActor>;
  /** Which of these groups the user is in, nested groups included. */
  memberOf(userId: string, groupIds: readonly string[]): Promise<string[]>;
  /** The people in a group, nested groups included. */
  groupPeople(groupId: string): Promise<NamedPerson[]>;
  /** The account's present state; undefined: no such live user. */
  readAccount(id: string): Promise<AccountState | undefined>;
  /** The user among the deleted ones; undefined: not there. */
  readDeleted(id: string): Promise<{ deletedAt: Date } | undefined>;
  readLicenceCounts(): Promise<Licence[]>;
  blockSignIn(id: string, mark: WriteMark): Promise<void>;
  revokeSessions(id: string, mark: WriteMark): Promise<void>;
  deleteUser(id: string, mark: WriteMark): Promise<void>;
}

export interface LeaverAndActor {
  readonly facts: LeaverFacts | undefined;
  readonly actor: { readonly memberOf: readonly string[]; readonly managerChain: readonly string[] };
}

export interface AccountState {
  readonly accountEnabled: boolean;
  /** ISO time; tokens issued before it are refused. */
  readonly signInSessionsValidFrom: string | null;
}

/** A change of a request's state, won by compare-and-swap on the version. */
export interface Transition {
  readonly requestId: string;
  readonly version: number;
  readonly from: readonly RequestState[];
  readonly to: RequestState;
  readonly decision?: Decision;
  readonly receipt?: Receipt;
  readonly at: Date;
}

export interface Requests {
  /** Stores it as `awaiting`, version 1. Throws `leaver-has-open-request`, also under a race. */
  create(request: NewRequest): Promise<OffboardingRequest>;
  find(id: string): Promise<OffboardingRequest | undefined>;
  findByNumber(number: number): Promise<OffboardingRequest | undefined>;
  openFor(leaverId: string): Promise<OffboardingRequest | undefined>;
  /** Newest first. */
  byRequester(requesterId: string, limit: number): Promise<OffboardingRequest[]>;
  /** Oldest first. */
  inState(state: RequestState, limit: number): Promise<OffboardingRequest[]>;
  countByRequesterSince(requesterId: string, since: Date): Promise<number>;
  /** The changed request, or undefined when another one was first or the state does not allow it. */
  change(transition: Transition): Promise<OffboardingRequest | undefined>;
  /**
   * Takes or renews the right to run it until `until`. approved → running on the first claim. undefined: somebody else
   * holds an unexpired claim, or there is nothing to run. Stamps `claim` as fencing token on the request.
   */
  claimRun(id: string, claim: { token: string; now: Date; until: Date }): Promise<OffboardingRequest | undefined>;
  /** Requests whose run is due (approved and its time has come, or running) and that nobody holds. */
  unclaimedDue(now: Date, limit: number): Promise<string[]>;
  /** For a database that one process owns: claims left by a dead process are void. */
  releaseAllClaims(): Promise<void>;
}

export interface StepStart {
  readonly requestId: string;
  readonly position: number;
  readonly stepId: StepId;
  readonly snapshot: Snapshot;
  readonly clientRequestId: string;
  readonly at: Date;
}

export interface StepEnd {
  readonly requestId: string;
  readonly stepId: StepId;
  readonly outcome: Outcome;
  readonly problem?: string;
  readonly at: Date;
}

/** The run's memory. Each call is fenced: it throws `run-taken-over` when `token` no longer holds the run. */
export interface Journal {
  /** In order of position. */
  entries(requestId: string): Promise<JournalEntry[]>;
  /** Writes the snapshot before the first call, or counts one more attempt. Throws `plan-mismatch` if the position holds another step. */
  start(step: StepStart, token: string): Promise<JournalEntry>;
  end(step: StepEnd, token: string): Promise<void>;
}

export type AuditAction =
  | 'request-made'
  | 'request-refused'
  | 'approved'
  | 'rejected'
  | 'cancelled'
  | 'attempt-refused'
  | 'run-started'
  | 'step-ended'
  | 'run-ended';

export interface AuditEvent {
  readonly at: Date;
  /** Entra object id of who did it; null: Farewell itself. */
  readonly actorId: string | null;
  readonly action: AuditAction;
  readonly requestId: string | null;
  /** Ids, codes and numbers only: never a name or a mail address. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Audit {
  /** Appends a row that holds the hash of the one before it. */
  append(event: AuditEvent): Promise<void>;
}

/** Durable work; sent on the caller's transaction, so a rollback takes it back. */
export interface Jobs {
  /** At once, or at `at`. */
  run(requestId: string, at: Date | null): Promise<void>;
  /** Brings every copy of the request's card up to date. */
  refreshCards(requestId: string): Promise<void>;
}

export type Audience = 'requester' | 'approver';

/** A copy of a request's card in somebody's chat. */
export interface SentCard {
  readonly id: string;
  readonly requestId: string;
  readonly audience: Audience;
  readonly recipientId: string;
  readonly conversationId: string;
  /** null: claimed, not sent yet. */
  readonly activityId: string | null;
  /** Hash of what it shows; null before the first send. */
  readonly shownHash: string | null;
  readonly updatedAt: Date | null;
}

export interface SentCards {
  ofRequest(requestId: string): Promise<SentCard[]>;
  /** Claims the right to send this person their copy; undefined: they have one already. */
  claim(
    card: Pick<SentCard, 'id' | 'requestId' | 'audience' | 'recipientId' | 'conversationId'>,
  ): Promise<SentCard | undefined>;
  /** Stores where the copy is and what it shows. */
  shown(id: string, shown: { activityId: string; conversationId: string; hash: string; at: Date }): Promise<void>;
}

/** Where a person can be reached, and in which language. */
export interface Contact {
  readonly userId: string;
  readonly conversationId: string;
  readonly locale: string;
  /** botbuilder's ConversationReference as JSON. */
  readonly reference: Readonly<Record<string, unknown>>;
}

export interface Contacts {
  /** Takes the place of what was known of this person. */
  save(contact: Contact): Promise<void>;
  find(userId: string): Promise<Contact | undefined>;
}

/** Everything one transaction can touch. */
export interface Records {
  readonly requests: Requests;
  readonly journal: Journal;
  readonly audit: Audit;
  readonly jobs: Jobs;
  readonly sentCards: SentCards;
  readonly contacts: Contacts;
}

export interface Store extends Records {
  /** All of `work` or nothing; it gets the records bound to the transaction. */
  transaction<T>(work: (records: Records) => Promise<T>): Promise<T>;
}

/** Time, ids and waiting, passed in so that tests own them. */
export interface Ambient {
  now(): Date;
  newId(): string;
  /** Resolves after so many milliseconds; the patience between two reads of an eventually consistent directory. */
  pause(milliseconds: number): Promise<void>;
}
