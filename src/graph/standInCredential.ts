import type { AccessToken, TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { FarewellError } from '../errors.ts';

export interface StandInApp {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: string;
  /** A stand-in for Entra on this machine, http://127.0.0.1:port; Microsoft's library refuses to speak to one without TLS. */
  readonly authorityHost: string;
}

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() });

/** As early as @azure/identity asks for the next one. */
const earlyMs = 5 * 60_000;

/** Tokens from a stand-in by the client credentials grant, kept until shortly before their end. RFC 6749, 4.4. */
export function createStandInCredential(app: StandInApp, now: () => number = Date.now): TokenCredential {
  const kept = new Map<string, AccessToken>();
  return {
    async getToken(scopes) {
      const scope = [scopes].flat().join(' ');
      const known = kept.get(scope);
      if (known !== undefined && known.expiresOnTimestamp - earlyMs > now()) return known;
      const { access_token: token, expires_in: seconds } = await ask(app, scope);
      const fresh = { token, expiresOnTimestamp: now() + seconds * 1000 };
      kept.set(scope, fresh);
      return fresh;
    },
  };
}

async function ask({ authorityHost, tenantId, clientId, secret }: StandInApp, scope: string) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, scope };
  const answer = await fetch(new URL(`/${tenantId}/oauth2/v2.0/token`, authorityHost), {
    method: 'POST',
    body: new URLSearchParams(form),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new FarewellError('token-unavailable', `the stand-in for Entra answered ${answer.status}`);
  return tokenAnswer.parse(await answer.json());
}
