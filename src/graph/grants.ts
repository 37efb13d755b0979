import { z } from 'zod';
import type { GraphClient } from './client.ts';

const ownClaims = z.object({ roles: z.array(z.string()).optional() });

/**
 * The application permissions in the app's own token, by Graph's names, and those that were given elsewhere; undefined: no call goes
 * with a token, as in the sandbox, or it can't be looked into. Not kept here: the credential keeps the token, and with the next one a
 * new consent shows. Throws `graph-…` where no token is to be had. Entra reference: access token claims, roles.
 */
export async function grantedPermissions(
  client: Pick<GraphClient, 'accessToken'>,
  elsewhere: readonly string[] = [],
): Promise<ReadonlySet<string> | undefined> {
  const token = await client.accessToken();
  const claims = token === undefined ? undefined : claimsIn(token);
  // Without any permission the claim is left out.
  return claims === undefined ? undefined : new Set([...(claims.roles ?? []), ...elsewhere]);
}

/** Nothing is verified: it is our own token, and Graph alone decides by it what may be done. RFC 7519. */
function claimsIn(token: string): z.infer<typeof ownClaims> | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  return ownClaims.safeParse(parsed(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
