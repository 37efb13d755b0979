import assert from 'node:assert/strict';

import { hasCode, type ErrorCode } from '../../src/errors.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import type { FaultRule } from '../../src/sandbox/tenant/server.ts';
import { mark, now, openBench, seen, type Bench } from './bench.ts';

const { id } = sandboxPeople.leaver;
const path = `^/users/${id}`;

function failing(
  work: Promise<unknown>,
  code: ErrorCode,
  check: (details: Record<string, unknown>) => void = () => {},
) {
  return assert.rejects(work, (error) => {
    assert.ok(hasCode(error, code), `${String(error)} is not ${code}`);
    check({ ...error.details });
    return true;
  });
}

describe('A Graph call', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const isBlocked = () => bench.server.state.users[id]?.accountEnabled === false;
  const fault = (answer: FaultRule['answer'], more: Partial<FaultRule> = {}) =>
    bench.server.fault({ path, answer, ...more });

  it('waits as long as a 429 asks, in seconds, also beyond three minutes', async () => {
    fault({ status: 429, retryAfter: 240 });
    await bench.tenant.blockSignIn(id, mark);
    assert.deepEqual(bench.waits, [240]);
    assert.ok(isBlocked());
  });

  it('waits until the date that a 429 names', async () => {
    fault({ status: 429, retryAfter: new Date(now.getTime() + 95_000).toUTCString() });
    await bench.tenant.readAccount(id);
    assert.deepEqual(bench.waits, [95]);
  });

  it('says how long Graph wants it to stay away when that is beyond its patience', async () => {
    fault({ status: 429, retryAfter: 301 });
    await failing(bench.tenant.blockSignIn(id, mark), 'graph-throttled', (details) => {
      assert.equal(details['retryAfterSeconds'], 301);
      assert.equal(details['status'], 429);
    });
    assert.deepEqual(bench.waits, []);
    assert.equal(isBlocked(), false);
  });

  it('adds up its waits against that patience', async () => {
    fault({ status: 429, retryAfter: 120 }, { times: -1 });
    await failing(bench.tenant.readAccount(id), 'graph-throttled');
    assert.deepEqual(bench.waits, [120, 120]);
  });

  it('repeats a write that a 503 turned away with a Retry-After', async () => {
    fault({ status: 503, retryAfter: 4 }, { times: 2 });
    await bench.tenant.blockSignIn(id, mark);
    assert.deepEqual(bench.waits, [4, 4]);
  });

  const doubts: readonly [what: string, answer: FaultRule['answer']][] = [
    ['500', { status: 500 }],
    ['502 with an HTML page', { status: 502, body: '<html>Bad gateway</html>' }],
    ['503 without a Retry-After', { status: 503 }],
    ['504', { status: 504 }],
    ['a connection lost before', { drop: 'before' }],
    ['a connection lost after', { drop: 'after' }],
  ];
  for (const [what, answer] of doubts) {
    it(`sends a write once and calls its outcome unknown after ${what}`, async () => {
      fault(answer, { times: -1 });
      await failing(bench.tenant.blockSignIn(id, mark), 'graph-outcome-unknown', (details) => {
        assert.equal(details['clientRequestId'], mark.clientRequestId);
      });
      assert.equal(seen(bench, 'PATCH', `/users/${id}`), 1);
      assert.deepEqual(bench.waits, []);
    });

    it(`repeats a read after ${what}, twice, then calls Graph unavailable`, async () => {
      fault(answer, { times: 2 });
      assert.ok((await bench.tenant.readAccount(id))?.accountEnabled);
      assert.deepEqual(bench.waits, [1, 2]);
      bench.server.clearFaults();
      fault(answer, { times: -1 });
      await failing(bench.tenant.readAccount(id), 'graph-unavailable');
      assert.equal(seen(bench, 'GET', `/users/${id}`), 6);
    });
  }

  it('repeats a write that met a concurrent change, which was not executed', async () => {
    fault({ status: 409 }, { times: 2 });
    await bench.tenant.blockSignIn(id, mark);
    assert.deepEqual(bench.waits, [1, 2]);
  });

  it('gives up on concurrent changes that never end', async () => {
    fault({ status: 409 }, { times: -1 });
    await failing(bench.tenant.blockSignIn(id, mark), 'graph-conflict');
    assert.equal(seen(bench, 'PATCH', `/users/${id}`), 5);
  });

  it('is never repeated for what a repeat cannot change', async () => {
    fault({ status: 403 }, { times: -1 });
    await failing(bench.tenant.blockSignIn(id, mark), 'graph-forbidden', (details) => {
      assert.equal(details['graphCode'], 'Authorization_RequestDenied');
    });
    assert.equal(seen(bench, 'PATCH', `/users/${id}`), 1);
  });

  it('refuses a page of HTML that says 200', async () => {
    fault({ status: 200, body: '<html>Please sign in</html>' });
    await failing(bench.tenant.readAccount(id), 'graph-unexpected-answer');
  });

  it('carries the id of its write, and an id of its own otherwise, on every repeat, with priority', async () => {
    fault({ status: 429, retryAfter: 1 }, { method: 'PATCH' });
    await bench.tenant.blockSignIn(id, mark);
    await bench.tenant.readAccount(id);
    const ids = bench.server.calls.map((call) => call.clientRequestId);
    assert.deepEqual(ids, [mark.clientRequestId, mark.clientRequestId, '7e57ca11-0000-4000-9000-000000000001']);
    assert.ok(bench.server.calls.every((call) => call.priority === 'High'));
  });

  it('is logged with method, pattern, status and id, and without a name', async () => {
    fault({ status: 429, retryAfter: 1 });
    await bench.tenant.blockSignIn(id, mark);
    const told = bench.lines.map(({ method, path: pattern, status, clientRequestId }) => ({
      method,
      pattern,
      status,
      clientRequestId,
    }));
    const line = { method: 'PATCH', pattern: '/users/{id}', ...mark };
    assert.deepEqual(told, [
      { ...line, status: 429 },
      { ...line, status: 204 },
    ]);
    await bench.tenant.searchPeople('daan', 5);
    assert.doesNotMatch(JSON.stringify(bench.lines), /daan|vries/i);
  });

  it('takes a base address with the version in it, too', async () => {
    const other = await openBench({ baseUrl: `${bench.server.url}/v1.0/` });
    assert.notEqual(await other.tenant.readAccount(id), undefined);
    await other.close();
  });
});

