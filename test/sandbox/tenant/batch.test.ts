import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, eventual, withTenant } from './ask.ts';

const get = (id: string, url: string, more: object = {}) => ({ id, method: 'GET', url, ...more });

async function batch(tenant: RunningTenant, requests: object[]) {
  const { status, body } = await ask(tenant, 'POST /$batch', { body: { requests } });
  const responses = body.responses ?? [];
  return {
    status,
    order: responses.map((each: { id: string }) => each.id),
    of: (id: string) => responses.find((each: { id: string }) => each.id === id),
  };
}

describe('the batch of the sandbox tenant', () => {
  it(
    'answers each item, in another order than asked, with 200 around all of it',
    withTenant(async (tenant) => {
      const user = `/users/${people.leaver.id}`;
      const { status, order, of } = await batch(tenant, [
        get('1', `${user}?$select=displayName`),
        get('2', `${user}/manager`),
        get('3', '/users/none'),
      ]);
      assert.equal(status, 200);
      assert.notDeepEqual(order, ['1', '2', '3']);
      assert.equal(of('1').body.displayName, 'Alex Wilber');
      assert.equal(of('3').status, 404);
      const recorded = tenant.calls.filter((call) => call.batch === true).map((call) => call.path);
      assert.deepEqual(recorded, [`${user}?$select=displayName`, `${user}/manager`, '/users/none']);
    }),
  );

  it(
    'refuses urls that carry the version, as Graph does to the SDK',
    withTenant(async (tenant) => {
      const { of } = await batch(tenant, [get('1', '/v1.0/users')]);
      assert.equal(of('1').body.error.message, "Resource not found for the segment 'v1.0'.");
    }),
  );

  it(
    'honours ConsistencyLevel of the item, not of the envelope',
    withTenant(async (tenant) => {
      const url = '/users?$search="displayName:daan"';
      const requests = [get('1', url), get('2', url, { headers: eventual })];
      const answer = await ask(tenant, 'POST /$batch', { headers: eventual, body: { requests } });
      const byId = Object.fromEntries(answer.body.responses.map((each: { id: string }) => [each.id, each]));
      assert.equal(byId['1'].status, 400);
      assert.equal(byId['2'].body.value.length, 2);
    }),
  );

  it(
    'does not run what depends on a failure',
    withTenant(async (tenant) => {
      const { of } = await batch(tenant, [
        get('1', '/users/none'),
        { id: '2', method: 'DELETE', url: `/users/${people.leaver.id}`, dependsOn: ['1'] },
      ]);
      assert.equal(of('2').status, 424);
      assert.ok(tenant.state.users[people.leaver.id]);
    }),
  );

  it(
    'gives one item its own 429 with its own Retry-After',
    withTenant(async (tenant) => {
      tenant.fault({ path: '/manager$', answer: { status: 429, retryAfter: 7 } });
      const { status, of } = await batch(tenant, [
        get('1', `/users/${people.leaver.id}`),
        get('2', `/users/${people.leaver.id}/manager`),
      ]);
      assert.deepEqual([status, of('1').status, of('2').status], [200, 200, 429]);
      assert.equal(of('2').headers['Retry-After'], '7');
      assert.equal(of('2').body.error.code, 'TooManyRequests');
    }),
  );

  it(
    'answers a write without a body',
    withTenant(async (tenant) => {
      const headers = { 'Content-Type': 'application/json' };
      const { of } = await batch(tenant, [
        { id: '1', method: 'PATCH', url: `/users/${people.leaver.id}`, headers, body: { accountEnabled: false } },
      ]);
      assert.equal(of('1').status, 204);
      assert.equal('body' in of('1'), false);
    }),
  );

  const malformed: [why: string, requests: unknown][] = [
    ['21 items', Array.from({ length: 21 }, (_, index) => get(String(index), '/users'))],
    ['two items of one id', [get('a', '/users'), get('A', '/users')]],
    ['an item without url', [{ id: '1', method: 'GET' }]],
    ['a body without its type', [{ id: '1', method: 'PATCH', url: '/users/x', body: {} }]],
    ['a dependency on nothing', [get('1', '/users', { dependsOn: ['9'] })]],
    ['no items', []],
  ];
  for (const [why, requests] of malformed) {
    it(
      `refuses an envelope with ${why}`,
      withTenant(async (tenant) => {
        assert.equal((await ask(tenant, 'POST /$batch', { body: { requests } })).status, 400);
      }),
    );
  }
});
