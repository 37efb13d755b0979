import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { sandboxPeople as people } from '../../../src/sandbox/people.ts';
import type { RunningTenant } from '../../../src/sandbox/tenant/server.ts';
import { ask, withTenant } from './ask.ts';

/** All of a collection, page after page. */
async function all(tenant: RunningTenant, path: string): Promise<{ items: { id: string }[]; pages: number }> {
  const items: { id: string }[] = [];
  let [next, pages]: [string | undefined, number] = [`${tenant.url}/v1.0${path}`, 0];
  while (next !== undefined) {
    const { body } = await ask(tenant, `GET ${next.slice(`${tenant.url}/v1.0`.length)}`);
    items.push(...body.value);
    [next, pages] = [body['@odata.nextLink'], pages + 1];
  }
  return { items, pages };
}

describe('a big person of the sandbox tenant', () => {
  it(
    'has 500 groups, 60 of their own, 40 devices and 200 reports, in pages of a hundred',
    withTenant(async (tenant) => {
      const { id } = tenant.addBigPerson(people.manager.id);
      for (const [collection, size, pages] of [
        ['memberOf', 500, 5],
        ['ownedObjects/microsoft.graph.group', 60, 1],
        ['registeredDevices', 40, 1],
        ['directReports', 200, 2],
      ] as const) {
        const found = await all(tenant, `/users/${id}/${collection}`);
        const different = new Set(found.items.map((item) => item.id)).size;
        assert.deepEqual([different, found.pages], [size, pages], collection);
      }
      assert.equal((await ask(tenant, `GET /users/${id}/manager`)).body.id, people.manager.id);
    }),
  );

  it(
    'is added from another process too, below a manager who must be named',
    withTenant(async (tenant) => {
      const add = (body: object) =>
        fetch(`${tenant.url}/sandbox/bigPerson`, { method: 'POST', body: JSON.stringify(body) });
      const answer = await add({ managerId: people.manager.id });
      const { id, displayName } = (await answer.json()) as { id: string; displayName: string };
      assert.equal(tenant.state.users[id]?.displayName, displayName);
      assert.equal((await add({})).status, 400);
    }),
  );
});
