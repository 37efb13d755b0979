import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';

/** How the app proves to Entra that it is itself. */
export type GraphCredentialSettings =
  | { readonly kind: 'managed-identity'; readonly clientId: string }
  | (AppRegistration & { readonly kind: 'certificate'; readonly certificatePath: string })
  | (AppRegistration & { readonly kind: 'secret'; readonly secret: string });

interface AppRegistration {
  readonly tenantId: string;
  readonly clientId: string;
  /** The cloud's login host. */
  readonly authorityHost: string;
}

/** The credential that the settings describe; no call is made yet. Entra reference: application authentication. */
export function createGraphCredential(settings: GraphCredentialSettings): TokenCredential {
  // A managed identity asks its own machine, which knows its cloud.
  if (settings.kind === 'managed-identity') return new ManagedIdentityCredential({ clientId: settings.clientId });
  const { tenantId, clientId, authorityHost } = settings;
  return settings.kind === 'certificate'
    ? new ClientCertificateCredential(tenantId, clientId, settings.certificatePath, { authorityHost })
    : new ClientSecretCredential(tenantId, clientId, settings.secret, { authorityHost });
}
