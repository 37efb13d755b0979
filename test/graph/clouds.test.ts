import assert from 'node:assert/strict';
import { AuthenticationConstants, GovernmentConstants } from 'botframework-connector';

import { readSandboxSettings } from '../../src/config.ts';
import { clouds, graphScope, type CloudName } from '../../src/graph/clouds.ts';
import { botEndpointsOf, credentialOf, databaseOf, graphBaseUrlOf } from '../../src/host/cloud.ts';

const tenant = '0c803b5d-13f7-49ec-a422-f1665c722fae';

const government = {
  openIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  tokenIssuer: 'https://api.botframework.us',
  loginUrl: `https://login.microsoftonline.us/${tenant}`,
  oauthScope: 'https://api.botframework.us',
};
const endpoints = {
  global: {
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.com',
    loginUrl: `https://login.microsoftonline.com/${tenant}`,
    oauthScope: 'https://api.botframework.com',
  },
  usgov: government,
  dod: government,
  china: {
    openIdMetadataUrl: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    tokenIssuer: 'https://api.botframework.azure.cn',
    loginUrl: `https://login.partner.microsoftonline.cn/${tenant}`,
    oauthScope: 'https://api.botframework.azure.cn',
  },
} as const;

/** Graph, the database's scope, and the scope of a managed identity's proof. */
const others: Readonly<Record<CloudName, readonly [graph: string, database: string, proof: string]>> = {
  global: [
    'https://graph.microsoft.com',
    'https://ossrdbms-aad.database.windows.net/.default',
    'api://AzureADTokenExchange/.default',
  ],
  usgov: [
    'https://graph.microsoft.us',
    'https://ossrdbms-aad.database.usgovcloudapi.net/.default',
    'api://AzureADTokenExchangeUSGov/.default',
  ],
  dod: [
    'https://dod-graph.microsoft.us',
    'https://ossrdbms-aad.database.usgovcloudapi.net/.default',
    'api://AzureADTokenExchangeUSGov/.default',
  ],
  china: [
    'https://microsoftgraph.chinacloudapi.cn',
    'https://ossrdbms-aad.database.chinacloudapi.cn/.default',
    'api://AzureADTokenExchangeChina/.default',
  ],
};

function settingsOf(environment: Readonly<Record<string, string>>) {
  return readSandboxSettings({ BOT_TENANT_ID: tenant, ...environment }, {});
}

describe('Microsoft’s clouds', () => {
  for (const name of ['global', 'usgov', 'dod', 'china'] as const) {
    it(`CLOUD=${name} sets every address`, () => {
      const settings = settingsOf({ CLOUD: name });
      const { databaseScope, tokenExchangeScope } = clouds[name];
      assert.deepEqual(botEndpointsOf(settings), endpoints[name]);
      assert.deepEqual([graphBaseUrlOf(settings), databaseScope, tokenExchangeScope], others[name]);
      assert.equal(graphScope(graphBaseUrlOf(settings)), `${others[name][0]}/.default`);
    });
  }

  const constants = { global: AuthenticationConstants, usgov: GovernmentConstants, dod: GovernmentConstants } as const;
  for (const name of ['global', 'usgov', 'dod'] as const) {
    it(`${name} has the Bot Framework’s own addresses`, () => {
      const expected = constants[name];
      assert.equal(clouds[name].botOpenIdMetadataUrl, expected.ToBotFromChannelOpenIdMetadataUrl);
      assert.equal(clouds[name].botTokenIssuer, expected.ToBotFromChannelTokenIssuer);
      assert.equal(`${clouds[name].loginAuthority}/`, expected.ToChannelFromBotLoginUrlPrefix);
      assert.equal(clouds[name].botOAuthScope, expected.ToChannelFromBotOAuthScope);
    });
  }

  const overrides = [
    ['BOT_OPENID_METADATA_URL', 'openIdMetadataUrl', 'https://keys.example/openid'],
    ['BOT_TOKEN_ISSUER', 'tokenIssuer', 'issuer of ours'],
    ['BOT_LOGIN_URL', 'loginUrl', 'https://login.example/contoso'],
    ['BOT_OAUTH_SCOPE', 'oauthScope', 'api://bots'],
  ] as const;
  for (const [setting, endpoint, value] of overrides) {
    it(`${setting} overrides that one address`, () => {
      const settings = settingsOf({ CLOUD: 'china', [setting]: value });
      assert.deepEqual(botEndpointsOf(settings), { ...endpoints.china, [endpoint]: value });
    });
  }

  it('GRAPH_BASE_URL overrides that of Graph', () => {
    assert.equal(graphBaseUrlOf(settingsOf({ GRAPH_BASE_URL: 'https://graph.example/' })), 'https://graph.example');
  });
});

describe('The app’s credential', () => {
  const app = { BOT_ID: tenant, BOT_TENANT_ID: tenant };
  const login = { clientId: tenant, tenantId: tenant, disableInstanceDiscovery: false };

  it('goes to the cloud’s login, or to the one that is set, which Microsoft’s list need not know', () => {
    const government = credentialOf({ ...app, BOT_PASSWORD: 's', CLOUD: 'usgov' });
    const own = { ...app, BOT_PASSWORD: 's', CLOUD: 'usgov' } as const;
    assert.deepEqual(government, {
      ...login,
      kind: 'secret',
      secret: 's',
      authorityHost: 'https://login.microsoftonline.us',
    });
    const { authorityHost, tenantId, disableInstanceDiscovery } = {
      authorityHost: '',
      tenantId: '',
      disableInstanceDiscovery: false,
      ...credentialOf({ ...own, BOT_LOGIN_URL: 'https://login.example/contoso.example' }),
    };
    assert.deepEqual(
      [authorityHost, tenantId, disableInstanceDiscovery],
      ['https://login.example', 'contoso.example', true],
    );
  });

  it('of a trusted identity asks for the proof of its own cloud', () => {
    const credential = credentialOf({ ...app, BOT_FEDERATED_CLIENT_ID: 'identity', CLOUD: 'china' });
    assert.equal(credential.kind === 'federated-identity' && credential.tokenExchangeScope, others.china[2]);
  });

  it('gives the database a token of its cloud, and only where Entra guards it', async () => {
    const asked: unknown[] = [];
    const credential = {
      getToken: async (scope: unknown) => {
        asked.push(scope);
        return { token: 'token', expiresOnTimestamp: Infinity };
      },
    };
    const settings = { DATABASE_URL: 'postgres://db.example/x', DATA_DIR: '.data', CLOUD: 'dod' } as const;
    const guarded = databaseOf({ ...settings, DATABASE_AUTH: 'entra' }, credential);
    assert.equal(await guarded.password?.(), 'token');
    assert.deepEqual(asked, [others.dod[1]]);
    assert.equal(databaseOf({ ...settings, DATABASE_AUTH: 'password' }, credential).password, undefined);
  });
});
