import type { Context, Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client';
import type { TokenCredential } from '@azure/identity';
import { FarewellError } from '../errors.ts';

/** Goes with one attempt through the SDK, which would reduce a failure to its name. */
export class Errand implements MiddlewareOptions {
  readonly claims: string | undefined;
  failure: unknown;

  /** @param claims what the last answer demanded of a new token */
  constructor(claims: string | undefined) {
    this.claims = claims;
  }
}

export interface Wire {
  readonly baseUrl: string;
  readonly credential: TokenCredential | undefined;
  readonly scope: string;
  readonly timeoutSeconds: number;
}

/**
 * The SDK's chain in one link. Its own retries also repeat writes, its time-out is shared by all attempts, and it trusts
 * every Microsoft host with the token.
 */
export function createMiddleware(wire: Wire): Middleware {
  return {
    async execute(context: Context) {
      const errand = context.middlewareControl?.getMiddlewareOptions(Errand) as Errand;
      try {
        context.response = await send(wire, context, errand.claims);
      } catch (error) {
        errand.failure = error;
      }
    },
  };
}

async function send(wire: Wire, { request, options }: Context, claims: string | undefined): Promise<Response> {
  // Always an address here: only the SDK's file uploads hand over a Request.
  const url = new URL(request as string);
  const headers = new Headers(options?.headers);
  const signal = AbortSignal.timeout(wire.timeoutSeconds * 1000);
  const token = await tokenFor(wire, url, { signal, claims });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  // Graph's directory never redirects: a redirect comes from something in between, which must not get a write.
  const init = { method: options?.method ?? 'GET', body: options?.body ?? null, headers, signal, redirect: 'manual' };
  return fetch(url, init as RequestInit);
}

interface TokenWish {
  readonly signal: AbortSignal;
  readonly claims?: string | undefined;
}

/**
 * Our own token for Graph, which the credential keeps as long as it holds; it goes to the one host we were configured with, and never
 * in the clear. undefined: none for this address, or there is no credential. Throws `graph-unauthorized`, `graph-unavailable`.
 */
export async function tokenFor(
  { baseUrl, credential, scope }: Pick<Wire, 'baseUrl' | 'credential' | 'scope'>,
  url: URL,
  { signal, claims }: TokenWish,
): Promise<string | undefined> {
  if (credential === undefined || url.protocol !== 'https:' || url.origin !== new URL(baseUrl).origin) return undefined;
  try {
    const options = { abortSignal: signal, ...(claims !== undefined && { claims }) };
    const token = await credential.getToken(scope, options);
    if (token !== null) return token.token;
  } catch (cause) {
    throw noToken(cause);
  }
  throw noToken(undefined);
}

const refusals = ['AuthenticationError', 'AuthenticationRequiredError', 'CredentialUnavailableError'];

/** Nothing was sent to Graph yet, so the outcome of a write is not in doubt. */
function noToken(cause: unknown): FarewellError {
  const passing = cause instanceof Error && !refusals.includes(cause.name);
  const code = passing ? 'graph-unavailable' : 'graph-unauthorized';
  return new FarewellError(code, 'no token for Graph', { cause });
}
