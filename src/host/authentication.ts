import type { TokenCredential } from '@azure/identity';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import {
  AuthenticationConstants,
  ClaimsIdentity,
  type AuthenticateRequestResult,
  type BotFrameworkAuthentication,
} from 'botframework-connector';
import type { Settings } from '../config.ts';
import { BotCredentials } from './botCredentials.ts';

/** What botbuilder calls the channel service. */
const callerId = 'urn:botframework:azure';

export interface BotEndpoints {
  readonly openIdMetadataUrl: string;
  readonly tokenIssuer: string;
  readonly loginUrl: string;
  readonly oauthScope: string;
}

/** How botbuilder goes by who sends and proves who the bot is. */
export interface Authentication {
  readonly framework: BotFrameworkAuthentication;
  /** What a turn goes by once the gate has believed its token; undefined in a sandbox without a BOT_ID, where nobody has one. */
  readonly channel: AuthenticateRequestResult | undefined;
}

/** Tokens that come in are checked by the gate alone: botbuilder is told the outcome, and only signs what goes out. */
export function createAuthentication(
  { BOT_ID: botId }: Settings,
  endpoints: BotEndpoints,
  credential: TokenCredential | undefined,
): Authentication {
  if (botId === undefined || credential === undefined) {
    return { framework: new ConfigurationBotFrameworkAuthentication({}), channel: undefined };
  }
  const framework = new ConfigurationBotFrameworkAuthentication(
    {
      ToBotFromChannelOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
      ToBotFromChannelTokenIssuer: endpoints.tokenIssuer,
      ToChannelFromBotLoginUrl: endpoints.loginUrl,
      ToChannelFromBotOAuthScope: endpoints.oauthScope,
      ToBotFromEmulatorOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
      OAuthUrl: 'https://token.botframework.com',
      CallerId: callerId,
      ValidateAuthority: true,
    },
    new BotCredentials(botId, credential),
  );
  const claimsIdentity = new ClaimsIdentity([{ type: AuthenticationConstants.AudienceClaim, value: botId }], true);
  const connectorFactory = framework.createConnectorFactory(claimsIdentity);
  return { framework, channel: { claimsIdentity, connectorFactory, audience: endpoints.oauthScope, callerId } };
}
