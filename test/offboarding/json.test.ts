import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseKeepable } from '../../src/offboarding/json.ts';

describe('JSON from outside', () => {
  const cases: readonly (readonly [what: string, json: string, value: unknown])[] = [
    [
      'plain texts stay as they are',
      '{"name":"Zoë 👩🏽‍🚀 \\u00e9\\n","n":[1,null,true]}',
      { name: 'Zoë 👩🏽‍🚀 é\n', n: [1, null, true] },
    ],
    ['an emoji that is written as an escape stays one', '["\\ud83c\\udf37"]', ['🌷']],
    ['null characters are left out', '{"a":["one\\u0000two"]}', { a: ['onetwo'] }],
    ['half an emoji is replaced', '{"a":{"b":"Zara \\uD83C"},"c":"\\udf37"}', { a: { b: 'Zara \uFFFD' }, c: '\uFFFD' }],
    ['a backslash before such letters is no escape', '["\\\\u0000 \\\\ud83c"]', ['\\u0000 \\ud83c']],
  ];
  for (const [what, json, value] of cases) it(what, () => assert.deepEqual(parseKeepable(json), value));

  it('what is no JSON is refused', () => assert.throws(() => parseKeepable('{'), SyntaxError));
});
