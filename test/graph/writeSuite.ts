import assert from 'node:assert/strict';

import { hasCode, type ErrorCode } from '../../src/errors.ts';
import type { GraphCall } from '../../src/graph/client.ts';
import { pathPattern } from '../../src/graph/paths.ts';
import type { FaultRule } from '../../src/sandbox/tenant/server.ts';
import { checkRequest } from '../support/openapi.ts';
import { mark, openBench, seen, type Bench } from './bench.ts';

/** One write, on something on which it has something to do. */
export interface Write {
  readonly write: (bench: Bench) => Promise<void>;
  readonly sent: readonly [method: GraphCall['method'], path: string, body?: (url: string) => unknown];
  readonly prepare?: (bench: Bench) => Promise<unknown>;
  readonly isDone: (bench: Bench) => boolean;
  /** What Graph doesn't find needs no more doing. */
  readonly goneIsDone?: boolean;
}

/** Whether this fails with one of our errors of this code. */
export function failsWith(code: ErrorCode, work: Promise<unknown>): Promise<void> {
  return assert.rejects(work, (error) => {
    assert.ok(hasCode(error, code), `${String(error)} is not ${code}`);
    return true;
  });
}

/** Tries one write against what Graph may answer to it. */
export function describeWrite(name: string, { write, sent, prepare, isDone, goneIsDone = false }: Write): void {
  const [method, path, body] = sent;

  describe(name, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await openBench();
      await prepare?.(bench);
      bench.server.calls.splice(0);
    });
    afterEach(() => bench.close());

    const fault = (answer: FaultRule['answer'], times = 1) =>
      bench.server.fault({ method, path: readable(path).replace(/[$.*+?^|()[\]]/g, '\\$&'), times, answer });
    const tries = () => seen(bench, method, readable(path));

    it('is one call, as Microsoft describes it, under the mark of the step', async () => {
      const calls: GraphCall[] = [];
      const call = bench.client.call.bind(bench.client);
      bench.client.call = (one) => {
        calls.push(one);
        return call(one);
      };
      assert.equal(isDone(bench), false);
      await write(bench);
      assert.equal(isDone(bench), true);
      const wanted = body?.(bench.server.url);
      assert.deepEqual(checkRequest(method, path, wanted), []);
      assert.deepEqual(
        calls.map((one) => [one.method, one.path, one.body, one.kind]),
        [[method, path, wanted, 'write']],
      );
      assert.deepEqual(
        bench.server.calls.map(({ clientRequestId }) => clientRequestId),
        [mark.clientRequestId],
      );
    });

    const refusals: readonly [status: number, code: ErrorCode, tries: number][] = [
      [400, 'graph-bad-request', 1],
      [403, 'graph-forbidden', 1],
      [404, 'graph-not-found', 1],
      [409, 'graph-conflict', 5],
    ];
    for (const [status, code, count] of refusals) {
      if (status === 404 && goneIsDone) continue;
      it(`is ${code} where Graph answers ${status}`, async () => {
        fault({ status }, -1);
        await failsWith(code, write(bench));
        assert.deepEqual([tries(), isDone(bench)], [count, false]);
      });
    }

    if (goneIsDone) {
      it('takes what is gone already for done', async () => {
        fault({ status: 404 });
        await write(bench);
        assert.equal(tries(), 1);
      });

      it('can be done twice', async () => {
        await write(bench);
        await write(bench);
        assert.deepEqual([tries(), isDone(bench)], [2, true]);
      });
    }

    it('goes on after a conflict with somebody else’s change', async () => {
      fault({ status: 409 }, 2);
      await write(bench);
      assert.deepEqual([tries(), bench.waits, isDone(bench)], [3, [1, 2], true]);
    });

    it('waits as long as a 429 asks', async () => {
      fault({ status: 429, retryAfter: 7 });
      await write(bench);
      assert.deepEqual([tries(), bench.waits, isDone(bench)], [2, [7], true]);
    });

    const doubts: readonly [what: string, answer: FaultRule['answer'], done: boolean][] = [
      ['a 500 to what it did not do', { status: 500 }, false],
      ['a 500 to what it did all the same', { status: 500, applied: true }, true],
      ['the page of a gateway', { status: 502, body: '<html>Bad Gateway</html>' }, false],
      ['a 503 that does not say when to come back', { status: 503 }, false],
      ['a connection lost after it did it', { drop: 'after' }, true],
    ];
    for (const [what, answer, done] of doubts) {
      it(`leaves the outcome open after ${what}, and is not repeated`, async () => {
        fault(answer);
        await failsWith('graph-outcome-unknown', write(bench));
        assert.deepEqual([tries(), bench.waits, isDone(bench)], [1, [], done]);
      });
    }

    it('leaves nobody’s id in the log', async () => {
      await write(bench);
      const lines = JSON.stringify(bench.lines);
      assert.ok(lines.includes(pathPattern(path)));
      const ids = readable(path)
        .split('/')
        .filter((part) => /[0-9a-f]{8}|=$/i.test(part));
      for (const id of ids) assert.ok(!lines.includes(id) && !lines.includes(encodeURIComponent(id)), id);
    });
  });
}

/** As the server notes it. */
function readable(path: string): string {
  return decodeURIComponent(path);
}
