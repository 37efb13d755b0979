import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { Approval, Decision, Reach, RequestEvent, RequestRef, RequestState } from '../offboarding/request.ts';
import type { Finding, OffboardingPath, Outcome, Plan, PlanOptions, StepId } from '../offboarding/model.ts';
import type { Leaver, LeaverLicence, Licence, NamedPerson } from '../offboarding/people.ts';
import type { Receipt } from '../offboarding/receipt.ts';
import type { Leftover, Snapshot } from '../offboarding/journal.ts';
import type { Audience, Contact, Place } from '../offboarding/ports/cards.ts';
import type { AuditAction, AuditEvent } from '../offboarding/ports/audit.ts';

/** As JSON keeps it: a date is text in there. */
type Stored<Timed extends { readonly at: Date }> = Omit<Timed, 'at'> & { readonly at: string };

/** A list needs its own type: kysely's JSONColumnType takes objects only. */
type JsonList<Item> = ColumnType<readonly Item[], string, string>;

type JsonListWithDefault<Item> = ColumnType<readonly Item[], string | undefined, string>;

type JsonOrNull<Value extends object> = ColumnType<Value | null, string | null, string | null>;

/** Plans of earlier releases held less. */
type StoredPlan = Pick<Plan, 'path' | 'steps'> &
  Partial<Pick<Plan, 'scopes' | 'leftovers' | 'ownedGroupIds'>> & {
    readonly options?: Partial<PlanOptions>;
    readonly licences: readonly (Licence & Partial<LeaverLicence>)[];
  };

export interface RequestTable {
  id: string;
  number: Generated<number>;
  undo_of: JsonOrNull<RequestRef>;
  version: Generated<number>;
  state_version: Generated<number>;
  state: RequestState;
  path: OffboardingPath;
  leaver_id: string;
  leaver: JSONColumnType<Leaver>;
  requester_id: string;
  requester: JSONColumnType<NamedPerson>;
  reason: string;
  run_at: Date | null;
  resume_at: Date | null;
  time_zone: string;
  plan: JSONColumnType<StoredPlan>;
  findings: JsonList<Finding>;
  basis_hash: string;
  created_at: Date;
  approvals: JsonListWithDefault<Stored<Approval>>;
  decision: JsonOrNull<Stored<Decision>>;
  events: JsonListWithDefault<Stored<RequestEvent>>;
  next_notice_at: Date | null;
  reach: JsonOrNull<Reach>;
  started_at: Date | null;
  finished_at: Date | null;
  receipt: JsonOrNull<Receipt>;
  open_leftovers: Generated<number>;
  claim_token: string | null;
  claimed_until: Date | null;
  purged_at: Date | null;
  /** Sooner than the settings say, because somebody asked for it. */
  purge_at: Date | null;
}

export interface StepTable {
  request_id: string;
  position: number;
  step_id: StepId;
  snapshot: JSONColumnType<Snapshot>;
  attempts: number;
  client_request_id: string;
  started_at: Date;
  outcome: Outcome | null;
  problem: string | null;
  leftovers: JsonListWithDefault<Leftover>;
  finished_at: Date | null;
}

export interface AuditTable {
  id: Generated<number>;
  at: Date;
  actor_id: string | null;
  action: AuditAction;
  request_id: string | null;
  details: JSONColumnType<AuditEvent['details']>;
  previous_hash: string;
  hash: string;
}

/** One row: what the last row of the audit is; a trigger keeps it. */
export interface AuditHeadTable {
  only_one: Generated<boolean>;
  row_count: number;
  last_id: number;
  last_hash: string;
}

export interface ContactTable {
  user_id: string;
  conversation_id: string;
  locale: string;
  reference: JSONColumnType<Contact['reference']>;
  saved_at: Generated<Date>;
}

export interface SentCardTable {
  id: string;
  request_id: string;
  audience: Audience;
  recipient_id: string;
  conversation_id: string;
  activity_id: string | null;
  shown_hash: string | null;
  updated_at: Date | null;
  announced: Generated<number>;
}

export interface ApprovalsChannelTable {
  only_one: Generated<boolean>;
  conversation_id: string;
  locale: string;
  reference: JSONColumnType<Place['reference']>;
}

export interface BotStateTable {
  key: string;
  data: JSONColumnType<Record<string, unknown>>;
  etag: string;
  updated_at: Generated<Date>;
}

/** The schema as kysely checks our queries against it; migrations/ holds the SQL. */
export interface Tables {
  request: RequestTable;
  step: StepTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  contact: ContactTable;
  sent_card: SentCardTable;
  approvals_channel: ApprovalsChannelTable;
  bot_state: BotStateTable;
}

export type RequestRow = Selectable<RequestTable>;
