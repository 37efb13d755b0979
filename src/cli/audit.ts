import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { processEnvironment, readStorageSettings } from '../config.ts';
import { asFarewellError, hasCode } from '../errors.ts';
import { databaseOf } from '../host/cloud.ts';
import { languageOf, textsOf } from '../i18n/text.ts';
import { hasAudit, readAudit, verifyAudit } from '../storage/audit.ts';
import type { AuditCheck } from '../storage/auditChain.ts';
import { openExisting, type Database } from '../storage/db.ts';
import { readAuditCommand, type AuditCommand } from './auditCommand.ts';
import { verifyFile } from './auditFile.ts';
import { writers } from './auditFormats.ts';
import { verdict, type Checked } from './auditVerdict.ts';

const exits = { fine: 0, broken: 1, misused: 2, unread: 3 } as const;

type Exit = (typeof exits)[keyof typeof exits];
type Verify = Extract<AuditCommand, { name: 'verify' }>;
type Export = Extract<AuditCommand, { name: 'export' }>;

const texts = textsOf(languageOf(Intl.DateTimeFormat().resolvedOptions().locale));
const { t } = texts;

// A reader who has left (`| head`) must not end the process: an export hears it too, a verdict stands in the exit code.
const output: { error?: NodeJS.ErrnoException } = {};
process.stdout.on('error', (error) => {
  output.error ??= error;
});
process.exitCode = await run(readAuditCommand(process.argv.slice(2)));

/** Every error gets an exit code of ours: the one that Node gives would say that the audit is broken. */
async function run(command: AuditCommand): Promise<Exit> {
  try {
    switch (command.name) {
      case 'help':
        say(t('auditCommand.usage'));
        return exits.fine;
      case 'misused':
        for (const { text, values } of command.misuses) complain(t(`auditCommand.${text}`, values));
        complain(t('auditCommand.seeHelp'));
        return exits.misused;
      case 'verify':
        return await verify(command);
      case 'export':
        return await exportRows(command);
    }
  } catch (error) {
    return explain(error);
  }
}

async function verify({ file, requestId }: Verify): Promise<Exit> {
  if (file === undefined) return withAudit(async ({ kysely }) => tell(await verifyAudit(kysely), {}));
  try {
    return tell(await verifyFile(file, requestId), { file, requestId });
  } catch (error) {
    if (!hasCode(error, 'audit-broken')) throw error;
    say(t('auditCommand.fileUnsound', { file, reason: error.message }));
    return exits.broken;
  }
}

function tell(check: AuditCheck, checked: Checked): Exit {
  say(verdict(check, checked, texts));
  return check.fault === undefined ? exits.fine : exits.broken;
}

async function exportRows({ selection, format, out }: Export): Promise<Exit> {
  if (out !== undefined && existsSync(out)) {
    complain(t('auditCommand.fileExists', { file: out }));
    return exits.misused;
  }
  return withAudit(async ({ kysely }) => {
    await write(writers[format](readAudit(kysely, selection)), out);
    if (out !== undefined) say(t('auditCommand.exported', { file: out }));
    return exits.fine;
  });
}

/** Opens the bot's database as it is found, and closes it after the work. */
async function withAudit(work: (database: Database) => Promise<Exit>): Promise<Exit> {
  const settings = readStorageSettings(processEnvironment());
  const database = await openExisting(databaseOf(settings));
  try {
    if (database !== undefined && (await hasAudit(database.kysely))) return await work(database);
    complain(
      t('auditCommand.notSetUp', { place: settings.DATABASE_URL === undefined ? settings.DATA_DIR : 'DATABASE_URL' }),
    );
    return exits.unread;
  } finally {
    await database?.close();
  }
}

async function write(text: AsyncIterable<string>, out: string | undefined): Promise<void> {
  if (out === undefined) return writeToOutput(text);
  const file = await open(out, 'wx');
  try {
    await pipeline(text, file.createWriteStream({ flush: true }));
  } catch (error) {
    // A part would pass for a whole one.
    await rm(out);
    throw error;
  }
}

async function writeToOutput(text: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(text, process.stdout, { end: false });
  } catch (error) {
    // The output's own error, and not one like it from the database: whoever read has seen enough.
    if (error !== output.error || output.error?.code !== 'EPIPE') throw error;
  }
}

function explain(error: unknown): Exit {
  if (hasCode(error, 'settings-invalid')) {
    complain(t('auditCommand.badSettings', { faults: error.message }));
    return exits.misused;
  }
  const text = hasCode(error, 'data-folder-in-use') ? 'folderInUse' : 'failed';
  complain(t(`auditCommand.${text}`, { reason: reasonOf(error) }));
  return exits.unread;
}

/** A server's name with several addresses gives an error for each of them, in one that says nothing itself. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join('; ') : asFarewellError(error).message;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
