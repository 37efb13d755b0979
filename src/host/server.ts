import type { TurnContext } from 'botbuilder';
import { createServer, type Next, type Request, type Response, type Server, type ServerOptions } from 'restify';
import type { Log } from '../log.ts';
import { activityOf } from './activity.ts';
import type { FarewellAdapter } from './adapter.ts';
import { answerError, answerRefusal } from './answer.ts';
import { prepareClosing, type Closing } from './drain.ts';
import type { Gate } from './gate.ts';
import { limitHttp, type HttpLimits } from './httpLimits.ts';
import { readJson } from './jsonBody.ts';
import { createRefusalLog, isRefusal, type NoteRefusal, type Refusal } from './refusal.ts';

export interface DoorOptions {
  readonly adapter: Pick<FarewellAdapter, 'take'>;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** What isn't ready yet; empty: all is. */
  readonly notReady: () => Promise<string[]>;
  readonly gate: Gate;
  readonly log: Log;
  readonly now: () => Date;
  readonly host: string;
  readonly port: number;
  /** Instead of the usual ones. */
  readonly limits?: Partial<HttpLimits>;
}

export interface Door {
  /** http://host:port, the port as it really is. */
  readonly url: string;
  /** Answers for `stillMs` what still arrives, then takes no new requests and lets turns and answers under way end. */
  close(stillMs: number): Promise<void>;
}

/** Opens the HTTP door: the bot's endpoint and two probes, nothing else. Rejects when the port is taken. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { server, closing } = createDoor(options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address();
  return { url: `http://${options.host}:${port}`, close: (stillMs) => closing.close(stillMs) };
}

function createDoor(door: DoorOptions): { server: Server; closing: Closing } {
  // Without a name there is no Server header.
  const server = createServer({
    name: '',
    ignoreTrailingSlash: true,
    log: door.log as unknown as ServerOptions['log'],
  });
  limitHttp(server.server, door.limits);
  const closing = prepareClosing(server.server);
  // OPTIONS * names no address; restify would answer it.
  server.pre((request: Request, response: Response, next: Next) => {
    if (request.url !== '*') return next();
    answerError(response, 404);
    return next(false);
  });
  addMessages(server, door, closing);
  addProbes(server, door);
  // What restify itself answers: another path or method.
  server.on('restifyError', (...[, response, { statusCode = 500 }, done]: RoutingError) => {
    answerError(response, statusCode);
    done();
  });
  return { server, closing };
}

type RoutingError = [request: Request, response: Response, error: { readonly statusCode?: number }, done: () => void];

function addMessages(server: Server, door: DoorOptions, closing: Closing): void {
  const note = createRefusalLog(door.log, door.now);
  server.post('/api/messages', (request: Request, response: Response, next: Next) => {
    const turn = receive(door, note, { request, response });
    closing.turns.add(turn);
    turn.catch((error: unknown) => fail(door, { request, response }, error)).then(() => next(false), next);
  });
}

function fail({ log }: DoorOptions, { request, response }: Exchange, error: unknown): void {
  // A client that went away in the middle of its request is no fault.
  if (!request.destroyed || request.complete) log.error({ err: error }, 'request failed');
  answerError(response, 500);
}

function addProbes(server: Server, door: DoorOptions): void {
  server.get('/healthz', (_request: Request, response: Response, next: Next) => {
    response.send(200, { status: 'ok' });
    next();
  });
  server.get('/readyz', (request: Request, response: Response, next: Next) => {
    tellReadiness(door, response)
      .catch((error: unknown) => fail(door, { request, response }, error))
      .then(() => next(), next);
  });
}

async function tellReadiness({ notReady }: DoorOptions, response: Response): Promise<void> {
  const reasons = await notReady();
  const isReady = reasons.length === 0;
  response.send(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', reasons });
}

interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

/** Who sends, then what, then whether both go together: as little as possible is done for a stranger. */
async function receive(door: DoorOptions, note: NoteRefusal, { request, response }: Exchange): Promise<void> {
  const refuse = (refusal: Refusal, ids?: Parameters<NoteRefusal>[1]): void => {
    note(refusal, ids);
    answerRefusal(response, refusal);
  };
  const admission = await door.gate.open(request);
  if (isRefusal(admission)) return refuse(admission);
  const body = await readJson(request);
  if (isRefusal(body)) return refuse(body);
  const activity = activityOf(body.value);
  if (activity === undefined) return refuse({ refused: 'not-an-activity', status: 400 });
  const refusal = admission(activity);
  const { id: activityId, conversation } = activity;
  if (refusal !== undefined) return refuse(refusal, { conversationId: conversation.id, activityId });
  const answer = await door.adapter.take(activity, door.onTurn);
  response.send(answer?.status ?? 200, answer?.body);
}
