export type CloudName = 'global' | 'usgov' | 'dod' | 'china';

/** Where one of Microsoft's national clouds keeps Graph, Entra's login, the Bot Framework and what else asks for tokens. */
export interface Cloud {
  readonly graphBaseUrl: string;
  /** Entra's login host; a tenant id follows it. */
  readonly loginAuthority: string;
  readonly botOpenIdMetadataUrl: string;
  readonly botTokenIssuer: string;
  readonly botOAuthScope: string;
  /** Scope of a token that Azure Database for PostgreSQL takes as password. */
  readonly databaseScope: string;
  /** Scope of a managed identity's token that an app registration takes as its own proof. */
  readonly tokenExchangeScope: string;
}

const usGovernment = {
  loginAuthority: 'https://login.microsoftonline.us',
  botOpenIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  botTokenIssuer: 'https://api.botframework.us',
  botOAuthScope: 'https://api.botframework.us',
  databaseScope: 'https://ossrdbms-aad.database.usgovcloudapi.net/.default',
  tokenExchangeScope: 'api://AzureADTokenExchangeUSGov/.default',
};

/**
 * Sources: Graph reference, deployments (hosts); botframework-connector's constants, and for China Bot Service's
 * how-to-deploy-china-cloud, whose login host is the one that MSAL prefers to its alias login.chinacloudapi.cn; the Azure
 * CLI's clouds (ossrdbmsResourceId); Entra's page on an app that trusts a managed identity (audiences).
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  global: {
    graphBaseUrl: 'https://graph.microsoft.com',
    loginAuthority: 'https://login.microsoftonline.com',
    botOpenIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    botTokenIssuer: 'https://api.botframework.com',
    botOAuthScope: 'https://api.botframework.com',
    databaseScope: 'https://ossrdbms-aad.database.windows.net/.default',
    tokenExchangeScope: 'api://AzureADTokenExchange/.default',
  },
  usgov: { graphBaseUrl: 'https://graph.microsoft.us', ...usGovernment },
  dod: { graphBaseUrl: 'https://dod-graph.microsoft.us', ...usGovernment },
  china: {
    graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn',
    loginAuthority: 'https://login.partner.microsoftonline.cn',
    botOpenIdMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    botTokenIssuer: 'https://api.botframework.azure.cn',
    botOAuthScope: 'https://api.botframework.azure.cn',
    databaseScope: 'https://ossrdbms-aad.database.chinacloudapi.cn/.default',
    tokenExchangeScope: 'api://AzureADTokenExchangeChina/.default',
  },
};

/** The scope that asks for all of the app's own Graph permissions in this cloud. */
export function graphScope(graphBaseUrl: string): string {
  return `${new URL(graphBaseUrl).origin}/.default`;
}
