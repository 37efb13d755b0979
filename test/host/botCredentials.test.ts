import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClaimsIdentity } from 'botframework-connector';
import { readSandboxSettings } from '../../src/config.ts';
import { hasCode } from '../../src/errors.ts';
import { createAuthentication } from '../../src/host/authentication.ts';
import { BotCredentials } from '../../src/host/botCredentials.ts';
import { botEndpointsOf } from '../../src/host/cloud.ts';

const botId = '0c803b5d-13f7-49ec-a422-f1665c722fae';

describe('The bot’s credentials for the Bot Framework', () => {
  const headers: (string | undefined)[] = [];
  let service: Server;
  before(async () => {
    service = createServer((request, response) => {
      headers.push(request.headers.authorization);
      response.setHeader('content-type', 'application/json').end('{"id":"1"}');
    });
    await once(service.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    headers.length = 0;
  });
  after(() => {
    service.closeAllConnections();
    service.close();
  });

  /** Sends a message as a turn does, with the connector that botbuilder makes. */
  async function send(scope: string | undefined): Promise<void> {
    const settings = readSandboxSettings(
      {
        BOT_ID: botId,
        BOT_TENANT_ID: botId,
        BOT_PASSWORD: 's',
        ...(scope !== undefined && { BOT_OAUTH_SCOPE: scope }),
      },
      {},
    );
    const asked = { count: 0 };
    const credential = {
      getToken: async (wanted: string | string[]) => ({
        token: `${(asked.count += 1)} for ${String(wanted)}`,
        expiresOnTimestamp: Infinity,
      }),
    };
    const { framework } = createAuthentication(settings, botEndpointsOf(settings), credential);
    const identity = new ClaimsIdentity([{ type: 'aud', value: botId }], true);
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const client = await framework.createConnectorFactory(identity).create(url, settings.BOT_OAUTH_SCOPE ?? '');
    for (const text of ['one', 'two']) await client.conversations.sendToConversation('19:a', { text });
  }

  it('sign every request with a token that the credential gave for it', async () => {
    await send('https://api.botframework.us');
    assert.deepEqual(headers, [
      'Bearer 1 for https://api.botframework.us/.default',
      'Bearer 2 for https://api.botframework.us/.default',
    ]);
  });

  it('take a scope as it is where it is one already', async () => {
    await send('api://bots/.default');
    assert.equal(headers[0], 'Bearer 1 for api://bots/.default');
  });

  const credentials = new BotCredentials(botId, { getToken: () => Promise.reject(new Error('no')) });

  it('are of the one bot, and are always asked for', async () => {
    assert.equal(await credentials.isValidAppId(botId), true);
    assert.equal(await credentials.isValidAppId('another'), false);
    assert.equal(await credentials.isAuthenticationDisabled(), false);
    await assert.rejects(credentials.createCredentials('another', 'api://bots'), (error) => hasCode(error, 'internal'));
    await assert.rejects(credentials.createCredentials(botId, undefined), (error) => hasCode(error, 'internal'));
  });

  it('without a token fail the request before it is sent, and not with a status that a service could have answered', async () => {
    const { signRequest } = await credentials.createCredentials(botId, 'api://bots');
    await assert.rejects(
      signRequest({} as never),
      (error) => hasCode(error, 'token-unavailable') && !('statusCode' in error),
    );
  });
});
