import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { ChatWindow, launchBrowser } from './browser.ts';

/** Where the sandbox listens: fixed, other programs and guides rely on it. */
export const ports = { bot: 3978, manager: 56_150, approver: 56_151 } as const;

/** The zone in which both clients say they are. */
export const zone = 'Europe/Amsterdam';

const startWithinMs = 60_000;
const stopWithinMs = 15_000;

/** One sandbox with both clients open in a browser, for a suite or a script. */
export class Scene {
  #dataDir: string | undefined;
  #browser: Browser | undefined;
  #child: ChildProcess | undefined;
  readonly #output: string[] = [];
  #windows: { manager: ChatWindow; approver: ChatWindow } | undefined;

  /** Megan Bowen's client. */
  get manager(): ChatWindow {
    return opened(this.#windows).manager;
  }

  /** Lidia Holloway's client. */
  get approver(): ChatWindow {
    return opened(this.#windows).approver;
  }

  /** Starts everything on the data of before, the first time on none. */
  async open(): Promise<void> {
    this.#dataDir ??= await mkdtemp(path.join(tmpdir(), 'farewell-e2e-'));
    this.#browser ??= await launchBrowser();
    this.#child = await startSandbox(this.#dataDir, this.#output);
    const [manager, approver] = await Promise.all([
      ChatWindow.open(this.#browser, `http://127.0.0.1:${ports.manager}`),
      ChatWindow.open(this.#browser, `http://127.0.0.1:${ports.approver}`),
    ]);
    this.#windows = { manager, approver };
  }

  /** Ends the sandbox the way a service manager does; its data stay. */
  async stop(): Promise<void> {
    for (const { page } of Object.values(this.#windows ?? {})) await page.close();
    this.#windows = undefined;
    if (this.#child !== undefined) await end(this.#child);
    this.#child = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#browser?.close();
    if (this.#dataDir !== undefined) await rm(this.#dataDir, { recursive: true });
  }

  /** The sandbox's process and all below it. */
  async processIds(): Promise<number[]> {
    const { pid } = opened(this.#child);
    return descendants(opened(pid), await parents());
  }

  /** Saves what both clients show and what the sandbox printed so far. */
  async keepTraces(name: string): Promise<void> {
    await mkdir('test-results', { recursive: true });
    const file = name.replaceAll(/[^\p{L}\d]+/gu, '-');
    await writeFile(path.join('test-results', `${file}.log`), this.#output.join(''));
    for (const [who, window] of Object.entries(this.#windows ?? {})) {
      await window.screenshot(path.join('test-results', `${file}-${who}.png`));
    }
  }
}

/** Gives a suite a sandbox of its own, and keeps what was to be seen when a test fails. */
export function sandboxOfSuite(): Scene {
  const scene = new Scene();
  before(() => scene.open());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await scene.keepTraces(this.currentTest.fullTitle());
  });
  after(() => scene.close());
  return scene;
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the sandbox is not running');
  return part;
}

async function startSandbox(dataDir: string, output: string[]): Promise<ChildProcess> {
  const taken = await takenPorts();
  if (taken.length > 0) throw new Error(`ports in use: ${taken.join(', ')}; stop the other sandbox first`);
  const child = spawn(process.execPath, ['src/sandbox/index.ts'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(ports.bot), TZ: zone },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Also when the tests themselves are broken off: the ports are needed by the next run.
  const giveUp = () => child.kill('SIGTERM');
  process.once('exit', giveUp);
  child.once('exit', () => process.removeListener('exit', giveUp));
  await introduced(child, output);
  return child;
}

/** Waits for its introduction, which it prints once all of it runs. */
async function introduced(child: ChildProcess, output: string[]): Promise<void> {
  const begin = output.length;
  const words = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output.push(chunk.toString());
        if (output.slice(begin).join('').includes('Ctrl-C')) resolve('ready');
      });
    }
  });
  const tooLate = setTimeout(() => child.kill('SIGKILL'), startWithinMs);
  const outcome = await Promise.race([words, once(child, 'exit')]);
  clearTimeout(tooLate);
  if (outcome !== 'ready') throw new Error(`the sandbox ended before it was ready:\n${output.join('')}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hardStop = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  clearTimeout(hardStop);
  if (signal === 'SIGKILL') throw new Error(`the sandbox did not end within ${stopWithinMs} ms after SIGTERM`);
}

/** Those of the sandbox's ports on which somebody listens. */
export async function takenPorts(): Promise<number[]> {
  const all = Object.values(ports);
  const free = await Promise.all(all.map(isFree));
  return all.filter((_, index) => free[index] === false);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    // Somebody else listens there: that is the answer.
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Every process with its parent. */
async function parents(): Promise<Map<number, number>> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const rows = await Promise.all(ids.map(async (id) => [Number(id), await parentOf(id)] as const));
  return new Map(rows);
}

async function parentOf(id: string): Promise<number> {
  // A process that ended meanwhile has no file any more, and no parent.
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // "id (name) state parent …": the name may hold blanks and brackets.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function descendants(id: number, parentsById: ReadonlyMap<number, number>): number[] {
  const children = [...parentsById].filter(([, parent]) => parent === id).map(([child]) => child);
  return [id, ...children.flatMap((child) => descendants(child, parentsById))];
}

/** Those of these processes that still exist. */
export async function stillRunning(ids: readonly number[]): Promise<number[]> {
  const all = await parents();
  return ids.filter((id) => all.has(id));
}
