import { sql, type Kysely } from 'kysely';

const statements: readonly string[] = [
  // A step that is tried anew after it certainly failed begins to count at nought.
  `alter table step
    add column leftovers jsonb not null default '[]',
    drop constraint step_attempts_check,
    add constraint step_attempts_check check (attempts >= 0)`,
  `alter table request
    add column undo_of jsonb,
    add column resume_at timestamptz,
    drop constraint request_state_check,
    add constraint request_state_check check (state in ('awaiting', 'approved', 'running', 'grace', 'completed',
      'completed-with-errors', 'stopped', 'rejected', 'cancelled', 'expired'))`,
  `drop index request_open_leaver`,
  `create unique index request_open_leaver on request (leaver_id)
    where state in ('awaiting', 'approved', 'running', 'grace')`,
  `drop index request_unfinished`,
  `create index request_unfinished on request (coalesce(resume_at, run_at, created_at))
    where state in ('approved', 'running', 'grace')`,
  `drop index request_by_notice`,
  `create index request_by_notice on request (next_notice_at) where next_notice_at is not null`,
];

/** Retry, undo and what could not be put back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
