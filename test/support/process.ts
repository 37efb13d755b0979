import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Farewell's sandbox as a process of its own, to be killed. */
export interface SandboxProcess {
  readonly url: string;
  readonly output: () => string;
  /** Answers its exit code, once it has ended; null: the signal itself ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Sends the signal and waits for nothing. */
  signal(signal: NodeJS.Signals): void;
}

/** Starts it without Playgrounds and waits for its introduction. */
export async function startSandboxProcess(environment: Readonly<Record<string, string>>): Promise<SandboxProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, ['src/sandbox/index.ts'], {
    env: { ...process.env, SANDBOX_PLAYGROUND: 'off', PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const output = () => chunks.join('');
  await Promise.race([saidReady(child, output), endedEarly(child, output)]);
  return {
    url: `http://127.0.0.1:${port}`,
    output,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
    signal: (signal) => void child.kill(signal),
  };
}

function saidReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve) => {
    child.stdout?.on('data', () => {
      if (output().includes('Ctrl-C')) resolve();
    });
  });
}

async function endedEarly(child: ChildProcess, output: () => string): Promise<never> {
  await once(child, 'exit');
  throw new Error(`the sandbox ended before it was ready:\n${output()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
