import type { Attempt } from './answer.ts';

/**
 * What a 401 demands of the next token, as JSON: with it the credential asks Entra afresh instead of its cache.
 * Entra reference: claims challenge.
 */
export function claimsDemanded(attempt: Attempt): string | undefined {
  if ('lost' in attempt || attempt.status !== 401) return undefined;
  const encoded = /claims="([^"]+)"/.exec(attempt.headers.get('www-authenticate') ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}
