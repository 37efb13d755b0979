import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { jwtVerify } from 'jose';

import { hasCode } from '../../src/errors.ts';
import { tokenOf } from '../../src/graph/credential.ts';
import { createStandInCredential } from '../../src/graph/standInCredential.ts';
import { makeCertificate } from '../support/certificate.ts';

const botId = '0c803b5d-13f7-49ec-a422-f1665c722fae';
const tenantId = '6f7d1b0e-3c1a-4a58-9f0e-1d2c3b4a5f60';
const identityId = '9d3c1e7a-5b2f-4c86-8a17-2f4e6d8c0b13';
const scopes = ['https://graph.microsoft.com/.default', 'https://api.botframework.com/.default'] as const;

type Form = Readonly<Record<string, string>>;

/** The whole way from settings to tokens runs in a process of its own: it trusts the certificate of our stand-in for Entra. */
describe('The bot’s proof of who it is', () => {
  const { certificate, key } = makeCertificate();
  const forms: Form[] = [];
  const identityAsked: Form[] = [];
  let folder: string;
  let entra: Server;
  let machine: Server;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'farewell-credential-'));
    await writeFile(inFolder('app.pem'), certificate);
    await writeFile(inFolder('app.key'), key);
    await writeFile(inFolder('token'), 'token-of-the-cluster\n');
    entra = createHttpsServer({ cert: certificate, key }, (request, response) => {
      answerAsEntra(request, urlOf(entra, 'https'), forms).then((answer) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      }, response.destroy.bind(response));
    });
    machine = createHttpServer((request, response) => {
      const asked = Object.fromEntries(new URL(request.url ?? '', 'http://machine').searchParams);
      identityAsked.push(asked);
      const inAnHour = Math.floor(Date.now() / 1000) + 3600;
      const answer = { access_token: `identity for ${asked['resource']}`, expires_on: inAnHour, token_type: 'Bearer' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
    for (const server of [entra, machine]) await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    forms.length = 0;
    identityAsked.length = 0;
  });
  after(async () => {
    for (const server of [entra, machine]) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true });
  });

  const inFolder = (name: string): string => path.join(folder, name);

  /** The tokens for Graph and for the Bot Framework that a bot with these settings gets. */
  async function tokensWith(own: Form): Promise<unknown> {
    const src = (name: string): string => JSON.stringify(path.join(import.meta.dirname, '../../src', name));
    const code = `
      const { processEnvironment, readLiveSettings } = await import(${src('config.ts')});
      const { credentialFor } = await import(${src('host/cloud.ts')});
      const credential = credentialFor(readLiveSettings(processEnvironment()));
      const tokens = [];
      for (const scope of ${JSON.stringify(scopes)}) tokens.push((await credential.getToken(scope)).token);
      console.log(JSON.stringify(tokens));`;
    const env = {
      NODE_EXTRA_CA_CERTS: inFolder('app.pem'),
      BOT_ID: botId,
      BOT_TYPE: 'SingleTenant',
      BOT_TENANT_ID: tenantId,
      APPROVER_GROUP_ID: botId,
      BOT_LOGIN_URL: `${urlOf(entra, 'https')}/${tenantId}`,
      IDENTITY_ENDPOINT: `${urlOf(machine, 'http')}/msi/token`,
      IDENTITY_HEADER: 'header',
      ...own,
    };
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    assert.equal(err, '');
    return JSON.parse(out);
  }

  const fromEntra = scopes.map((scope) => `app for ${scope}`);

  function assertAskedFor(proof: Form): void {
    assert.deepEqual(
      forms.map(({ scope }) => scope?.split(' ')[0]),
      scopes,
    );
    for (const form of forms) {
      const { client_id: clientId, grant_type: grant } = form;
      assert.deepEqual([clientId, grant], [botId, 'client_credentials']);
      for (const [name, value] of Object.entries(proof)) assert.equal(form[name], value);
    }
  }

  it('is a managed identity’s token, without Entra’s login or any secret', async () => {
    assert.deepEqual(
      await tokensWith({ BOT_TYPE: 'UserAssignedMSI' }),
      ['https://graph.microsoft.com', 'https://api.botframework.com'].map((resource) => `identity for ${resource}`),
    );
    assert.deepEqual(
      identityAsked.map(({ client_id: id }) => id),
      [botId, botId],
    );
    assert.deepEqual(forms, []);
  });

  it('is the token of a managed identity that the app registration trusts', async () => {
    assert.deepEqual(await tokensWith({ BOT_FEDERATED_CLIENT_ID: identityId }), fromEntra);
    assertAskedFor({ client_assertion: 'identity for api://AzureADTokenExchange' });
    assert.ok(identityAsked.every(({ client_id: id }) => id === identityId));
  });

  it('is the token in a file that the app registration trusts', async () => {
    assert.deepEqual(await tokensWith({ BOT_FEDERATED_TOKEN_FILE: inFolder('token') }), fromEntra);
    assertAskedFor({ client_assertion: 'token-of-the-cluster' });
    assert.deepEqual(identityAsked, []);
  });

  it('is the token in a file that the managed identity trusts', async () => {
    const settings = { BOT_TYPE: 'UserAssignedMSI', BOT_FEDERATED_TOKEN_FILE: inFolder('token') };
    assert.deepEqual(await tokensWith(settings), fromEntra);
    assertAskedFor({ client_assertion: 'token-of-the-cluster' });
  });

  it('is signed with the certificate’s key, from a file of its own', async () => {
    const files = { BOT_CERTIFICATE_PATH: inFolder('app.pem'), BOT_CERTIFICATE_KEY_PATH: inFolder('app.key') };
    assert.deepEqual(await tokensWith(files), fromEntra);
    assertAskedFor({});
    const { publicKey, raw } = new X509Certificate(certificate);
    const { payload, protectedHeader } = await jwtVerify(forms[0]?.['client_assertion'] ?? '', publicKey, {
      // It counts in whole seconds, rounded.
      clockTolerance: 5,
    });
    assert.equal(payload.iss, botId);
    assert.equal(protectedHeader['x5t#S256'], createHash('sha256').update(raw).digest('base64url'));
  });

  it('is a secret', async () => {
    assert.deepEqual(await tokensWith({ BOT_PASSWORD: 'of the bot' }), fromEntra);
    assertAskedFor({ client_secret: 'of the bot' });
  });
});

