import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { asFarewellError } from '../../errors.ts';
import type { Tables } from '../tables.ts';
import * as start from './0001_start.ts';
import * as approvals from './0002_approvals.ts';
import * as auditHead from './0003_audit_head.ts';
import * as undo from './0004_undo.ts';

/** In code and not read from a folder, so that what runs is what the types and the tests saw. Only ever append. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001_start': start,
  '0002_approvals': approvals,
  '0003_audit_head': auditHead,
  '0004_undo': undo,
};

/**
 * Brings the schema up to date; safe from several replicas at once, since kysely holds an advisory lock meanwhile.
 * Throws `internal` with the database's error as cause.
 */
export async function migrate(kysely: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw asFarewellError(error);
}
