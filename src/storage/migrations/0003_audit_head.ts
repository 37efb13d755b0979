import { sql, type Kysely } from 'kysely';

const statements: readonly string[] = [
  // A replica of the release before may append meanwhile: it waits here, and the trigger counts its row.
  `lock table audit in share row exclusive mode`,
  `create table audit_head (
    only_one boolean primary key default true check (only_one),
    row_count bigint not null,
    last_id bigint not null,
    last_hash text not null
  )`,
  `insert into audit_head (row_count, last_id, last_hash)
    select count(*), coalesce(max(id), 0), coalesce((select hash from audit order by id desc limit 1), repeat('0', 64))
    from audit`,
  // In a trigger and not in our own statement, so that old and new replicas beside one another both keep it right.
  // A head that is gone stays gone, for the check to find: work goes on, and nothing here hides what was done.
  `create function audit_move_head() returns trigger language plpgsql as $$
    begin
      update audit_head set row_count = row_count + 1, last_id = new.id, last_hash = new.hash;
      return null;
    end
  $$`,
  `create trigger audit_moves_head after insert on audit
    for each row execute function audit_move_head()`,
  `create trigger audit_head_is_one before insert or delete on audit_head
    for each row execute function audit_refuse_change()`,
  `create trigger audit_head_no_truncate before truncate on audit_head
    for each statement execute function audit_refuse_change()`,
  // Depth 0 is a statement by hand; the trigger above comes in at 1.
  `create trigger audit_head_moved_by_audit before update on audit_head
    for each row when (pg_trigger_depth() = 0) execute function audit_refuse_change()`,
];

/** The head of the audit: how many rows were written and which was the last, so that rows taken from the end are missed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
