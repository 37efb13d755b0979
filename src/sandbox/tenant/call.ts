import type { Query } from './odata.ts';
import type { TenantState } from './state.ts';

/** One Graph request, from the wire or from a batch; `path` and `query` are as sent, without `/v1.0`. */
export interface GraphRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Where this tenant answers, `/v1.0` included; links in answers start with it. */
  readonly base: string;
  readonly batch: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route's handler gets: the state to answer from and the request taken apart. */
export interface Call {
  readonly state: TenantState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: unknown;
  readonly base: string;
  readonly now: Date;
}

export interface RecordedCall {
  readonly method: string;
  /** Decoded, with its query, without `/v1.0`. */
  readonly path: string;
  /** 0 until answered, and for good when the connection was dropped. */
  status: number;
  /** ISO time of arrival. */
  readonly at: string;
  readonly batch?: boolean;
  readonly clientRequestId?: string;
  readonly priority?: string;
}

/** Is told of each request, those within a batch one by one, and of each answer that no fault stands in for. */
export interface Observer {
  asked(request: GraphRequest): void;
  answered(request: GraphRequest, answer: Answer): void;
}

export const noContent: Answer = { status: 204 };

/** Path and query as people read them; what cannot be decoded is left as it came. */
export function readablePath(request: Pick<GraphRequest, 'path' | 'query'>): string {
  const full = request.query === '' ? request.path : `${request.path}?${request.query}`;
  try {
    return decodeURIComponent(full.replaceAll('+', ' '));
  } catch {
    return full;
  }
}
