import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { sandboxPeople, sandboxTenantId } from '../src/sandbox/people.ts';
import { startTenant } from '../src/sandbox/tenant/server.ts';
import { Client } from '../test/support/client.ts';
import { copyOf, startPostgres } from '../test/support/postgres.ts';
import { freePort } from '../test/support/process.ts';
import { startTeams } from '../test/support/teams.ts';

/*
 * What a dialog turn costs: CPU of Farewell (state in PostgreSQL) over CPU of a bare echo, turn by turn in the same run.
 * node bench/turn.ts
 */
const warmUp = 100;
const rounds = 10;
const turnsPerRound = 50;

/** Linux counts a process's CPU time in hundredths of a second. */
function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function start(file: string, args: string[], environment: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout) if (String(chunk).includes('Ctrl-C')) break;
  child.stdout.resume();
  return child;
}

async function turns(client: Client, count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await client.say('perhaps');
}

const postgres = await startPostgres();
const [teams, tenant, echoPort, port] = await Promise.all([startTeams(), startTenant({}), freePort(), freePort()]);
const echo = await start('bench/echoBot.ts', [String(echoPort)], {});
const farewell = await start('src/sandbox/index.ts', [], {
  PORT: String(port),
  SANDBOX_PLAYGROUND: 'off',
  DATABASE_URL: await copyOf(postgres.url, 'migrated'),
  GRAPH_BASE_URL: tenant.url,
});
const options = { teams, tenantId: sandboxTenantId, person: sandboxPeople.manager };
const subjects = [
  { name: 'echo', child: echo, client: new Client({ ...options, botUrl: `http://127.0.0.1:${echoPort}` }) },
  { name: 'farewell', child: farewell, client: new Client({ ...options, botUrl: `http://127.0.0.1:${port}` }) },
] as const;
// An open question: the turn loads the dialog, understands nothing, asks again and saves.
await subjects[1].client.say('offboard Alex Wilber');
for (const { client } of subjects) await turns(client, warmUp);

const used = { echo: 0, farewell: 0 };
for (let round = 0; round < rounds; round += 1) {
  for (const { name, child, client } of subjects) {
    const before = cpuMs(child);
    await turns(client, turnsPerRound);
    used[name] += cpuMs(child) - before;
  }
}
const perTurn = (ms: number) => (ms / rounds / turnsPerRound).toFixed(2);
console.log(
  `echo ${perTurn(used.echo)} ms CPU a turn, farewell ${perTurn(used.farewell)} ms, ratio ${(used.farewell / used.echo).toFixed(2)}`,
);

for (const child of [echo, farewell]) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}
await Promise.all([teams.close(), tenant.close(), postgres.stop()]);
