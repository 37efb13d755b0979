import assert from 'node:assert/strict';

import { hasCode } from '../../src/errors.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { checkRequest } from '../support/openapi.ts';
import { mark, now, openBench, type Bench } from './bench.ts';

const { admin, leaver } = sandboxPeople;
const nobody = '11111111-1111-4111-8111-111111111111';

describe('Ending access', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('blocking is one PATCH that turns the account off and nothing else', async () => {
    await bench.tenant.blockSignIn(leaver.id, mark);
    assert.deepEqual(
      bench.server.calls.map(({ method, path }) => `${method} ${path}`),
      [`PATCH /users/${leaver.id}`],
    );
    assert.equal((await bench.tenant.readAccount(leaver.id))?.accountEnabled, false);
  });

  it('revoking moves the time from which sessions are valid', async () => {
    const before = await bench.tenant.readAccount(leaver.id);
    await bench.tenant.revokeSessions(leaver.id, mark);
    const after = await bench.tenant.readAccount(leaver.id);
    assert.notEqual(after?.signInSessionsValidFrom, before?.signInSessionsValidFrom);
    assert.equal(Date.parse(after?.signInSessionsValidFrom ?? ''), now.getTime());
  });

  for (const [status, body] of [
    [200, ''],
    [200, '{"value":true}'],
    [204, ''],
  ] as const) {
    it(`revoking succeeds with ${status} and ${JSON.stringify(body)}`, async () => {
      bench.server.fault({ path: 'revokeSignInSessions', answer: { status, body } });
      await bench.tenant.revokeSessions(leaver.id, mark);
    });
  }

  it('a deleted user is among the deleted ones, and not among the live', async () => {
    assert.equal(await bench.tenant.readDeleted(leaver.id), undefined);
    await bench.tenant.deleteUser(leaver.id, mark);
    assert.equal(await bench.tenant.readAccount(leaver.id), undefined);
    assert.deepEqual(await bench.tenant.readDeleted(leaver.id), { deletedAt: now });
  });

  it('deleting twice is not found the second time', async () => {
    await bench.tenant.deleteUser(leaver.id, mark);
    await assert.rejects(bench.tenant.deleteUser(leaver.id, mark), (error) => hasCode(error, 'graph-not-found'));
  });

  it('a privileged person is refused', async () => {
    await assert.rejects(bench.tenant.blockSignIn(admin.id, mark), (error) => hasCode(error, 'graph-forbidden'));
  });

  it('nobody has no account', async () => {
    assert.equal(await bench.tenant.readAccount(nobody), undefined);
  });

  it('every request is one that Microsoft describes', async () => {
    await bench.tenant.searchPeople('alex@contoso.example', 5);
    await bench.tenant.readLeaverAndPeople(leaver.id, {
      rights: [{ id: admin.id, groupIds: [nobody] }],
      successorId: sandboxPeople.manager.id,
    });
    await bench.tenant.readLicenceCounts();
    await bench.tenant.blockSignIn(leaver.id, mark);
    await bench.tenant.revokeSessions(leaver.id, mark);
    await bench.tenant.deleteUser(leaver.id, mark);
    await bench.tenant.readDeleted(leaver.id);
    const bodies: Readonly<Record<string, unknown>> = {
      PATCH: { accountEnabled: false },
      POST: { ids: [nobody] },
    };
    for (const { method, path } of bench.server.calls) {
      if (path === '/$batch') continue;
      const body = path.endsWith('revokeSignInSessions') ? undefined : bodies[method];
      assert.deepEqual(checkRequest(method, path, body), [], `${method} ${path}`);
    }
  });
});
