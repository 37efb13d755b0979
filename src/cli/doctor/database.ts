import { sql } from 'kysely';
import { hasCode } from '../../errors.ts';
import { databaseOf } from '../../host/cloud.ts';
import { openExisting, type Database } from '../../storage/db.ts';
import { readSchemaState } from '../../storage/migrations/state.ts';
import { fail, notTried, pass, warn, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { examineQueue } from './queue.ts';
import { sendSampleCard } from './sampleCard.ts';
import { codesOf } from './told.ts';

/** What pg-boss asks for (its README); Farewell's own tests run on 18. */
const leastVersion = 13;

const needDatabase = ['migrations', 'queue', 'sample card'];

/** Looks at the database as it is found, and at what needs it; writes nothing into it. */
export async function examineDatabase(patient: Patient): Promise<Line[]> {
  const opened = await open(patient);
  if ('line' in opened) return [opened.line, ...needDatabase.map((check) => notTried(check, 'needs the database'))];
  const { database } = opened;
  try {
    const version = await versionLine(database);
    const migrations = await migrationsLine(database);
    return [version, migrations, await examineQueue(database), await sendSampleCard(patient, database)];
  } catch (error) {
    const line = fail('database', `can't be used (${codesOf(error)})`, adviceOf(patient));
    return [line, ...needDatabase.map((check) => notTried(check, 'needs the database'))];
  } finally {
    await database.close();
  }
}

async function open({ settings, credential }: Patient): Promise<{ database: Database } | { line: Line }> {
  try {
    const database = await openExisting(databaseOf(settings, credential));
    if (database !== undefined) return { database };
    return {
      line: warn('database', 'none in DATA_DIR yet', 'Farewell makes it at its first start. Is DATA_DIR the bot’s?'),
    };
  } catch (error) {
    if (!hasCode(error, 'data-folder-in-use')) {
      return { line: fail('database', `can't be opened (${codesOf(error)})`, adviceOf({ settings })) };
    }
    return {
      line: notTried('database', 'the bot is running and holds the folder', 'Stop it first to have this looked at.'),
    };
  }
}

async function versionLine({ kysely, kind }: Database): Promise<Line> {
  const { rows } = await sql<{ number: string; name: string }>`
    select current_setting('server_version_num') as number, current_setting('server_version') as name`.execute(kysely);
  const { number = '0', name = '' } = rows[0] ?? {};
  const seen = `${kind === 'pglite' ? 'PGlite, PostgreSQL' : 'PostgreSQL'} ${name}`;
  if (Math.floor(Number(number) / 10_000) >= leastVersion) return pass('database', seen);
  return fail('database', seen, `Use PostgreSQL ${leastVersion} or later.`);
}

async function migrationsLine({ kysely }: Database): Promise<Line> {
  const { pending, unknown } = await readSchemaState(kysely);
  if (unknown.length > 0) {
    const seen = `the database is of a later release: ${unknown.join(', ')}`;
    return fail('migrations', seen, 'Deploy that release, or restore the database to the time before it.');
  }
  if (pending.length === 0) return pass('migrations', 'none is pending');
  return warn('migrations', `pending: ${pending.join(', ')}`, 'Farewell runs them at its next start.');
}

function adviceOf({ settings: { DATABASE_URL, DATABASE_AUTH } }: Pick<Patient, 'settings'>): string {
  if (DATABASE_URL === undefined) return 'Is DATA_DIR whole, and may this user read and write it?';
  return DATABASE_AUTH === 'entra'
    ? 'Is the bot’s identity a role of the server, and can the server be reached from here?'
    : 'Check DATABASE_URL, and that the server can be reached from here.';
}
