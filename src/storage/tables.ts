import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { Decision, RequestState } from '../offboarding/request.ts';
import type { Finding, OffboardingPath, Outcome, Plan, StepId, Verdict } from '../offboarding/model.ts';
import type { Leaver, NamedPerson } from '../offboarding/people.ts';
import type { Receipt } from '../offboarding/receipt.ts';
import type { Snapshot } from '../offboarding/journal.ts';
import type { Audience, Contact } from '../offboarding/ports/cards.ts';
import type { AuditAction, AuditEvent } from '../offboarding/ports/audit.ts';

/** As JSON keeps it: a date is text in there. */
export type StoredDecision = Omit<Decision, 'at'> & { readonly at: string };

/** A list needs its own type: kysely's JSONColumnType takes objects only. */
type JsonList<Item> = ColumnType<readonly Item[], string, string>;

type JsonOrNull<Value extends object> = ColumnType<Value | null, string | null, string | null>;

export interface RequestTable {
  id: string;
  number: Generated<number>;
  version: Generated<number>;
  state: RequestState;
  path: OffboardingPath;
  leaver_id: string;
  leaver: JSONColumnType<Leaver>;
  requester_id: string;
  requester: JSONColumnType<NamedPerson>;
  reason: string;
  run_at: Date | null;
  time_zone: string;
  plan: JSONColumnType<Plan>;
  findings: JsonList<Finding>;
  created_at: Date;
  decision: JsonOrNull<StoredDecision>;
  started_at: Date | null;
  finished_at: Date | null;
  receipt: JsonOrNull<Receipt>;
  claim_token: string | null;
  claimed_until: Date | null;
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
  finished_at: Date | null;
}

export interface ApprovalTable {
  request_id: string;
  approver_id: string;
  verdict: Verdict;
  comment: string;
  decided_at: Date;
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

export interface ContactTable {
  user_id: string;
  conversation_id: string;
  locale: string;
  reference: JSONColumnType<Contact['reference']>;
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
  approval: ApprovalTable;
  audit: AuditTable;
  contact: ContactTable;
  sent_card: SentCardTable;
  bot_state: BotStateTable;
}

export type RequestRow = Selectable<RequestTable>;
