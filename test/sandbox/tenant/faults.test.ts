import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import { ask, withTenant } from './ask.ts';

const user = `/users/${people.leaver.id}`;
const block = { body: { accountEnabled: false } };

describe('faults of the sandbox tenant', () => {
  it(
    'strike the nth matching call, so many times, and spare others',
    withTenant(async (tenant) => {
      tenant.fault({ method: 'GET', path: '^/users/[^/]+$', nth: 2, times: 2, answer: { status: 503, retryAfter: 1 } });
      const statuses = [];
      for (let time = 0; time < 4; time += 1) statuses.push((await ask(tenant, `GET ${user}`)).status);
      assert.deepEqual(statuses, [200, 503, 503, 200]);
      assert.equal((await ask(tenant, `PATCH ${user}`, block)).status, 204);
    }),
  );

  it(
    'come with the error body of Graph, or with the page of a proxy',
    withTenant(async (tenant) => {
      tenant.fault({ path: user, answer: { status: 429, retryAfter: 'Mon, 02 Mar 2026 09:00:00 GMT' } });
      tenant.fault({ path: user, answer: { status: 502, body: '<html>Bad Gateway</html>' } });
      const throttled = await ask(tenant, `GET ${user}`);
      assert.equal(throttled.body.error.code, 'TooManyRequests');
      assert.equal(throttled.headers.get('retry-after'), 'Mon, 02 Mar 2026 09:00:00 GMT');
      const page = await ask(tenant, `GET ${user}`);
      assert.deepEqual(
        [page.status, page.text, page.headers.get('content-type')],
        [502, '<html>Bad Gateway</html>', 'text/html'],
      );
    }),
  );

  it(
    'come with the words that they are given, where those alone tell one refusal from another',
    withTenant(async (tenant) => {
      const error = { code: 'Request_BadRequest', message: 'The group must have at least one owner.' };
      tenant.fault({ path: user, answer: { status: 400, error } });
      const { status, body } = await ask(tenant, `GET ${user}`);
      assert.deepEqual([status, body.error.code, body.error.message], [400, error.code, error.message]);
    }),
  );

  it(
    'leave the effect out, or in, when the connection is lost',
    withTenant(async (tenant) => {
      const enabled = () => tenant.state.users[people.leaver.id]?.accountEnabled;
      tenant.fault({ method: 'PATCH', path: user, answer: { drop: 'before' } });
      await assert.rejects(ask(tenant, `PATCH ${user}`, block));
      assert.equal(enabled(), true);
      tenant.fault({ method: 'PATCH', path: user, answer: { drop: 'after' } });
      await assert.rejects(ask(tenant, `PATCH ${user}`, block));
      assert.equal(enabled(), false);
      assert.deepEqual(
        tenant.calls.map((call) => call.status),
        [0, 0],
      );
    }),
  );

  it(
    'can answer 500 to what has happened all the same',
    withTenant(async (tenant) => {
      tenant.fault({ method: 'DELETE', path: user, answer: { status: 500, applied: true } });
      assert.equal((await ask(tenant, `DELETE ${user}`)).status, 500);
      assert.ok(tenant.state.deletedUsers[people.leaver.id]);
    }),
  );

  it(
    'in a batch item cut the whole connection',
    withTenant(async (tenant) => {
      tenant.fault({ path: user, times: -1, answer: { drop: 'before' } });
      const requests = [
        { id: '1', method: 'GET', url: '/users' },
        { id: '2', method: 'GET', url: user },
      ];
      await assert.rejects(ask(tenant, 'POST /$batch', { body: { requests } }));
      tenant.clearFaults();
      assert.equal((await ask(tenant, 'POST /$batch', { body: { requests } })).status, 200);
    }),
  );

  it(
    'can be set, cleared and watched from another process',
    withTenant(async (tenant) => {
      const send = (method: string, path: string, body?: unknown) =>
        fetch(`${tenant.url}/sandbox${path}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const rule = { path: user, times: -1, answer: { status: 403 } };
      assert.equal((await send('POST', '/faults', [rule])).status, 204);
      assert.equal((await ask(tenant, `GET ${user}`)).body.error.code, 'Authorization_RequestDenied');
      assert.equal((await send('DELETE', '/faults')).status, 204);
      const headers = { 'client-request-id': 'abc', 'x-ms-throttle-priority': 'High' };
      assert.equal((await ask(tenant, `GET ${user}?$select=id%2Cmail`, { headers })).status, 200);
      const calls = (await (await send('GET', '/calls')).json()) as object[];
      assert.deepEqual(calls, tenant.calls);
      const { at, ...last } = tenant.calls.at(-1)!;
      assert.ok(!Number.isNaN(Date.parse(at)));
      assert.deepEqual(last, {
        method: 'GET',
        path: `${user}?$select=id,mail`,
        status: 200,
        clientRequestId: 'abc',
        priority: 'High',
      });
      assert.equal((await send('POST', '/faults', { nonsense: true })).status, 400);
      assert.equal((await send('GET', '/other')).status, 404);
    }),
  );
});
