import { sql, type Kysely } from 'kysely';

const statements: readonly string[] = [
  // When the personal data of the request were removed; and when they are to be, where somebody asked for it to be sooner.
  `alter table request
    add column purged_at timestamptz,
    add column purge_at timestamptz`,
  // The look for what is due, as small as what is not purged yet.
  `create index request_to_purge on request (created_at) where purged_at is null
    and state in ('completed', 'completed-with-errors', 'stopped', 'rejected', 'cancelled', 'expired')`,
  `create index request_to_purge_early on request (purge_at) where purge_at is not null and purged_at is null`,
  // Since when somebody can be reached; of those from before, since this release.
  `alter table contact add column saved_at timestamptz not null default now()`,
  `create index sent_card_by_recipient on sent_card (recipient_id)`,
];

/** What is kept about people, and for how long. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
