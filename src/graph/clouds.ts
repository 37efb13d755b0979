export type CloudName = 'global' | 'usgov' | 'dod' | 'china';

/** Where one of Microsoft's national clouds keeps Graph, Entra's login and the Bot Framework. */
export interface Cloud {
  readonly graphBaseUrl: string;
  readonly loginAuthority: string;
  readonly botOpenIdMetadataUrl: string;
  readonly botTokenIssuer: string;
  /** Stands before the tenant id: botbuilder only adds the tenant itself for the hosts that it knows, and China's is not one. */
  readonly botLoginPrefix: string;
  readonly botOAuthScope: string;
}

const usGovernmentBot = {
  loginAuthority: 'https://login.microsoftonline.us',
  botOpenIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  botTokenIssuer: 'https://api.botframework.us',
  botLoginPrefix: 'https://login.microsoftonline.us/',
  botOAuthScope: 'https://api.botframework.us',
};

/** Graph reference: deployments (hosts); botframework-connector's constants, and for China docs.azure.cn how-to-deploy-china-cloud. */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  global: {
    graphBaseUrl: 'https://graph.microsoft.com',
    loginAuthority: 'https://login.microsoftonline.com',
    botOpenIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    botTokenIssuer: 'https://api.botframework.com',
    botLoginPrefix: 'https://login.microsoftonline.com/',
    botOAuthScope: 'https://api.botframework.com',
  },
  usgov: { graphBaseUrl: 'https://graph.microsoft.us', ...usGovernmentBot },
  dod: { graphBaseUrl: 'https://dod-graph.microsoft.us', ...usGovernmentBot },
  china: {
    graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn',
    loginAuthority: 'https://login.chinacloudapi.cn',
    botOpenIdMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    botTokenIssuer: 'https://api.botframework.azure.cn',
    botLoginPrefix: 'https://login.partner.microsoftonline.cn/',
    botOAuthScope: 'https://api.botframework.azure.cn',
  },
};

/** The scope that asks for all of the app's own Graph permissions in this cloud. */
export function graphScope(graphBaseUrl: string): string {
  return `${new URL(graphBaseUrl).origin}/.default`;
}
