import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtOnce, listenOnLoopback } from './loopback.ts';

/** What stands before several replicas: it sends each activity to one that is ready, as a balancer does. */
export interface Front {
  readonly url: string;
  /** What every request was answered with in the end; 0: not at all. */
  readonly answers: readonly number[];
  add(replica: string): void;
  /** Asks it no more. */
  remove(replica: string): void;
  /** Resolves when this replica is ready, as far as the front knows. */
  ready(replica: string): Promise<void>;
  close(): Promise<void>;
}

const probeEveryMs = 200;

interface State {
  /** By address, whether the last probe found it ready. */
  readonly replicas: Map<string, boolean>;
  readonly answers: number[];
  next: number;
}

export async function startFront(): Promise<Front> {
  const state: State = { replicas: new Map(), answers: [], next: 0 };
  const waiting = new Set<() => void>();
  const timer = setInterval(() => {
    for (const replica of state.replicas.keys()) {
      isReady(replica).then(
        (ready) => {
          if (state.replicas.has(replica)) state.replicas.set(replica, ready);
          for (const look of waiting) look();
        },
        (error: unknown) => console.error('the front could not probe', error),
      );
    }
  }, probeEveryMs);
  const server = createServer((request, response) => {
    pass(state, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    answers: state.answers,
    add: (replica) => void state.replicas.set(replica, false),
    remove: (replica) => void state.replicas.delete(replica),
    ready: (replica) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (state.replicas.get(replica) !== true) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      clearInterval(timer);
      await closeAtOnce(server);
    },
  };
}

async function isReady(replica: string): Promise<boolean> {
  const answer = await fetch(`${replica}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return answer?.status === 200;
}

/** Only what certainly nobody has heard goes to another replica: a refused connection, or a 503. */
async function pass(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  for (const replica of inTurn(state)) {
    const answer = await ask(`${replica}${request.url ?? ''}`, body);
    if (answer === 'not-heard') continue;
    state.answers.push(answer.status);
    response.writeHead(answer.status === 0 ? 502 : answer.status, { 'Content-Type': 'application/json' });
    response.end(answer.text);
    return;
  }
  state.answers.push(0);
  response.writeHead(502).end();
}

/** The ready ones first, each in its turn. */
function inTurn(state: State): string[] {
  state.next += 1;
  const all = [...state.replicas.keys()];
  const turned = [...all.slice(state.next % all.length), ...all.slice(0, state.next % all.length)];
  return turned.toSorted((one, other) => Number(state.replicas.get(other)) - Number(state.replicas.get(one)));
}

async function ask(url: string, body: string): Promise<{ status: number; text: string } | 'not-heard'> {
  try {
    const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    return answer.status === 503 ? 'not-heard' : { status: answer.status, text: await answer.text() };
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
    return code === 'ECONNREFUSED' ? 'not-heard' : { status: 0, text: String(code) };
  }
}
