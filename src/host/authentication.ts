import { readFileSync } from 'node:fs';
import { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import {
  CertificateServiceClientCredentialsFactory,
  type BotFrameworkAuthentication,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { Settings } from '../config.ts';

export interface BotEndpoints {
  readonly openIdMetadataUrl: string;
  readonly tokenIssuer: string;
  readonly loginUrl: string;
  readonly oauthScope: string;
}

/**
 * How activities are believed and how the bot proves itself. Without a BOT_ID (sandbox only) botbuilder believes
 * unauthenticated activities, which the server then takes from loopback only.
 */
export function createAuthentication(settings: Settings, endpoints: BotEndpoints): BotFrameworkAuthentication {
  if (settings.BOT_ID === undefined) return new ConfigurationBotFrameworkAuthentication({});
  return new ConfigurationBotFrameworkAuthentication(
    {
      ToBotFromChannelOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
      ToBotFromChannelTokenIssuer: endpoints.tokenIssuer,
      ToChannelFromBotLoginUrl: endpoints.loginUrl,
      ToChannelFromBotOAuthScope: endpoints.oauthScope,
      ToBotFromEmulatorOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
      OAuthUrl: 'https://token.botframework.com',
      CallerId: 'urn:botframework:azure',
      ValidateAuthority: true,
    },
    credentialsOf(settings),
  );
}

/** Secretless first, then certificate, then secret. */
function credentialsOf(settings: Settings): ServiceClientCredentialsFactory {
  const {
    BOT_ID = '',
    BOT_TYPE,
    BOT_TENANT_ID = '',
    BOT_PASSWORD,
    BOT_CERTIFICATE_PATH,
    BOT_CERTIFICATE_KEY_PATH,
  } = settings;
  if (BOT_TYPE === 'SingleTenant' && BOT_CERTIFICATE_PATH !== undefined && BOT_CERTIFICATE_KEY_PATH !== undefined) {
    const certificate = readFileSync(BOT_CERTIFICATE_PATH, 'utf8');
    const key = readFileSync(BOT_CERTIFICATE_KEY_PATH, 'utf8');
    return new CertificateServiceClientCredentialsFactory(BOT_ID, certificate, key, BOT_TENANT_ID);
  }
  return new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: BOT_ID,
    MicrosoftAppTenantId: BOT_TENANT_ID,
    ...(BOT_TYPE === undefined ? {} : { MicrosoftAppType: BOT_TYPE }),
    ...(BOT_PASSWORD === undefined ? {} : { MicrosoftAppPassword: BOT_PASSWORD }),
  });
}
