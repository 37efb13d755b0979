import type { Server } from 'node:http';

/** How patient the door is with a connection. */
export interface HttpLimits {
  /** For the headers to arrive, from the connection's first moment. */
  readonly headersMs: number;
  /** For the whole request to arrive. */
  readonly requestMs: number;
  /** For the next request on a connection: longer than a balancer's, so that it is never we who hang up on a request. */
  readonly keepAliveMs: number;
  /** How often the first two are looked at; Node's own half a minute would be added to each. */
  readonly lookEveryMs: number;
  readonly headers: number;
}

const usual: HttpLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  lookEveryMs: 2000,
  headers: 100,
};

/** Sets how patient a server is that does not listen yet, and lets nobody change the protocol of a connection. */
export function limitHttp(server: Server, own: Partial<HttpLimits> = {}): void {
  const limits = { ...usual, ...own };
  Object.assign(server, {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.lookEveryMs,
    maxHeadersCount: limits.headers,
  });
  // restify listens and does nothing: the connection would stay open for ever, beyond each of these limits.
  server.removeAllListeners('upgrade');
}
