import assert from 'node:assert/strict';
import { z } from 'zod';

import { FarewellError, hasCode } from '../../src/errors.ts';
import { readBatch, type Read } from '../../src/graph/batch.ts';
import { userPath, withQuery } from '../../src/graph/paths.ts';
import { must, orElse } from '../../src/graph/result.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { openBench, type Bench } from './bench.ts';

const { leaver, manager } = sandboxPeople;
const withId = z.object({ id: z.string() });

function userRead(id: string): Read<{ id: string }> {
  return { path: withQuery(userPath(id), { select: 'id' }), schema: withId };
}

function codeOf(result: unknown): string | undefined {
  return result instanceof FarewellError ? result.code : undefined;
}

describe('A batch of reads', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it('is one round trip, each answer under its own name', async () => {
    const results = await readBatch(bench.client, { one: userRead(leaver.id), two: userRead(manager.id) });
    assert.deepEqual(results, { one: { id: leaver.id }, two: { id: manager.id } });
    assert.equal(bench.trips().length, 1);
  });

  it('of none is no round trip', async () => {
    assert.deepEqual(await readBatch(bench.client, {}), {});
    assert.equal(bench.trips().length, 0);
  });

  it('of forty-five goes out as three', async () => {
    const reads = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`r${index}`, userRead(leaver.id)]));
    const results = await readBatch(bench.client, reads);
    assert.equal(Object.keys(results).length, 45);
    assert.equal(bench.trips().length, 3);
  });

  it('keeps one read’s failure from the others', async () => {
    const reads = { here: userRead(leaver.id), gone: userRead('11111111-1111-4111-8111-111111111111') };
    const results = await readBatch(bench.client, reads);
    assert.deepEqual(results.here, { id: leaver.id });
    assert.ok(results.gone instanceof FarewellError);
    assert.equal(results.gone.code, 'graph-not-found');
    assert.equal(results.gone.details.graphCode, 'Request_ResourceNotFound');
    assert.ok(bench.lines.some(({ msg, status }) => msg === 'graph batch item refused' && status === 404));
  });

  it('asks again only for what was throttled, after the longest wait', async () => {
    bench.server.fault({ path: `^/users/${leaver.id}`, answer: { status: 429, retryAfter: 3 } });
    bench.server.fault({ path: `^/users/${manager.id}`, answer: { status: 503, retryAfter: 8 } });
    const reads = { one: userRead(leaver.id), two: userRead(manager.id), three: userRead(sandboxPeople.ceo.id) };
    const results = await readBatch(bench.client, reads);
    assert.deepEqual(Object.values(results).map(codeOf), [undefined, undefined, undefined]);
    assert.deepEqual(bench.waits, [8]);
    assert.equal(bench.trips().length, 2);
    assert.equal(bench.server.calls.filter((call) => call.batch === true).length, 5);
  });

  it('gives up on an item that is throttled beyond its patience, and keeps the rest', async () => {
    bench.server.fault({ path: `^/users/${leaver.id}`, answer: { status: 429, retryAfter: 900 } });
    const results = await readBatch(bench.client, { one: userRead(leaver.id), two: userRead(manager.id) });
    assert.ok(hasCode(results.one, 'graph-throttled'));
    assert.equal(results.one.details.retryAfterSeconds, 900);
    assert.deepEqual(results.two, { id: manager.id });
  });

  it('is itself repeated when the whole of it was throttled', async () => {
    bench.server.fault({ path: '^/\\$batch', answer: { status: 429, retryAfter: 2 } });
    const results = await readBatch(bench.client, { one: userRead(leaver.id) });
    assert.deepEqual(results.one, { id: leaver.id });
    assert.deepEqual(bench.waits, [2]);
  });

  it('fails as a whole when Graph does', async () => {
    bench.server.fault({ path: '^/\\$batch', times: -1, answer: { status: 502, body: '<html>' } });
    await assert.rejects(readBatch(bench.client, { one: userRead(leaver.id) }), (error) =>
      hasCode(error, 'graph-unavailable'),
    );
  });

  for (const body of ['{}', '{"responses":[]}', '<html>']) {
    it(`that is answered with ${body} is an unexpected answer`, async () => {
      bench.server.fault({ path: '^/\\$batch', answer: { status: 200, body } });
      const outcome = await readBatch(bench.client, { one: userRead(leaver.id) }).then(
        ({ one }) => one,
        (error: unknown) => error,
      );
      assert.equal(codeOf(outcome), 'graph-unexpected-answer');
    });
  }

  it('refuses an item that is not what was asked for', async () => {
    const read = { ...userRead(leaver.id), schema: z.object({ surname: z.string() }) };
    const { one } = await readBatch(bench.client, { one: read });
    assert.equal(codeOf(one), 'graph-unexpected-answer');
  });
});

describe('The result of a read', () => {
  const missing = new FarewellError('graph-not-found', 'gone');

  it('must be there, or its error is thrown', () => {
    assert.equal(must(7), 7);
    assert.throws(() => must(missing), missing);
  });

  it('may be replaced for the named errors only', () => {
    assert.equal(orElse(7, [], 0), 7);
    assert.equal(orElse<number, number>(missing, ['graph-not-found'], 0), 0);
    assert.throws(() => orElse(missing, ['graph-forbidden'], 0), missing);
  });
});