describe('A Graph call that gets no answer', () => {
  it('is given up after its own time-out, on each attempt', async () => {
    const bench = await openBench({ timeoutSeconds: 0.05 });
    bench.server.fault({ path, times: -1, answer: { delayMs: 150 } });
    await failing(bench.tenant.readAccount(id), 'graph-unavailable');
    assert.equal(seen(bench, 'GET', `/users/${id}`), 3);
    await failing(bench.tenant.blockSignIn(id, mark), 'graph-outcome-unknown');
    assert.equal(seen(bench, 'PATCH', `/users/${id}`), 1);
    assert.deepEqual(
      bench.lines.map(({ lost }) => lost),
      ['no-answer', 'no-answer', 'no-answer', 'no-answer'],
    );
    await bench.close();
  });

  it('was not sent where nobody listens, so even a write is not in doubt', async () => {
    const bench = await openBench();
    await bench.close();
    await failing(bench.tenant.blockSignIn(id, mark), 'graph-unavailable');
    assert.deepEqual(bench.waits, [1, 2]);
  });
});

describe('A Graph client', () => {
  it('asks nothing of anybody while it is made', () => {
    const refuse = () => assert.fail('called');
    const log = Object.create(null);
    createGraphClient({ baseUrl: 'https://graph.test', log, pause: refuse, now: refuse, newId: refuse });
  });
});
