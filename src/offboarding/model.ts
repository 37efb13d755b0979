/** The fork that decides everything (product.md): keep the person's data, or delete the user. */
export type OffboardingPath = 'keep' | 'delete';

export type StepId = 'block-sign-in' | 'revoke-sessions' | 'delete-user';

/** How one step ended. `unknown`: Graph did not say, and reading back failed too. */
export type Outcome = 'done' | 'already-so' | 'skipped' | 'failed' | 'unknown';

/** A person as the directory knows them; the id is the Entra object id, the only thing that identifies. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
  /** true: mastered in Active Directory. */
  readonly syncedFromAd: boolean;
  /** From the manager up to the top; empty: no manager. */
  readonly managerChain: readonly NamedPerson[];
}

export interface NamedPerson {
  readonly id: string;
  readonly displayName: string;
}

/** A licence on the person: the SKU and how many of it the tenant has and uses. */
export interface Licence {
  readonly skuId: string;
  /** Microsoft's string id, e.g. SPE_E3. */
  readonly skuPartNumber: string;
  readonly consumed: number;
  readonly enabled: number;
}

/** Everything that guardrails, plan and cards need to know of a leaver, read in one go. */
export interface LeaverFacts {
  readonly person: Person;
  readonly directReports: readonly NamedPerson[];
  readonly directoryRoles: readonly string[];
  readonly groups: readonly GroupFacts[];
  readonly ownedGroups: readonly GroupFacts[];
  readonly licences: readonly Licence[];
  readonly managementRestricted: boolean;
  readonly signInSessionsValidFrom: string | null;
  /** mailboxSettings.userPurpose; null where there is no mailbox or it could not be read. */
  readonly mailboxPurpose: string | null;
}

export interface GroupFacts {
  readonly id: string;
  readonly displayName: string;
  readonly roleAssignable: boolean;
}

export type FindingId =
  | 'yourself'
  | 'your-own-manager'
  | 'out-of-scope'
  | 'admin-role'
  | 'role-assignable-group'
  | 'restricted-unit'
  | 'protected-person'
  | 'synced-delete'
  | 'synced-keep'
  | 'shared-mailbox'
  | 'open-request'
  | 'too-many-requests'
  | 'last-approver'
  | 'guest-sessions'
  | 'reports-without-manager'
  | 'already-blocked';

/** A guardrail's result; the sentence is made from the id and the values, in the reader's language. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: 'blocks' | 'warns';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Plan {
  readonly path: OffboardingPath;
  readonly steps: readonly StepId[];
  readonly licences: readonly Licence[];
}

/**
 * awaiting → approved (waits for its time) → running → completed | completed-with-errors | stopped;
 * or awaiting → rejected | cancelled, and approved → cancelled.
 */
export type RequestState =
  'awaiting' | 'approved' | 'running' | 'completed' | 'completed-with-errors' | 'stopped' | 'rejected' | 'cancelled';

/** States in which a leaver is taken: no second request for them may be made. */
export const openStates: readonly RequestState[] = ['awaiting', 'approved', 'running'];

export interface Leaver extends NamedPerson {
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly managerName: string | null;
}

export interface OffboardingRequest {
  readonly id: string;
  /** What people call it by: "request 12". */
  readonly number: number;
  /** Grows with every change of state; a card's click names the version it showed. */
  readonly version: number;
  readonly state: RequestState;
  readonly path: OffboardingPath;
  readonly leaver: Leaver;
  readonly requester: NamedPerson;
  readonly reason: string;
  /** null: at once after approval. */
  readonly runAt: Date | null;
  /** IANA zone in which the requester chose the time. */
  readonly timeZone: string;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly createdAt: Date;
  readonly decision: Decision | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly receipt: Receipt | null;
}

/** What is asked for, before the store gives it a number. */
export type NewRequest = Pick<
  OffboardingRequest,
  'id' | 'path' | 'leaver' | 'requester' | 'reason' | 'runAt' | 'timeZone' | 'plan' | 'findings' | 'createdAt'
>;

export type Verdict = 'approved' | 'rejected' | 'cancelled';

export interface Decision {
  readonly verdict: Verdict;
  readonly by: NamedPerson;
  readonly comment: string;
  readonly at: Date;
  /** For an approval: what the leaver's account was like when it was checked; the run's first snapshot if it starts at once. */
  readonly found?: LeaverState;
}

/** The part of the facts that the steps change. */
export interface LeaverState {
  readonly accountEnabled: boolean;
  readonly signInSessionsValidFrom: string | null;
}

/** One line of the journal: what one step found, did and ended in. */
export interface JournalEntry {
  readonly requestId: string;
  readonly position: number;
  readonly stepId: StepId;
  /** The state before; what an undo goes back to. */
  readonly snapshot: Snapshot;
  readonly attempts: number;
  /** Our GUID on the Graph write; Entra's audit log shows it as correlation id. */
  readonly clientRequestId: string;
  readonly startedAt: Date;
  readonly outcome: Outcome | null;
  /** Why, for skipped, failed and unknown: a key of the texts. */
  readonly problem: string | null;
  readonly finishedAt: Date | null;
}

export type Snapshot = Readonly<Record<string, unknown>>;

export type Headline = 'done' | 'done-with-problems' | 'nothing-changed' | 'stopped';

/** What was so when the tenant was read again after the run; never what was merely sent. */
export interface Receipt {
  readonly headline: Headline;
  readonly problems: number;
  /** The step at which the run stopped, for the headline `stopped`. */
  readonly stoppedAt: StepId | null;
  /** The guardrail that forbade the run just before it; a code. */
  readonly stoppedBy: string | null;
  readonly readBack: ReadBack;
  readonly restorableUntil: string | null;
  readonly licences: readonly LicenceChange[];
}

export interface ReadBack {
  /** null: could not be read. */
  readonly signInBlocked: boolean | null;
  /** null also where the plan had no revoke to look for. */
  readonly sessionsRevoked: boolean | null;
  readonly deleted: boolean | null;
}

export interface LicenceChange {
  readonly skuId: string;
  readonly skuPartNumber: string;
  readonly consumedBefore: number;
  /** null: could not be read after the run. */
  readonly consumedAfter: number | null;
  readonly enabled: number;
}

/** Who speaks, as the authenticated activity says; built in one place only (bot/actor). */
export interface Actor extends NamedPerson {
  readonly tenantId: string;
}
