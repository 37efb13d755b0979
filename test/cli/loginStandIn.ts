import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeAtOnce, listenOnLoopback } from '../support/loopback.ts';

/** A stand-in for Entra's login on loopback, whose tokens name what was granted. */
export interface LoginStandIn {
  readonly url: string;
  /** What the next token names; may be changed at any time. */
  granted: readonly string[];
  /** What it answers instead of a token: an error as Entra words it. */
  refusal: string | undefined;
  /** The scopes that were asked for. */
  readonly scopes: string[];
  close(): Promise<void>;
}

export async function startLogin(granted: readonly string[]): Promise<LoginStandIn> {
  const scopes: string[] = [];
  const server = createServer((request, response) => {
    text(request).then((body) => {
      scopes.push(new URLSearchParams(body).get('scope') ?? '');
      response.statusCode = login.refusal === undefined ? 200 : 401;
      const token = { access_token: tokenWith({ roles: login.granted }), expires_in: 3600 };
      response.end(JSON.stringify(login.refusal === undefined ? token : { error_description: login.refusal }));
    }, response.destroy.bind(response));
  });
  const url = await listenOnLoopback(server);
  const login: LoginStandIn = { url, granted, refusal: undefined, scopes, close: () => closeAtOnce(server) };
  return login;
}

/** As Entra makes them, but for the signature, which nobody here looks at. */
function tokenWith(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}
