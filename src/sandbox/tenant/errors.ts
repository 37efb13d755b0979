import type { Answer } from './call.ts';

/** A refusal in Graph's own words: status, `error.code` and message (learn.microsoft.com/graph/errors). */
export class GraphFailure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What no answer can be given to: the connection is cut. */
export class DroppedConnection extends Error {}

export function resourceNotFound(name: string): GraphFailure {
  const message = `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphFailure(404, 'Request_ResourceNotFound', message);
}

export function segmentNotFound(segment: string): GraphFailure {
  return new GraphFailure(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}

export function badRequest(message: string): GraphFailure {
  return new GraphFailure(400, 'Request_BadRequest', message);
}

export function unsupportedQuery(message: string): GraphFailure {
  return new GraphFailure(400, 'Request_UnsupportedQuery', message);
}

export function requestDenied(message = 'Insufficient privileges to complete the operation.'): GraphFailure {
  return new GraphFailure(403, 'Authorization_RequestDenied', message);
}

/** The refusal that Graph gives to changes of what Active Directory masters (graph.md §12). */
export function masteredOnPremises(): GraphFailure {
  return badRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  );
}

/** Outlook's 404 for a rule or a meeting that is not, or no longer, there. */
export function itemNotFound(): GraphFailure {
  return new GraphFailure(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

/** SharePoint's 404 for a drive or what is in it. */
export function driveItemNotFound(): GraphFailure {
  return new GraphFailure(404, 'itemNotFound', 'The resource could not be found.');
}

const byStatus: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['Request_BadRequest', 'The request is not valid.'],
  401: ['InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['Request_ResourceNotFound', 'Resource not found.'],
  409: ['Directory_ConcurrencyViolation', 'Concurrency violation.'],
  424: ['FailedDependency', 'Failed Dependency'],
  429: ['TooManyRequests', 'Please retry again later.'],
  500: ['InternalServerError', 'The server encountered an unexpected error.'],
  503: ['ServiceUnavailable', 'Service is temporarily unavailable. Please wait and try again.'],
  504: ['GatewayTimeout', 'The server did not receive a timely response.'],
};

/** The failure that Graph answers a bare status with. */
export function failureOf(status: number): GraphFailure {
  const [code, message] = byStatus[status] ?? ['UnknownError', ''];
  return new GraphFailure(status, code, message);
}

export interface CallIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

/** Graph's error body; the date in it carries no zone. */
export function errorAnswer(failure: GraphFailure, ids: CallIds, now: Date): Answer {
  const innerError = {
    date: now.toISOString().slice(0, 19),
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
  };
  return { status: failure.status, body: { error: { code: failure.code, message: failure.message, innerError } } };
}
