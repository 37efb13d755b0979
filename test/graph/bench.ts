import { createGraphClient, type GraphClient, type GraphClientOptions } from '../../src/graph/client.ts';
import { createTenant } from '../../src/graph/tenant.ts';
import { createLog } from '../../src/log.ts';
import { sandboxTeamsApp } from '../../src/sandbox/people.ts';
import { startTenant, type RunningTenant } from '../../src/sandbox/tenant/server.ts';
import { contract } from '../support/contract.ts';

/** The moment at which everything in these tests happens. */
export const now = new Date('2026-03-02T09:00:00Z');

export const mark = { clientRequestId: '7e57ca11-0000-4000-8000-000000000001' };

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** A client on a simulated tenant of its own; what it would wait is recorded, in seconds, and not waited. */
export async function openBench(options: Partial<GraphClientOptions> = {}) {
  const server = await startTenant({ now: () => now, observer: contract });
  const waits: number[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const pause = async (milliseconds: number) => void waits.push(milliseconds / 1000);
  let ids = 0;
  const newId = () => `7e57ca11-0000-4000-9000-${String((ids += 1)).padStart(12, '0')}`;
  const client = createGraphClient({ baseUrl: server.url, log, pause, now: () => now, newId, ...options });
  const rounds = countRounds(client);
  const trips = () => server.calls.filter((call) => call.batch !== true);
  return {
    server,
    client,
    tenant: createTenant(client, { teamsAppId: sandboxTeamsApp.externalId }),
    waits,
    lines,
    trips,
    rounds,
    close: () => close(server),
  };
}

/** How many calls waited for one another, one after the other, at most: those that are sent side by side count once. */
function countRounds(client: GraphClient): () => number {
  const call = client.call.bind(client);
  let answered = 0;
  client.call = async (one) => {
    const round = answered + 1;
    const answer = await call(one);
    answered = Math.max(answered, round);
    return answer;
  };
  return () => answered;
}

/** Calls that arrived at this method and path. */
export function seen({ server }: Bench, method: string, path: string): number {
  return server.calls.filter((call) => call.method === method && call.path.startsWith(path)).length;
}

async function close(server: RunningTenant): Promise<void> {
  server.clearFaults();
  await server.close();
}
