import { jwtVerify, type JWSHeaderParameters, type JWTPayload } from 'jose';
import { hasCode } from '../errors.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import type { SigningKey, SigningKeys } from './signingKeys.ts';

/** What a token that was accepted says of the activity beside it. */
export interface ChannelToken {
  /** Where the activity says that it may be answered; the token has to say the same. */
  readonly serviceUrl: unknown;
  endorses(channelId: string): boolean;
}

export interface TokenRules {
  readonly issuer: string;
  /** The bot's own id: the token is meant for it and for nobody else. */
  readonly audience: string;
  readonly keys: SigningKeys;
  readonly now: () => Date;
}

/** As Microsoft's own library allows (AuthenticationConstants): signatures by RSA only, and clocks that differ by five minutes. */
const algorithms = ['RS256', 'RS384', 'RS512'];
const clockToleranceSeconds = 5 * 60;

/**
 * Checks an Authorization header by the rules of Bot Connector authentication, step 4. botbuilder would take more: tokens that
 * Entra gave to the emulator, to skills and to an AseChannel, of any tenant, some of them without a look at the audience.
 */
export async function checkToken(
  { issuer, audience, keys, now }: TokenRules,
  authorization: string | undefined,
): Promise<ChannelToken | Refusal> {
  if (authorization === undefined) return unauthorized('no-token');
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/u.exec(authorization)?.[1];
  if (token === undefined) return unauthorized('malformed-token');
  const used: { key?: SigningKey } = {};
  const getKey = async (header: JWSHeaderParameters) => {
    used.key = await keys.find(header);
    return used.key.key;
  };
  const expected = { issuer, audience, algorithms, requiredClaims: ['exp'] };
  try {
    const { payload } = await jwtVerify(token, getKey, {
      ...expected,
      clockTolerance: clockToleranceSeconds,
      currentDate: now(),
    });
    return channelTokenOf(payload, used.key);
  } catch (error) {
    return refusalOf(error);
  }
}

function channelTokenOf({ serviceurl: serviceUrl }: JWTPayload, key: SigningKey | undefined): ChannelToken {
  return { serviceUrl, endorses: (channelId) => key?.endorses(channelId) ?? false };
}

function unauthorized(refused: RefusalCode): Refusal {
  return { refused, status: 401 };
}

/** jose's codes, in our words. */
const refusals: Readonly<Record<string, RefusalCode>> = {
  ERR_JWT_EXPIRED: 'expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown-key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'unknown-key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'wrong-claims',
  ERR_JOSE_NOT_SUPPORTED: 'malformed-token',
  ERR_JWS_INVALID: 'malformed-token',
  ERR_JWT_INVALID: 'malformed-token',
};

const claims: Readonly<Record<string, RefusalCode>> = {
  iss: 'wrong-issuer',
  aud: 'wrong-audience',
  nbf: 'not-yet-valid',
};

function refusalOf(error: unknown): Refusal {
  // Our fault and not the sender's: what is answered so may be sent again.
  if (hasCode(error, 'channel-keys-unavailable')) return { refused: 'keys-unavailable', status: 503, cause: error };
  const { code = '', claim = '' } = error as { code?: string; claim?: string };
  const refused = claims[claim] ?? refusals[code];
  if (refused === undefined) throw error;
  return unauthorized(refused);
}
