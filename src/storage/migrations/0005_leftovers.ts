import { sql, type Kysely } from 'kysely';

const statements: readonly string[] = [
  // Of requests from before this release nothing is known to be left to do.
  `alter table request add column open_leftovers integer not null default 0`,
  // As small as what is still to be done, however many requests are over.
  `create index request_by_leftovers on request (finished_at, number) where open_leftovers > 0`,
];

/** How many things people still have to do themselves about a request. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
