import { sql, type Kysely } from 'kysely';

const statements: readonly string[] = [
  `alter table request
    add column state_version integer not null default 1,
    add column basis_hash text not null default '',
    add column approvals jsonb not null default '[]',
    add column events jsonb not null default '[]',
    add column next_notice_at timestamptz,
    add column reach jsonb,
    drop constraint request_state_check,
    add constraint request_state_check check (state in ('awaiting', 'approved', 'running', 'completed',
      'completed-with-errors', 'stopped', 'rejected', 'cancelled', 'expired'))`,
  // What was decided before this release: a card from before its decision is out of date.
  `update request set state_version = version where state <> 'awaiting'`,
  // Its approval is one of possibly several now; what was approved had no hash yet.
  `update request set approvals = jsonb_build_array((decision - 'verdict' - 'found') || '{"basisHash": ""}'::jsonb)
    where decision ->> 'verdict' = 'approved'`,
  // Whose id the manager has was not stored: compared by name (approvals/basis).
  `update request set leaver = leaver || '{"managerId": null}'::jsonb`,
  // Those who wait are looked at once, and then at the times that the settings say.
  `update request set next_notice_at = created_at where state = 'awaiting'`,
  `create index request_by_notice on request (next_notice_at) where state = 'awaiting'`,
  // The request holds its approvals, and the audit all that ever were.
  `drop table approval`,
  `alter table sent_card
    add column announced integer not null default 0,
    drop constraint sent_card_audience_check,
    add constraint sent_card_audience_check check (audience in ('requester', 'approver', 'channel'))`,
  `create table approvals_channel (
    only_one boolean primary key default true check (only_one),
    conversation_id text not null,
    locale text not null,
    reference jsonb not null
  )`,
];

/** Approvals by several people, reminders, and the approvers' channel. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
