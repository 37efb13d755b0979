import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FarewellError } from '../errors.ts';
import { playgroundConfig, type PlaygroundUsers } from './playgroundConfig.ts';

export interface PlaygroundOptions {
  readonly name: string;
  readonly port: number;
  /** Where its configuration is written; it reads it from its working directory. */
  readonly folder: string;
  /** The bot's endpoint. */
  readonly endpoint: string;
  readonly users: PlaygroundUsers;
}

export interface Playground {
  readonly url: string;
  stop(): Promise<void>;
}

const startWithinMs = 20_000;
const lookEveryMs = 100;

/** Starts a Microsoft 365 Agents Playground and waits until it answers. Throws `playground-failed`. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { name, port, folder, endpoint, users } = options;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, '.m365agentsplayground.yml'), playgroundConfig(name, users));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, argumentsFor({ port, endpoint, url }), {
    cwd: folder,
    // The channel is for the preload, which ends with it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collect(child);
  await answers(child, { url, output: () => output.join('').slice(-2000) });
  return { url, stop: () => stop(child) };
}

function argumentsFor({ port, endpoint, url }: { port: number; endpoint: string; url: string }): string[] {
  const cli = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
  const preload = fileURLToPath(new URL('./playgroundPreload.mjs', import.meta.url));
  const flags = [
    '-e',
    endpoint,
    '-p',
    String(port),
    '-c',
    'msteams',
    '--service-url',
    `${url}/_connector`,
    '--disable-telemetry',
  ];
  return ['--import', preload, cli, 'start', ...flags];
}

/** Its own words are shown only when it fails: it prints more than a newcomer needs. */
function collect(child: ChildProcess): string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  return output;
}

/** It prints "Listening" before it is, and exits in silence on a configuration that it dislikes: so it is asked. */
async function answers(child: ChildProcess, { url, output }: { url: string; output: () => string }): Promise<void> {
  const deadline = Date.now() + startWithinMs;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await isUp(url)) return;
    await delay(lookEveryMs);
  }
  child.kill('SIGKILL');
  throw new FarewellError('playground-failed', `the Playground at ${url} did not start.\n${output()}`);
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    // Not listening yet: asked again until the deadline.
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const hardStop = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(hardStop);
}
