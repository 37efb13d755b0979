import assert from 'node:assert/strict';

import { lostBy, type Attempt } from '../../src/graph/answer.ts';
import { createRepeats, type CallKind } from '../../src/graph/repeating.ts';
import { retryAfterSeconds } from '../../src/graph/retryAfter.ts';
import { now } from './bench.ts';

function answer(status: number, headers: Record<string, string> = {}, code = ''): Attempt {
  return { status, headers: new Headers(headers), body: { error: { code, message: '' } } };
}

/** The waits before each repeat of a call that always meets this. */
function waits(kind: CallKind, attempt: Attempt, upTo = 8): number[] {
  const repeats = createRepeats(kind, () => now);
  const found = Array.from({ length: upTo }, () => repeats(attempt));
  return found.filter((seconds) => seconds !== undefined);
}

const throttled = answer(429, { 'retry-after': '11' });
const conflict = answer(409, {}, 'Directory_ConcurrencyViolation');

describe('Repeating a Graph call', () => {
  const cases: readonly [what: string, attempt: Attempt, ofRead: number[], ofWrite: number[]][] = [
    ['what succeeded', answer(200), [], []],
    ['429 with its wait', throttled, Array<number>(8).fill(11), Array<number>(8).fill(11)],
    ['429 without one', answer(429), [1, 2, 4, 8, 16, 32, 60, 60], [1, 2, 4, 8, 16, 32, 60, 60]],
    [
      '429 with a wait of 0',
      answer(429, { 'retry-after': '0' }),
      [1, 2, 4, 8, 16, 32, 60, 60],
      [1, 2, 4, 8, 16, 32, 60, 60],
    ],
    ['503 with its wait', answer(503, { 'retry-after': '5' }), Array<number>(8).fill(5), Array<number>(8).fill(5)],
    ['503 without one', answer(503), [1, 2], []],
    ['500', answer(500), [1, 2], []],
    ['502', answer(502), [1, 2], []],
    ['504', answer(504), [1, 2], []],
    ['504 with its wait', answer(504, { 'retry-after': '9' }), [9, 9], []],
    ['a lost connection', lostBy(new Error('reset')), [1, 2], []],
    ['a concurrent change', conflict, [1, 2, 4, 8], [1, 2, 4, 8]],
    ['another conflict', answer(409, {}, 'Request_MultipleObjectsWithSameKeyValue'), [], []],
    ['401', answer(401), [0], [0]],
    ['403', answer(403), [], []],
    ['404', answer(404), [], []],
  ];
  for (const [what, attempt, ofRead, ofWrite] of cases) {
    it(`${what}: a read waits ${JSON.stringify(ofRead)}, a write ${JSON.stringify(ofWrite)}`, () => {
      assert.deepEqual(waits('read', attempt), ofRead);
      assert.deepEqual(waits('write', attempt), ofWrite);
    });
  }

  it('what was never sent may be repeated, also a write', () => {
    const refused = lostBy(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
    assert.deepEqual(waits('write', refused), [1, 2]);
  });

  it('each reason has its own count', () => {
    const repeats = createRepeats('read', () => now);
    const met = [throttled, throttled, throttled, answer(500), answer(500), answer(500)];
    assert.deepEqual(met.map(repeats), [11, 11, 11, 1, 2, undefined]);
  });
});

describe('Retry-After', () => {
  const cases: readonly [value: string, seconds: number | undefined][] = [
    ['120', 120],
    ['0', 0],
    ['Mon, 02 Mar 2026 09:05:00 GMT', 300],
    ['Mon, 02 Mar 2026 08:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [value, seconds] of cases) {
    it(`${JSON.stringify(value)} means ${seconds}`, () => {
      assert.equal(retryAfterSeconds(new Headers({ 'retry-after': value }), now), seconds);
    });
  }
});
