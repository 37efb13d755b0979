import assert from 'node:assert/strict';

import { hasCode, type ErrorCode } from '../../src/errors.ts';
import type { GraphCall } from '../../src/graph/client.ts';
import { pathPattern } from '../../src/graph/paths.ts';
import { createTenant } from '../../src/graph/tenant.ts';
import { sandboxPeople, sandboxTeamsApp } from '../../src/sandbox/people.ts';
import type { FaultRule } from '../../src/sandbox/tenant/server.ts';
import { checkRequest } from '../support/openapi.ts';
import { openBench, seen, type Bench } from './bench.ts';

const { approver, guest, secondApprover } = sandboxPeople;
const nobody = '11111111-1111-4111-8111-111111111111';
const apps = (id: string) => `/users/${id}/teamwork/installedApps`;
const chatOf = (id: string) => `19:${id}_${sandboxTeamsApp.externalId}@unq.gbl.spaces`;

describe('The personal chat with somebody who never met Farewell', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const personalChat = (id = approver.id) => bench.tenant.personalChat(id);
  const posts = () => seen(bench, 'POST', apps(approver.id));
  const searches = () => seen(bench, 'GET', '/appCatalogs/teamsApps');
  const installations = (id = approver.id) => bench.server.state.installedApps[id]?.length ?? 0;
  const install = (id = approver.id) => {
    const installedDateTime = '2026-03-01T09:00:00Z';
    bench.server.state.installedApps[id] = [{ teamsAppId: sandboxTeamsApp.id, installedDateTime }];
  };
  const onPost = (answer: FaultRule['answer'], more: Partial<FaultRule> = {}) =>
    bench.server.fault({ method: 'POST', path: 'installedApps$', answer, ...more });
  const onList = (answer: FaultRule['answer'], more: Partial<FaultRule> = {}) =>
    bench.server.fault({ method: 'GET', path: 'installedApps\\?', answer, ...more });
  const notYet = { status: 200, body: '{"value":[]}' };

  const failing = (code: ErrorCode, id = approver.id) =>
    assert.rejects(personalChat(id), (error) => {
      assert.ok(hasCode(error, code), `${String(error)} is not ${code}`);
      return true;
    });

  it('begins with installing the app for them', async () => {
    assert.equal(await personalChat(), chatOf(approver.id));
    assert.equal(installations(), 1);
    assert.deepEqual(
      bench.server.calls.map(({ method, path }) => `${method} ${pathPattern(path)}`),
      [
        'GET /appCatalogs/teamsApps',
        'GET /users/{id}/teamwork/installedApps',
        'POST /users/{id}/teamwork/installedApps',
        'GET /users/{id}/teamwork/installedApps',
        'GET /users/{id}/teamwork/installedApps/{id}/chat',
      ],
    );
    assert.deepEqual(bench.waits, []);
  });

  it('installs nothing where the app is there already', async () => {
    install();
    assert.equal(await personalChat(), chatOf(approver.id));
    assert.equal(posts(), 0);
  });

  it('looks for the app in the catalogue once, whoever it is for', async () => {
    const chats = await Promise.all([personalChat(), personalChat(secondApprover.id)]);
    assert.deepEqual(chats, [chatOf(approver.id), chatOf(secondApprover.id)]);
    await personalChat();
    assert.equal(searches(), 1);
  });

  it('is not looked for where no app is named in the settings', async () => {
    for (const tenant of [createTenant(bench.client), createTenant(bench.client, { teamsAppId: undefined })]) {
      assert.equal(await tenant.personalChat(approver.id), undefined);
    }
    assert.equal(bench.server.calls.length, 0);
  });

  it('is not to be had while the app is missing in the catalogue, and is from when it is there', async () => {
    const { teamsApps } = bench.server.state;
    const [app] = teamsApps.splice(0);
    await failing('graph-not-found');
    assert.ok(app);
    teamsApps.push(app);
    assert.equal(await personalChat(), chatOf(approver.id));
  });

  it('is not to be had where the app may not look into the catalogue, which is tried again the next time', async () => {
    bench.server.fault({ path: '^/appCatalogs', answer: { status: 403 } });
    await failing('graph-forbidden');
    assert.equal(await personalChat(), chatOf(approver.id));
  });

  it('is not to be had where the policy of the tenant blocks the app', async () => {
    bench.server.state.teamsAppsBlocked = true;
    await assert.rejects(
      personalChat(),
      (error) => hasCode(error, 'graph-forbidden') && /blocked by app permission policy/.test(String(error.cause)),
    );
    assert.equal(posts(), 1);
  });

  for (const [who, id] of [
    ['somebody without Teams', guest.id],
    ['somebody who is gone', nobody],
  ] as const) {
    it(`does not exist with ${who}`, () => failing('graph-not-found', id));
  }

  it('is found where somebody else installed the app in between', async () => {
    install();
    onList(notYet);
    assert.equal(await personalChat(), chatOf(approver.id));
    assert.deepEqual([posts(), installations()], [1, 1]);
  });

  it('is waited for while Teams does not show what it took', async () => {
    bench.server.state.lagReads = 2;
    assert.equal(await personalChat(), chatOf(approver.id));
    assert.deepEqual([posts(), bench.waits], [1, [1, 2]]);
  });

  it('is waited for while the app is there and the chat is not', async () => {
    bench.server.fault({ path: '/chat$', times: 2, answer: { status: 404 } });
    assert.equal(await personalChat(), chatOf(approver.id));
    assert.deepEqual([posts(), bench.waits], [1, [1, 2]]);
  });

  it('is not waited for without end', async () => {
    onList(notYet, { times: -1 });
    await failing('graph-unavailable');
    assert.deepEqual([posts(), bench.waits], [1, [1, 2, 4, 8]]);
  });

  it('is not waited for beyond the patience that a call has', async () => {
    const hasty = await openBench({ patienceSeconds: 3 });
    try {
      hasty.server.fault({ method: 'GET', path: 'installedApps\\?', times: -1, answer: notYet });
      await assert.rejects(hasty.tenant.personalChat(approver.id), (error) => hasCode(error, 'graph-unavailable'));
      assert.deepEqual(hasty.waits, [1, 2]);
      assert.equal(seen(hasty, 'GET', apps(approver.id)), 4);
    } finally {
      await hasty.close();
    }
  });

  it('waits as long as a 429 asks', async () => {
    onPost({ status: 429, retryAfter: 7 });
    assert.equal(await personalChat(), chatOf(approver.id));
    assert.deepEqual([posts(), bench.waits, installations()], [2, [7], 1]);
  });

  const doubts: readonly [what: string, answer: FaultRule['answer']][] = [
    ['500 to what it did all the same', { status: 500, applied: true }],
    ['500 to what it did not do', { status: 500 }],
    ['a connection lost after it did it', { drop: 'after' }],
  ];
  for (const [what, answer] of doubts) {
    it(`is found where Teams answers the installation with ${what}, asked once more`, async () => {
      onPost(answer);
      assert.equal(await personalChat(), chatOf(approver.id));
      assert.deepEqual([posts(), bench.waits, installations()], [2, [1], 1]);
      const [first, second] = bench.server.calls.filter(({ method }) => method === 'POST');
      assert.equal(first?.clientRequestId, second?.clientRequestId);
    });
  }

  it('is not to be had while Teams fails', async () => {
    onPost({ status: 500 }, { times: -1 });
    await failing('graph-unavailable');
    assert.equal(posts(), 3);
  });

  for (const body of ['{}', '{"value":[{"id":7}]}', '<html>']) {
    it(`is an unexpected answer where the catalogue says ${body}`, async () => {
      bench.server.fault({ path: '^/appCatalogs', answer: { status: 200, body } });
      await failing('graph-unexpected-answer');
    });
  }

  it('is asked for as Microsoft describes it, the app named on our own host', async () => {
    const calls: GraphCall[] = [];
    const call = bench.client.call.bind(bench.client);
    bench.client.call = (one) => {
      calls.push(one);
      return call(one);
    };
    await personalChat();
    for (const { method, path, body } of calls) assert.deepEqual(checkRequest(method, path, body), [], path);
    assert.deepEqual(
      calls.flatMap(({ body }) => body ?? []),
      [{ 'teamsApp@odata.bind': `${bench.server.url}/v1.0/appCatalogs/teamsApps/${sandboxTeamsApp.id}` }],
    );
  });

  it('takes a base address with the version in it, too', async () => {
    const other = await openBench({ baseUrl: `${bench.server.url}/v1.0/` });
    try {
      assert.equal(await other.tenant.personalChat(approver.id), chatOf(approver.id));
    } finally {
      await other.close();
    }
  });

  it('leaves nobody’s id in the log', async () => {
    await personalChat();
    const lines = JSON.stringify(bench.lines);
    assert.match(lines, /installedApps\/\{id\}\/chat/);
    assert.doesNotMatch(lines, new RegExp(`${approver.id}|${Buffer.from(approver.id).toString('base64url')}`));
  });
});
