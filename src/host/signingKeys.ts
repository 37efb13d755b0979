import { createLocalJWKSet, errors, type CryptoKey, type JWSHeaderParameters, type LocalJWKSet } from 'jose';
import { z } from 'zod';
import { FarewellError } from '../errors.ts';
import { createRateLimit } from './rateLimit.ts';

/** A key with which the channel service signs. */
export interface SigningKey {
  readonly key: CryptoKey;
  /** Tells whether this key may speak for a channel. */
  endorses(channelId: string): boolean;
}

export interface SigningKeys {
  /** The key that the token names, fetched anew where it isn't known. Throws `channel-keys-unavailable`, and what jose does. */
  find(header: JWSHeaderParameters): Promise<SigningKey>;
}

/** Fetched anew after half a day; where that fails, the known ones are good for a day. Microsoft's own library keeps them that long. */
const freshForMs = 12 * 3_600_000;
const goodForMs = 24 * 3_600_000;
const fetchTimeoutMs = 5000;
/** A new key is fetched as soon as a token names it. Made-up names are too: so many at once, then one a minute. */
const fetches = { burst: 5, perSecond: 1 / 60 };

const openIdDocument = z.object({ jwks_uri: z.url() });
const keySet = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), endorsements: z.array(z.string()).optional() })).min(1),
});

type KeySet = z.infer<typeof keySet>;

interface Known {
  readonly set: KeySet;
  readonly select: LocalJWKSet;
  readonly at: number;
}

/** The keys that an OpenID document leads to, kept in memory. */
export function createSigningKeys(metadataUrl: string, now: () => Date): SigningKeys {
  const held: { known?: Known; coming?: Promise<void> } = {};
  const limit = createRateLimit({ ...fetches, now });
  const age = () => (held.known === undefined ? Infinity : now().getTime() - held.known.at);
  const fetchAnew = () => {
    held.coming ??= fetchKeys(metadataUrl)
      .then((set) => {
        held.known = { set, select: createLocalJWKSet({ keys: set.keys }), at: now().getTime() };
      })
      .finally(() => delete held.coming);
    return held.coming;
  };
  const mayFetch = () => held.coming !== undefined || limit.take('') === 0;
  return {
    async find(header) {
      if (age() > goodForMs) await fetchAnew();
      else if ((age() > freshForMs || !knows(held.known, header)) && mayFetch()) {
        await fetchAnew().catch((error: unknown) => {
          if (!knows(held.known, header)) throw error;
        });
      }
      return select(held.known, header);
    },
  };
}

function knows(known: Known | undefined, { kid }: JWSHeaderParameters): boolean {
  return known?.set.keys.some((key) => key['kid'] === kid) ?? false;
}

async function select(known: Known | undefined, header: JWSHeaderParameters): Promise<SigningKey> {
  if (known === undefined) throw unavailable('there are none');
  const named = known.set.keys.find(({ kid }) => kid === header.kid);
  // jose would take a key that no token named, were it the only one.
  if (named === undefined) throw new errors.JWKSNoMatchingKey();
  const key = await known.select(header);
  return { key, endorses: (channelId) => endorses(known.set, named.endorsements, channelId) };
}

/**
 * Bot Connector authentication, step 3: a key speaks for the channels that it is endorsed for. A service that endorses none of
 * its keys vouches for all of them, which is how Microsoft's library reads a key without endorsements.
 */
function endorses({ keys }: KeySet, own: readonly string[] = [], channelId: string): boolean {
  return own.includes(channelId) || keys.every(({ endorsements = [] }) => endorsements.length === 0);
}

/** The keys that the OpenID document at this address leads to. Throws `channel-keys-unavailable`. */
export async function fetchKeys(metadataUrl: string): Promise<KeySet> {
  try {
    const { jwks_uri: keysUrl } = openIdDocument.parse(await fetchJson(metadataUrl));
    if (metadataUrl.startsWith('https:') && !keysUrl.startsWith('https:')) throw unavailable('they are not on https');
    return keySet.parse(await fetchJson(keysUrl));
  } catch (error) {
    throw unavailable('they could not be fetched', error);
  }
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
  if (!response.ok) throw unavailable(`answered ${response.status}`);
  return response.json();
}

function unavailable(why: string, cause?: unknown): FarewellError {
  return new FarewellError('channel-keys-unavailable', `the channel service's keys: ${why}`, { cause });
}
