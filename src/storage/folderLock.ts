import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FarewellError } from '../errors.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/** Who holds a folder: the pid alone is not enough, since a container's next process gets the same one. */
interface Holder {
  readonly pid: number;
  /** Boot and start time of that process; null where the system doesn't tell (not Linux). */
  readonly born: string | null;
}

/**
 * Takes the folder for this process, because PGlite on one folder from two processes corrupts it. A lock that a killed
 * process left is taken over. Throws `data-folder-in-use`.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = path.join(folder, 'db.lock');
  const mine = JSON.stringify({ pid: process.pid, born: await bornOf(process.pid) } satisfies Holder);
  for (;;) {
    if (await created(file, mine)) return { release: () => rm(file, { force: true }) };
    const found = await textOf(file);
    if (found === undefined) continue;
    if (await isAlive(holderIn(found))) {
      throw new FarewellError(
        'data-folder-in-use',
        `Another process works in ${folder}; stop it first. It is written in ${file}: ${found}`,
      );
    }
    await setAside(file, found);
  }
}

/** Appears under its name with its content in it: a file caught between the two would pass for a stale lock. */
async function created(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves a stale lock away by name, so that of two processes that saw it only one removes it. */
async function setAside(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return;
    throw error;
  }
  // Somebody else was faster and this is their fresh lock: it goes back.
  if ((await textOf(aside)) === stale) await rm(aside, { force: true });
  else await rename(aside, file);
}

/** undefined: unreadable, such as an empty file of a process killed while writing it. */
function holderIn(text: string): Holder | undefined {
  try {
    const { pid, born } = JSON.parse(text) as Partial<Holder>;
    return Number.isSafeInteger(pid) && pid !== undefined && pid > 0 ? { pid, born: born ?? null } : undefined;
  } catch {
    // No JSON: nobody of ours wrote it, so nobody holds the folder.
    return undefined;
  }
}

async function isAlive(holder: Holder | undefined): Promise<boolean> {
  if (holder === undefined || !runs(holder.pid)) return false;
  const born = await bornOf(holder.pid);
  return born === null || holder.born === null || born === holder.born;
}

function runs(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasSystemCode(error, 'EPERM');
  }
}

async function bornOf(pid: number): Promise<string | null> {
  const stat = await textOf(`/proc/${pid}/stat`);
  const boot = await textOf('/proc/sys/kernel/random/boot_id');
  // The name in parentheses may hold spaces; the start time is the 20th field after it.
  const startTime = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return startTime === undefined || boot === undefined ? null : `${boot.trim()}/${startTime}`;
}

/** undefined: not there, or the process behind it is gone; what can't be read for another reason is a fault. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT') || hasSystemCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function hasSystemCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
