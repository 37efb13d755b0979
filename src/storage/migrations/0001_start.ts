import { sql, type Kysely } from 'kysely';

// One statement each: PGlite's extended protocol takes no more at a time.
const statements: readonly string[] = [
  `create table request (
    id uuid primary key,
    number bigint generated always as identity unique,
    version integer not null default 1 check (version > 0),
    state text not null check (state in ('awaiting', 'approved', 'running', 'completed', 'completed-with-errors',
      'stopped', 'rejected', 'cancelled')),
    path text not null check (path in ('keep', 'delete')),
    leaver_id text not null check (leaver_id <> ''),
    leaver jsonb not null,
    requester_id text not null check (requester_id <> ''),
    requester jsonb not null,
    reason text not null,
    run_at timestamptz,
    time_zone text not null,
    plan jsonb not null,
    findings jsonb not null,
    created_at timestamptz not null,
    decision jsonb,
    started_at timestamptz,
    finished_at timestamptz,
    receipt jsonb,
    claim_token text,
    claimed_until timestamptz,
    check ((claim_token is null) = (claimed_until is null)),
    check (state <> 'running' or started_at is not null)
  )`,
  // The rule that one leaver has one open request, kept by the database also when two ask at once.
  `create unique index request_open_leaver on request (leaver_id) where state in ('awaiting', 'approved', 'running')`,
  `create index request_by_requester on request (requester_id, created_at desc, number desc)`,
  `create index request_by_state on request (state, created_at, number)`,
  `create index request_by_leaver on request (leaver_id, created_at desc)`,
  // The look for due runs, as small as what is unfinished, however many requests are done.
  `create index request_unfinished on request (coalesce(run_at, created_at)) where state in ('approved', 'running')`,

  `create table step (
    request_id uuid not null references request (id) on delete cascade,
    position integer not null check (position >= 0),
    step_id text not null,
    snapshot jsonb not null,
    attempts integer not null check (attempts > 0),
    client_request_id text not null,
    started_at timestamptz not null,
    outcome text check (outcome in ('done', 'already-so', 'skipped', 'failed', 'unknown')),
    problem text,
    finished_at timestamptz,
    primary key (request_id, position),
    unique (request_id, step_id),
    check ((outcome is null) = (finished_at is null))
  )`,

  `create table approval (
    request_id uuid not null references request (id) on delete cascade,
    approver_id text not null,
    verdict text not null check (verdict in ('approved', 'rejected')),
    comment text not null,
    decided_at timestamptz not null,
    primary key (request_id, approver_id)
  )`,

  // No reference to request: the audit outlives what is purged.
  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor_id text,
    action text not null,
    request_id uuid,
    details jsonb not null,
    previous_hash text not null,
    hash text not null unique
  )`,
  `create index audit_by_request on audit (request_id, id)`,
  `create function audit_refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'audit is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
    end
  $$`,
  `create trigger audit_append_only before update or delete on audit
    for each row execute function audit_refuse_change()`,
  `create trigger audit_no_truncate before truncate on audit
    for each statement execute function audit_refuse_change()`,

  `create table contact (
    user_id text primary key,
    conversation_id text not null,
    locale text not null,
    reference jsonb not null
  )`,

  `create table sent_card (
    id uuid primary key,
    request_id uuid not null references request (id) on delete cascade,
    audience text not null check (audience in ('requester', 'approver')),
    recipient_id text not null,
    conversation_id text not null,
    activity_id text,
    shown_hash text,
    updated_at timestamptz,
    unique (request_id, audience, recipient_id)
  )`,

  `create table bot_state (
    key text primary key,
    data jsonb not null,
    etag text not null,
    updated_at timestamptz not null default now()
  )`,
  `create index bot_state_by_age on bot_state (updated_at)`,
];

/** Everything of the first release. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
