import assert from 'node:assert/strict';
import type { TokenCredential } from '@azure/identity';

import { grantedPermissions } from '../../src/graph/grants.ts';
import { hasCode } from '../../src/errors.ts';
import { openBench, type Bench } from './bench.ts';

const graph = 'https://graph.microsoft.com';

/** As Entra makes them, but for the signature, which nobody here looks at. */
function tokenWith(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('The permissions that were granted', () => {
  let bench: Bench;
  let token: string | null;
  let asked: (string | string[])[];
  const credential: TokenCredential = {
    async getToken(scope) {
      asked.push(scope);
      return token === null ? null : { token, expiresOnTimestamp: Infinity };
    },
  };

  beforeEach(async () => {
    asked = [];
    bench = await openBench({ baseUrl: graph, credential });
  });
  afterEach(() => bench.close());

  const granted = async () => {
    const permissions = await bench.tenant.grantedPermissions();
    return permissions === undefined ? undefined : [...permissions];
  };

  it('are those in the app’s own token for Graph, and nobody else is asked', async () => {
    token = tokenWith({ aud: graph, roles: ['User.Read.All', 'Directory.Read.All'], sub: 'ünïcode ü?>' });
    assert.deepEqual(await granted(), ['User.Read.All', 'Directory.Read.All']);
    assert.deepEqual(asked, [`${graph}/.default`]);
    assert.equal(bench.server.calls.length, 0);
  });

  it('are none where the token names none', async () => {
    token = tokenWith({ aud: graph });
    assert.deepEqual(await granted(), []);
  });

  it('change with the token: no set outlives it', async () => {
    token = tokenWith({ roles: ['User.Read.All'] });
    await granted();
    token = tokenWith({ roles: ['User.Read.All', 'Device.ReadWrite.All'] });
    assert.deepEqual(await granted(), ['User.Read.All', 'Device.ReadWrite.All']);
  });

  for (const opaque of [
    'opaque',
    'a.b.c',
    'a.b',
    `a.${Buffer.from('"text"').toString('base64url')}.c`,
    tokenWith({ roles: 'User.Read.All' }),
  ]) {
    it(`can’t be told of ${opaque.slice(0, 12)}`, async () => {
      token = opaque;
      assert.equal(await granted(), undefined);
    });
  }

  it('can’t be told in the sandbox, where calls go without a token', async () => {
    token = tokenWith({ roles: [] });
    for (const options of [{ credential }, { credential: undefined }]) {
      const sandbox = await openBench(options);
      try {
        assert.equal(await sandbox.tenant.grantedPermissions(), undefined);
      } finally {
        await sandbox.close();
      }
    }
    assert.deepEqual(asked, []);
  });

  it('include those that Exchange gave, which no token tells', async () => {
    const accessToken = () => Promise.resolve(tokenWith({ roles: ['User.Read.All'] }));
    assert.deepEqual(
      await grantedPermissions({ accessToken }, ['Calendars.ReadWrite']),
      new Set(['User.Read.All', 'Calendars.ReadWrite']),
    );
    const untold = { accessToken: () => Promise.resolve(undefined) };
    assert.equal(await grantedPermissions(untold, ['Calendars.ReadWrite']), undefined);
  });

  it('are not taken for none where there is no token', async () => {
    token = null;
    await assert.rejects(bench.tenant.grantedPermissions(), (error) => hasCode(error, 'graph-unauthorized'));
  });
});
