import { readFileSync } from 'node:fs';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { FarewellError } from '../errors.ts';
import { createStandInCredential } from './standInCredential.ts';

/** How the app proves to Entra that it is itself; Graph, the Bot Framework and the database get their tokens by it. */
export type CredentialSettings =
  | { readonly kind: 'managed-identity'; readonly clientId: string }
  | (App & {
      readonly kind: 'federated-identity';
      readonly identityClientId: string;
      readonly tokenExchangeScope: string;
    })
  | (App & { readonly kind: 'federated-token'; readonly tokenFile: string })
  | (App & { readonly kind: 'certificate'; readonly certificatePath: string; readonly keyPath: string })
  | (App & { readonly kind: 'secret'; readonly secret: string });

interface App {
  readonly tenantId: string;
  readonly clientId: string;
  /** The cloud's login host, or one that the settings name. */
  readonly authorityHost: string;
  /** A host that Microsoft doesn't list can't be looked up with it, and is believed as it is. */
  readonly disableInstanceDiscovery: boolean;
}

/** The credential that the settings describe; no call is made yet. Entra reference: application authentication. */
export function createCredential(settings: CredentialSettings): TokenCredential {
  switch (settings.kind) {
    case 'managed-identity':
      // It asks its own machine, which knows its cloud.
      return new ManagedIdentityCredential({ clientId: settings.clientId });
    case 'federated-identity':
      return federated(settings);
    case 'federated-token':
      return new WorkloadIdentityCredential({ ...settings, tokenFilePath: settings.tokenFile });
    case 'certificate': {
      const certificate = `${readFileSync(settings.certificatePath, 'utf8')}\n${readFileSync(settings.keyPath, 'utf8')}`;
      return new ClientCertificateCredential(settings.tenantId, settings.clientId, { certificate }, settings);
    }
    case 'secret':
      return settings.authorityHost.startsWith('http:')
        ? createStandInCredential(settings)
        : new ClientSecretCredential(settings.tenantId, settings.clientId, settings.secret, settings);
  }
}

/** Asks for the identity's token anew whenever Entra needs the proof: one that is kept ends within a day. */
function federated({
  tenantId,
  clientId,
  identityClientId,
  tokenExchangeScope,
  ...options
}: Extract<CredentialSettings, { kind: 'federated-identity' }>): TokenCredential {
  const proof = tokenOf(new ManagedIdentityCredential({ clientId: identityClientId }), tokenExchangeScope);
  return new ClientAssertionCredential(tenantId, clientId, proof, options);
}

/**
 * A function that gives a token which still holds for a while; the credential keeps it until shortly before its end. Throws
 * `token-unavailable`.
 */
export function tokenOf(credential: TokenCredential, scope: string): () => Promise<string> {
  return async () => {
    try {
      const answer = await credential.getToken(scope);
      if (answer?.token) return answer.token;
    } catch (error) {
      throw new FarewellError('token-unavailable', `Entra gave no token for ${scope}`, { cause: error });
    }
    throw new FarewellError('token-unavailable', `the credential gave no token for ${scope}`);
  };
}