describe('A stand-in for Entra on loopback', () => {
  const forms: Form[] = [];
  let server: Server;
  before(async () => {
    server = createHttpServer((request, response) => {
      answerAsEntra(request, urlOf(server, 'http'), forms).then((answer) => {
        response.statusCode = request.url === `/${tenantId}/oauth2/v2.0/token` ? 200 : 404;
        response.end(JSON.stringify(answer));
      }, response.destroy.bind(response));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const app = (tenant: string) => ({
    tenantId: tenant,
    clientId: botId,
    secret: 'of the bot',
    authorityHost: urlOf(server, 'http'),
  });

  it('is asked with the secret, and again for a scope only shortly before the token’s end', async () => {
    const clock = { now: 0 };
    const credential = createStandInCredential(app(tenantId), () => clock.now);
    for (const [scope, now] of [
      [scopes[0], 0],
      [scopes[1], 0],
      [scopes[0], 54 * 60_000],
      [scopes[0], 56 * 60_000],
    ] as const) {
      clock.now = now;
      assert.equal((await credential.getToken(scope))?.token, `app for ${scope}`);
    }
    assert.deepEqual(
      forms.map(({ scope, client_secret: secret }) => [scope, secret]),
      [scopes[0], scopes[1], scopes[0]].map((scope) => [scope, 'of the bot']),
    );
  });

  it('that refuses is a token that cannot be had', async () => {
    const token = tokenOf(createStandInCredential(app('elsewhere')), scopes[0]);
    await assert.rejects(token(), (error) => hasCode(error, 'token-unavailable') && error.cause instanceof Error);
  });
});

describe('A token for a service', () => {
  it('that a credential has none of is said so', async () => {
    const token = tokenOf({ getToken: () => Promise.resolve(null) }, scopes[1]);
    await assert.rejects(token(), (error) => hasCode(error, 'token-unavailable'));
  });
});

/** Entra's two documents that count here: where tokens are asked for, and a token that tells what for. */
async function answerAsEntra(
  request: IncomingMessage,
  own: string,
  forms: Form[],
): Promise<Readonly<Record<string, unknown>>> {
  if (!new URL(request.url ?? '', own).pathname.endsWith('/oauth2/v2.0/token')) {
    const tenant = `${own}/${tenantId}`;
    return {
      issuer: `${tenant}/v2.0`,
      token_endpoint: `${tenant}/oauth2/v2.0/token`,
      authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
      jwks_uri: `${tenant}/discovery/v2.0/keys`,
    };
  }
  const form = Object.fromEntries(new URLSearchParams(await text(request)));
  forms.push(form);
  return { access_token: `app for ${form['scope']?.split(' ')[0]}`, expires_in: 3600, token_type: 'Bearer' };
}

function urlOf(server: Server, scheme: 'http' | 'https'): string {
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
