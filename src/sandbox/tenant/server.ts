import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { seedTenant } from '../people.ts';
import { addBigPerson } from './bigPerson.ts';
import { answerBatch } from './batch.ts';
import type { Answer, GraphRequest, Observer, RecordedCall } from './call.ts';
import { answerControl, grantAll, withhold } from './control.ts';
import { DroppedConnection, errorAnswer, failureOf, GraphFailure, segmentNotFound } from './errors.ts';
import { createFaults, type FaultRule } from './faults.ts';
import { createLag } from './lag.ts';
import { serve, type Work } from './serve.ts';
import type { SandboxPerson } from './seed/ids.ts';
import type { TenantState } from './state.ts';
import { loadState, saveState } from './store.ts';
import type { Tenant } from './tenant.ts';
import { malformedJson, readRequest, sendAnswer, unreadable } from './wire.ts';

export type { Answer, GraphRequest, Observer, RecordedCall } from './call.ts';
export type { FaultRule } from './faults.ts';
export type { TenantState } from './state.ts';

export interface TenantOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Where state is kept; without it the tenant lives in memory only. */
  readonly file?: string;
  readonly now?: () => Date;
  /** The state to begin with where no file is there yet. */
  readonly seed?: TenantState;
  readonly log?: (event: object) => void;
  /** Sees all that is asked and answered. */
  readonly observer?: Observer | undefined;
}

export interface RunningTenant {
  /** `http://127.0.0.1:PORT`, without `/v1.0`. */
  readonly url: string;
  /** The live state: tests may read and edit it. */
  readonly state: TenantState;
  /** Every call and every batch item in order of arrival. */
  readonly calls: RecordedCall[];
  fault(rule: FaultRule): void;
  clearFaults(): void;
  /** Takes application permissions away, one by one: calls that need one of them are refused from now on. */
  withhold(...permissions: string[]): void;
  /** Gives all permissions back. */
  grantAll(): void;
  /** Adds somebody with 500 groups, 60 of them their own, 40 devices and 200 reports, below this manager. */
  addBigPerson(managerId: string): SandboxPerson;
  close(): Promise<void>;
}

/** Starts a simulated Microsoft 365 tenant that answers Graph v1.0 on loopback. Throws when the port is taken. */
export async function startTenant(options: TenantOptions): Promise<RunningTenant> {
  const tenant = createTenant(options);
  const server = createServer((message, response) => respond(tenant, message, response));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    state: tenant.state,
    calls: tenant.calls,
    fault: (rule) => tenant.faults.add(rule),
    clearFaults: () => tenant.faults.clear(),
    withhold: (...permissions) => withhold(tenant, permissions),
    grantAll: () => grantAll(tenant),
    addBigPerson: (managerId) => addBigPerson(tenant.state, managerId, tenant.now()),
    close: () => stop(server),
  };
}

function createTenant(options: TenantOptions): Tenant {
  const now = options.now ?? (() => new Date());
  const { file } = options;
  const kept = file === undefined ? undefined : loadState(file);
  // What a file of an earlier release does not know of is as it is at first.
  const state = { ...(options.seed ?? seedTenant(now())), ...kept };
  const save = file === undefined ? () => undefined : () => saveState(file, state);
  return {
    state,
    calls: [],
    faults: createFaults(),
    lag: createLag(),
    now,
    save,
    log: options.log ?? (() => undefined),
    observer: options.observer,
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function respond(tenant: Tenant, message: IncomingMessage, response: ServerResponse): void {
  answerMessage(tenant, message)
    .then((answer) => sendAnswer(response, answer))
    .catch((error: unknown) => {
      if (!(error instanceof DroppedConnection)) tenant.log({ event: 'tenant failed', error });
      message.socket.destroy();
    });
}

async function answerMessage(tenant: Tenant, message: IncomingMessage): Promise<Answer> {
  const prefix = /^\/(v1\.0|sandbox)(?=\/|\?|$)/.exec(message.url ?? '')?.[0] ?? '';
  const request = await readRequest(message, prefix);
  if (prefix === '/sandbox') return steer(tenant, request);
  return serve(tenant, request, workFor(prefix, request));
}

/** Unreadable bodies and other versions of Graph are refused like everything else: counted, and under the same faults. */
function workFor(prefix: string, request: GraphRequest): Work | undefined {
  if (prefix === '') return refuse(segmentNotFound(request.path.split('/')[1] ?? ''));
  if (request.body === unreadable) return refuse(malformedJson());
  return request.method === 'POST' && request.path === '/$batch' ? answerBatch : undefined;
}

function refuse(failure: GraphFailure): Work {
  return () => {
    throw failure;
  };
}

function steer(tenant: Tenant, request: GraphRequest): Answer {
  try {
    return answerControl(tenant, request);
  } catch (error) {
    const failure = error instanceof GraphFailure ? error : failureOf(500);
    return errorAnswer(failure, { requestId: '', clientRequestId: '' }, tenant.now());
  }
}
