import assert from 'node:assert/strict';
import { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { AuthenticationConstants, GovernmentConstants } from 'botframework-connector';

import { clouds, graphScope } from '../../src/graph/clouds.ts';
import { createGraphCredential } from '../../src/graph/credential.ts';

describe('Microsoft’s clouds', () => {
  const constants = { global: AuthenticationConstants, usgov: GovernmentConstants, dod: GovernmentConstants } as const;
  for (const name of ['global', 'usgov', 'dod'] as const) {
    it(`${name} has the Bot Framework’s own addresses`, () => {
      const expected = constants[name];
      assert.equal(clouds[name].botOpenIdMetadataUrl, expected.ToBotFromChannelOpenIdMetadataUrl);
      assert.equal(clouds[name].botTokenIssuer, expected.ToBotFromChannelTokenIssuer);
      assert.equal(clouds[name].botLoginPrefix, expected.ToChannelFromBotLoginUrlPrefix);
      assert.equal(clouds[name].botOAuthScope, expected.ToChannelFromBotOAuthScope);
    });
  }

  it('every address is https, and the scope is Graph’s host', () => {
    for (const cloud of Object.values(clouds)) {
      for (const address of Object.values(cloud)) assert.match(address, /^https:\/\//);
    }
    assert.equal(graphScope(clouds.dod.graphBaseUrl), 'https://dod-graph.microsoft.us/.default');
  });
});

describe('The app’s credential', () => {
  const app = { tenantId: 'contoso.example', clientId: 'app', authorityHost: clouds.usgov.loginAuthority };

  it('is the kind that the settings say', () => {
    const managed = createGraphCredential({ kind: 'managed-identity', clientId: 'app' });
    const certificate = createGraphCredential({ ...app, kind: 'certificate', certificatePath: '/run/secrets/app.pem' });
    const secret = createGraphCredential({ ...app, kind: 'secret', secret: 'not-a-secret' });
    assert.ok(managed instanceof ManagedIdentityCredential);
    assert.ok(certificate instanceof ClientCertificateCredential);
    assert.ok(secret instanceof ClientSecretCredential);
  });
});
