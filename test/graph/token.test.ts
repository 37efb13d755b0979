import assert from 'node:assert/strict';
import type { GetTokenOptions, TokenCredential } from '@azure/identity';
import sinon from 'sinon';

import { hasCode } from '../../src/errors.ts';
import { mark, openBench, type Bench } from './bench.ts';

const account = { id: '1', accountEnabled: true, signInSessionsValidFromDateTime: null };

interface Asked {
  readonly scope: string | string[];
  readonly claims: string | undefined;
}

/** A credential that hands out token-1, token-2, … and remembers what it was asked. */
function credentialOf(asked: Asked[]): TokenCredential {
  return {
    async getToken(scope: string | string[], options?: GetTokenOptions) {
      asked.push({ scope, claims: options?.claims });
      return { token: `token-${asked.length}`, expiresOnTimestamp: Infinity };
    },
  };
}

describe('The token for Graph', () => {
  let asked: Asked[];
  let bench: Bench;
  let answers: Response[];
  let tokens: (string | null)[];

  async function open(baseUrl: string, credential: TokenCredential | undefined = credentialOf(asked)) {
    bench = await openBench({ baseUrl, credential });
    sinon.replace(globalThis, 'fetch', (async (_: URL, init: RequestInit) => {
      tokens.push(new Headers(init.headers).get('authorization'));
      return answers.shift() ?? Response.json(account);
    }) as typeof fetch);
  }

  beforeEach(() => {
    [asked, answers, tokens] = [[], [], []];
  });
  afterEach(async () => {
    sinon.restore();
    await bench.close();
  });

  it('goes to the configured host, asked with that cloud’s scope', async () => {
    await open('https://graph.microsoft.us');
    await bench.tenant.readAccount('1');
    assert.deepEqual(tokens, ['Bearer token-1']);
    assert.equal(asked[0]?.scope, 'https://graph.microsoft.us/.default');
  });

  it('is never sent in the clear', async () => {
    await open('http://graph.test');
    await bench.tenant.readAccount('1');
    assert.deepEqual([tokens, asked], [[null], []]);
  });

  it('is not needed in the sandbox', async () => {
    bench = await openBench();
    assert.equal(await bench.tenant.readAccount('11111111-1111-4111-8111-111111111111'), undefined);
  });

  it('is fetched anew once after a 401, with the claims that were demanded', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const challenge = `Bearer realm="", claims="${Buffer.from(claims).toString('base64')}", error="insufficient_claims"`;
    answers.push(new Response('', { status: 401, headers: { 'www-authenticate': challenge } }));
    await open('https://graph.test');
    await bench.tenant.readAccount('1');
    assert.deepEqual(tokens, ['Bearer token-1', 'Bearer token-2']);
    assert.deepEqual(
      asked.map((one) => one.claims),
      [undefined, claims],
    );
  });

  it('is not fetched a third time', async () => {
    answers.push(new Response('', { status: 401 }), new Response('', { status: 401 }));
    await open('https://graph.test');
    await assert.rejects(bench.tenant.blockSignIn('1', mark), (error) => hasCode(error, 'graph-unauthorized'));
    assert.equal(tokens.length, 2);
  });

  const refusals: readonly [name: string, code: 'graph-unauthorized' | 'graph-unavailable'][] = [
    ['AuthenticationError', 'graph-unauthorized'],
    ['CredentialUnavailableError', 'graph-unauthorized'],
    ['AbortError', 'graph-unavailable'],
    ['RestError', 'graph-unavailable'],
  ];
  for (const [name, code] of refusals) {
    it(`that cannot be had (${name}) is ${code}, and the write was never sent`, async () => {
      const failure = Object.assign(new Error('no'), { name });
      await open('https://graph.test', { getToken: () => Promise.reject(failure) });
      await assert.rejects(
        bench.tenant.blockSignIn('1', mark),
        (error) => hasCode(error, code) && error.cause === failure,
      );
      assert.deepEqual(tokens, []);
    });
  }

  it('does not follow a write to where a redirect points', async () => {
    answers.push(new Response(null, { status: 307, headers: { location: 'https://elsewhere.example/' } }));
    await open('https://graph.test');
    await assert.rejects(bench.tenant.blockSignIn('1', mark), (error) => hasCode(error, 'graph-unexpected-answer'));
    assert.equal(tokens.length, 1);
  });
});
