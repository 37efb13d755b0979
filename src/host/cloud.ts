import type { TokenCredential } from '@azure/identity';
import type { IdentitySettings, Settings, StorageSettings } from '../config.ts';
import { FarewellError } from '../errors.ts';
import { clouds } from '../graph/clouds.ts';
import { createCredential, tokenOf, type CredentialSettings } from '../graph/credential.ts';
import type { DatabaseOptions } from '../storage/db.ts';
import type { BotEndpoints } from './authentication.ts';

/** The Bot Framework's addresses in the chosen cloud, each of which a setting may override. */
export function botEndpointsOf(settings: Settings): BotEndpoints {
  const cloud = clouds[settings.CLOUD];
  return {
    openIdMetadataUrl: settings.BOT_OPENID_METADATA_URL ?? cloud.botOpenIdMetadataUrl,
    tokenIssuer: settings.BOT_TOKEN_ISSUER ?? cloud.botTokenIssuer,
    loginUrl: settings.BOT_LOGIN_URL ?? `${cloud.loginAuthority}/${settings.BOT_TENANT_ID ?? ''}`,
    oauthScope: settings.BOT_OAUTH_SCOPE ?? cloud.botOAuthScope,
  };
}

export function graphBaseUrlOf({ GRAPH_BASE_URL, CLOUD }: Settings): string {
  return GRAPH_BASE_URL ?? clouds[CLOUD].graphBaseUrl;
}

/** The bot's one credential, for every token that it needs; undefined in a sandbox without a BOT_ID. */
export function credentialFor(settings: Partial<IdentitySettings>): TokenCredential | undefined {
  return settings.BOT_ID === undefined ? undefined : createCredential(credentialOf(settings));
}

/** How the bot proves who it is: the settings were checked to name exactly one way. */
export function credentialOf(settings: Partial<IdentitySettings>): CredentialSettings {
  const {
    BOT_TYPE,
    BOT_FEDERATED_TOKEN_FILE: tokenFile,
    BOT_FEDERATED_CLIENT_ID: identityClientId,
    BOT_CERTIFICATE_PATH: certificatePath,
    BOT_CERTIFICATE_KEY_PATH: keyPath,
    BOT_PASSWORD: secret,
    CLOUD = 'global',
  } = settings;
  const app = appOf(settings);
  // First of all: it proves a managed identity too, where no machine of Azure's does.
  if (tokenFile !== undefined) return { kind: 'federated-token', tokenFile, ...app };
  if (BOT_TYPE === 'UserAssignedMSI') return { kind: 'managed-identity', clientId: app.clientId };
  if (identityClientId !== undefined) {
    const { tokenExchangeScope } = clouds[CLOUD];
    return { kind: 'federated-identity', identityClientId, tokenExchangeScope, ...app };
  }
  if (certificatePath !== undefined && keyPath !== undefined) {
    return { kind: 'certificate', certificatePath, keyPath, ...app };
  }
  if (secret !== undefined) return { kind: 'secret', secret, ...app };
  throw new FarewellError('settings-invalid', 'no way for the bot to prove who it is');
}

/** BOT_LOGIN_URL is <host>/<tenant>, the tenant's own id where it has only a host. */
function appOf({ BOT_ID = '', BOT_TENANT_ID = '', BOT_LOGIN_URL, CLOUD = 'global' }: Partial<IdentitySettings>) {
  const { origin, pathname } = new URL(BOT_LOGIN_URL ?? clouds[CLOUD].loginAuthority);
  return {
    clientId: BOT_ID,
    tenantId: pathname.split('/')[1] || BOT_TENANT_ID,
    authorityHost: origin,
    disableInstanceDiscovery: BOT_LOGIN_URL !== undefined,
  };
}

/** Which database to open, and the token for it where Entra guards it: one of the bot's own, as fresh as it has to be. */
export function databaseOf(settings: StorageSettings, credential = credentialFor(settings)): DatabaseOptions {
  const { DATABASE_URL: url, DATA_DIR: dataDir, DATABASE_AUTH, CLOUD = 'global' } = settings;
  if (DATABASE_AUTH !== 'entra' || credential === undefined) return { url, dataDir };
  return { url, dataDir, password: tokenOf(credential, clouds[CLOUD].databaseScope) };
}
