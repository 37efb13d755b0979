import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { asFarewellError } from '../../errors.ts';
import type { Tables } from '../tables.ts';
import { isLockTimeout } from '../violations.ts';
import * as start from './0001_start.ts';
import * as approvals from './0002_approvals.ts';
import * as auditHead from './0003_audit_head.ts';
import * as undo from './0004_undo.ts';
import * as leftovers from './0005_leftovers.ts';
import * as retention from './0006_retention.ts';

/** In code and not read from a folder, so that what runs is what the types and the tests saw. Only ever append. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_start': start,
  '0002_approvals': approvals,
  '0003_audit_head': auditHead,
  '0004_undo': undo,
  '0005_leftovers': leftovers,
  '0006_retention': retention,
};

/**
 * How long a statement waits for a lock, with everybody who comes after it waiting behind. Then it lets them through, and is
 * tried again: the replicas of the release before serve on meanwhile (docs/adr/0017-upgrades.md).
 */
const lockTimeoutMs = 1_000;
const mostTries = 30;

/**
 * Brings the schema up to date; safe from several replicas at once, since kysely holds an advisory lock meanwhile.
 * Throws `internal` with the database's error as cause.
 */
export async function migrate(kysely: Kysely<Tables>, upTo = migrations): Promise<void> {
  const patient = Object.fromEntries(Object.entries(upTo).map(([name, migration]) => [name, withTimeout(migration)]));
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve(patient) } });
  for (let tries = 1; ; tries += 1) {
    const { error } = await migrator.migrateToLatest();
    if (error === undefined) return;
    if (tries === mostTries || !isLockTimeout(error)) throw asFarewellError(error);
  }
}

/** All migrations that are due run in one transaction: either the schema is the new one, or still the old one. */
function withTimeout({ up }: Migration): Migration {
  return {
    up: async (db) => {
      await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(db);
      await up(db);
    },
  };
}
