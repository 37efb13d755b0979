import { FarewellError } from '../errors.ts';
import type { Settings } from '../config.ts';
import { clouds } from '../graph/clouds.ts';
import type { GraphCredentialSettings } from '../graph/credential.ts';
import type { BotEndpoints } from './authentication.ts';

/** The Bot Framework's addresses in the chosen cloud, each of which a setting may override. */
export function botEndpointsOf(settings: Settings): BotEndpoints {
  const cloud = clouds[settings.CLOUD];
  return {
    openIdMetadataUrl: settings.BOT_OPENID_METADATA_URL ?? cloud.botOpenIdMetadataUrl,
    tokenIssuer: settings.BOT_TOKEN_ISSUER ?? cloud.botTokenIssuer,
    loginUrl: settings.BOT_LOGIN_URL ?? `${cloud.botLoginPrefix}${settings.BOT_TENANT_ID ?? ''}`,
    oauthScope: settings.BOT_OAUTH_SCOPE ?? cloud.botOAuthScope,
  };
}

export function graphBaseUrlOf({ GRAPH_BASE_URL, CLOUD }: Settings): string {
  return GRAPH_BASE_URL ?? clouds[CLOUD].graphBaseUrl;
}

/** How the bot signs in to Graph: secretless first, then certificate, then secret; the settings were checked before. */
export function graphCredentialOf(settings: Settings): GraphCredentialSettings {
  const {
    BOT_ID: clientId = '',
    BOT_TENANT_ID: tenantId = '',
    BOT_TYPE,
    BOT_CERTIFICATE_PATH,
    BOT_PASSWORD,
  } = settings;
  if (BOT_TYPE === 'UserAssignedMSI') return { kind: 'managed-identity', clientId };
  const registration = { tenantId, clientId, authorityHost: clouds[settings.CLOUD].loginAuthority };
  if (BOT_CERTIFICATE_PATH !== undefined)
    return { kind: 'certificate', certificatePath: BOT_CERTIFICATE_PATH, ...registration };
  if (BOT_PASSWORD !== undefined) return { kind: 'secret', secret: BOT_PASSWORD, ...registration };
  throw new FarewellError('settings-invalid', 'no credential for Microsoft Graph');
}
