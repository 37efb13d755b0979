import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTHeaderParameters } from 'jose';
import type { Environment } from '../../src/config.ts';
import { sandboxTenantId } from '../../src/sandbox/people.ts';
import { closeAtOnce, listenOnLoopback } from './loopback.ts';

/** A key of the channel service: its public half is published with what it is endorsed for, its private half signs. */
export interface ServiceKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: JWK & { readonly endorsements?: readonly string[] };
}

/** A stand-in for what Microsoft runs around a bot: the OpenID document and its keys, and the login for the bot's own tokens. */
export interface ChannelService {
  readonly botId: string;
  readonly issuer: string;
  /** What it publishes; may be changed at any time. */
  readonly keys: ServiceKey[];
  /** How often its keys were fetched. */
  readonly fetched: () => number;
  /** Answers 503 from now on, or no longer. */
  setDown(isDown: boolean): void;
  /** Settings of a live bot that goes by this service. */
  readonly environment: Environment;
  close(): Promise<void>;
}

export async function createKey(kid: string, endorsements?: readonly string[]): Promise<ServiceKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig' };
  return { kid, privateKey, published: endorsements === undefined ? jwk : { ...jwk, endorsements } };
}

export async function startChannelService(keys: ServiceKey[]): Promise<ChannelService> {
  const state = { keys, fetched: 0, isDown: false };
  const server = createServer((request, response) => answer(request, response, state));
  const url = await listenOnLoopback(server);
  const botId = '5a0fd7c1-2f52-4c3c-9c0b-3c8f2a6b7d10';
  const issuer = 'https://api.botframework.test';
  return {
    botId,
    issuer,
    keys,
    fetched: () => state.fetched,
    setDown: (isDown) => {
      state.isDown = isDown;
    },
    environment: {
      HOST: '127.0.0.1',
      DRAIN_SECONDS: '0',
      BOT_ID: botId,
      BOT_TYPE: 'SingleTenant',
      BOT_PASSWORD: 'not-a-real-secret',
      BOT_OPENID_METADATA_URL: `${url}/v1/.well-known/openidconfiguration`,
      BOT_TOKEN_ISSUER: issuer,
      BOT_LOGIN_URL: `${url}/${sandboxTenantId}`,
    },
    close: () => closeAtOnce(server),
  };
}

interface State {
  readonly keys: readonly ServiceKey[];
  fetched: number;
  readonly isDown: boolean;
}

function answer(request: IncomingMessage, response: ServerResponse, state: State): void {
  const [status, body] = state.isDown ? ([503, {}] as const) : contentOf(request, state);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function contentOf({ url = '', headers }: IncomingMessage, state: State): readonly [number, object] {
  if (url === '/v1/.well-known/openidconfiguration') {
    return [200, { jwks_uri: `http://${headers.host}/v1/.well-known/keys` }];
  }
  if (url === '/v1/.well-known/keys') {
    state.fetched += 1;
    return [200, { keys: state.keys.map(({ published }) => published) }];
  }
  if (url.endsWith('/oauth2/v2.0/token')) return [200, { access_token: 'the-bots-own-token', expires_in: 3600 }];
  return [404, {}];
}

/** The claims that the service puts into a token for this bot now, in seconds since 1970. */
export function claimsFor({ botId, issuer }: ChannelService, serviceUrl: string, at = Date.now()) {
  const seconds = Math.floor(at / 1000);
  return { iss: issuer, aud: botId, nbf: seconds - 10, exp: seconds + 3600, serviceurl: serviceUrl };
}

/** Signs claims as the service does; a header may say what is not so. */
export function sign(
  key: Pick<ServiceKey, 'kid'> & { readonly privateKey: CryptoKey | Uint8Array },
  claims: Readonly<Record<string, unknown>>,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })
    .sign(key.privateKey);
}
