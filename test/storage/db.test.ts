import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../src/storage/db.ts';
import { lockFolder } from '../../src/storage/folderLock.ts';
import { newRequest, storeOn } from './samples.ts';

describe('data folder', () => {
  const made: string[] = [];
  async function folder(): Promise<string> {
    made.push(await mkdtemp(path.join(tmpdir(), 'farewell-db-')));
    return made.at(-1) ?? '';
  }
  after(async () => {
    for (const one of made) await rm(one, { recursive: true });
  });

  it('keeps what was stored, refuses a second opening, and opens again after a close', async () => {
    const dataDir = await folder();
    const first = await openDatabase({ dataDir });
    const { id } = await storeOn(first).requests.create(newRequest());
    await assert.rejects(openDatabase({ dataDir }), { code: 'data-folder-in-use' });
    await first.close();
    const second = await openDatabase({ dataDir });
    assert.equal((await storeOn(second).requests.find(id))?.id, id);
    await second.close();
  });

  it('is refused while another live process holds it, and free once that one was killed', async () => {
    const dataDir = await folder();
    const lock = JSON.stringify(path.join(import.meta.dirname, '../../src/storage/folderLock.ts'));
    const code = `await (await import(${lock})).lockFolder(${JSON.stringify(dataDir)}); console.log('held'); setInterval(() => {}, 9e6);`;
    const other = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    await assert.rejects(lockFolder(dataDir), { code: 'data-folder-in-use' });
    other.kill('SIGKILL');
    await once(other, 'exit');
    await (await lockFolder(dataDir)).release();
  });

  for (const [title, content] of [
    ['whose process got our pid after a restart', JSON.stringify({ pid: process.pid, born: 'another boot/1' })],
    ['that is empty', ''],
    ['of a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, born: null })],
  ] as const) {
    it(`takes over a lock ${title}`, async () => {
      const dataDir = await folder();
      await writeFile(path.join(dataDir, 'db.lock'), content);
      const tries = await Promise.allSettled([lockFolder(dataDir), lockFolder(dataDir)]);
      assert.deepEqual(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });
  }
});
