import assert from 'node:assert/strict';

import type { ErrorCode } from '../../src/errors.ts';
import { lostBy, type Answer } from '../../src/graph/answer.ts';
import { errorOf } from '../../src/graph/errors.ts';
import { now } from './bench.ts';

const clientRequestId = '7e57ca11-0000-4000-8000-000000000001';
const read = { kind: 'read', clientRequestId, now } as const;
const write = { kind: 'write', clientRequestId, now } as const;

function answer(status: number, body?: unknown, headers: Record<string, string> = {}): Answer {
  return { status, body, headers: new Headers(headers) };
}

describe('Graph errors', () => {
  const cases: readonly [status: number, ofRead: ErrorCode, ofWrite: ErrorCode][] = [
    [302, 'graph-unexpected-answer', 'graph-unexpected-answer'],
    [400, 'graph-bad-request', 'graph-bad-request'],
    [401, 'graph-unauthorized', 'graph-unauthorized'],
    [403, 'graph-forbidden', 'graph-forbidden'],
    [404, 'graph-not-found', 'graph-not-found'],
    [408, 'graph-unavailable', 'graph-outcome-unknown'],
    [409, 'graph-conflict', 'graph-conflict'],
    [410, 'graph-not-found', 'graph-not-found'],
    [412, 'graph-conflict', 'graph-conflict'],
    [418, 'graph-bad-request', 'graph-bad-request'],
    [423, 'graph-conflict', 'graph-conflict'],
    [424, 'graph-bad-request', 'graph-bad-request'],
    [429, 'graph-throttled', 'graph-throttled'],
    [500, 'graph-unavailable', 'graph-outcome-unknown'],
    [502, 'graph-unavailable', 'graph-outcome-unknown'],
    [503, 'graph-unavailable', 'graph-outcome-unknown'],
    [504, 'graph-unavailable', 'graph-outcome-unknown'],
    [509, 'graph-unavailable', 'graph-outcome-unknown'],
  ];
  for (const [status, ofRead, ofWrite] of cases) {
    it(`${status} is ${ofRead} for a read and ${ofWrite} for a write`, () => {
      assert.equal(errorOf(answer(status), read).code, ofRead);
      assert.equal(errorOf(answer(status), write).code, ofWrite);
    });
  }

  it('503 that says when to come back was turned away, so a write had no effect', () => {
    const { code, details } = errorOf(answer(503, undefined, { 'retry-after': '7' }), write);
    assert.equal(code, 'graph-throttled');
    assert.equal(details.retryAfterSeconds, 7);
  });

  it('keeps status, Graph’s code and our id, and Graph’s sentence as the cause', () => {
    const body = {
      error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.', innererror: {} },
    };
    const { message, details } = errorOf(answer(403, body), write);
    const { cause, ...rest } = details;
    assert.deepEqual(rest, { status: 403, graphCode: 'Authorization_RequestDenied', clientRequestId });
    assert.equal(message, 'Graph answered 403 Authorization_RequestDenied');
    assert.equal((cause as Error).message, 'Insufficient privileges.');
  });

  for (const body of [undefined, null, '', '<html>', 7, [], {}, { error: 'invalid_client' }, { error: null }]) {
    it(`a body of ${JSON.stringify(body)} is an error all the same`, () => {
      const { code, details } = errorOf(answer(403, body), read);
      assert.equal(code, 'graph-forbidden');
      assert.equal(details.graphCode, undefined);
    });
  }

  it('a lost connection leaves a write in doubt, and a read merely unanswered', () => {
    const lost = lostBy(
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
    );
    assert.equal(errorOf(lost, write).code, 'graph-outcome-unknown');
    assert.equal(errorOf(lost, read).code, 'graph-unavailable');
    assert.equal(errorOf(lost, write).details.cause, lost.cause);
  });

  it('a write that could not even be sent is not in doubt', () => {
    const cause = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
    assert.equal(errorOf(lostBy(new TypeError('fetch failed', { cause })), write).code, 'graph-unavailable');
  });
});
