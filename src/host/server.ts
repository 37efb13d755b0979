import { createServer, plugins, type Next, type Request, type Response, type Server } from 'restify';
import type { CloudAdapter, Request as BotRequest, TurnContext } from 'botbuilder';
import type { Log } from '../log.ts';

export interface DoorOptions {
  readonly adapter: CloudAdapter;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** What isn't ready yet; empty: all is. */
  readonly notReady: () => Promise<string[]>;
  /** Unauthenticated activities are believed (sandbox): then from loopback only. */
  readonly loopbackOnly: boolean;
  readonly log: Log;
  readonly host: string;
  readonly port: number;
}

export interface Door {
  /** http://host:port, the port as it really is. */
  readonly url: string;
  /** Takes no new requests and lets those under way end. */
  close(): Promise<void>;
}

/** An activity is a few kB; a card's answer never comes near this. */
const largestBody = 256 * 1024;
const headerTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

/** Opens the HTTP door: the bot's endpoint and two probes, nothing else. Rejects when the port is taken. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const server = createDoor(options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address();
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.server.closeIdleConnections();
      }),
  };
}

function createDoor(door: DoorOptions): Server {
  const server = createServer({ name: 'Farewell', ignoreTrailingSlash: true });
  server.server.headersTimeout = headerTimeoutMs;
  server.server.requestTimeout = requestTimeoutMs;
  server.use(plugins.bodyParser({ mapParams: false, maxBodySize: largestBody, rejectUnknown: true }));
  server.post('/api/messages', (request: Request, response: Response, next: Next) => {
    void receive(door, request, response).then(() => next(false), next);
  });
  server.get('/healthz', (_request: Request, response: Response, next: Next) => {
    response.send(200, { status: 'ok' });
    next();
  });
  server.get('/readyz', (_request: Request, response: Response, next: Next) => {
    void door.notReady().then((reasons) => {
      response.send(reasons.length === 0 ? 200 : 503, {
        status: reasons.length === 0 ? 'ready' : 'not ready',
        reasons,
      });
      next();
    }, next);
  });
  return server;
}

async function receive(
  { adapter, onTurn, loopbackOnly, log }: DoorOptions,
  request: Request,
  response: Response,
): Promise<void> {
  if (loopbackOnly && !isLoopback(request.socket.remoteAddress)) {
    log.warn('unauthenticated activity from elsewhere refused');
    response.send(403, { error: 'loopback only' });
    return;
  }
  if (!isActivity(request.body)) {
    response.send(400, { error: 'the body is not an activity' });
    return;
  }
  // The same object: restify's types leave `method` open where botbuilder's don't.
  await adapter.process(request as BotRequest, response, onTurn);
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:::ffff:)?127\.|^::1$/u.test(address);
}

/** As much as botbuilder needs before it can tell what is wrong itself. */
function isActivity(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const { type, conversation } = body as { type?: unknown; conversation?: { id?: unknown } | null };
  return typeof type === 'string' && typeof conversation?.id === 'string';
}
