import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { describe, it } from 'mocha';
import { writers } from '../../src/cli/auditFormats.ts';
import type { AuditRow } from '../../src/storage/auditChain.ts';

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '=HYPERLINK("http://evil.example","x")'];
const awkward = ['a "b", c', 'two\nlines', 'two\r\nlines', '\u202Eevil', '🌷', "o'brien", ''];

describe('the export of the audit as CSV', () => {
  for (const text of formulas) {
    it(`${JSON.stringify(text)} is no formula in a spreadsheet, and nothing of it is lost`, async () => {
      const [row] = await readBack(text);
      assert.equal(row?.['actorId'], `'${text}`);
    });
  }

  for (const text of awkward) {
    it(`${JSON.stringify(text)} comes back as it is, also inside the details`, async () => {
      const [row, ...others] = await readBack(text);
      assert.deepEqual([row?.['actorId'], others], [text, []]);
      assert.deepEqual(JSON.parse(row?.['details'] ?? ''), { rule: text });
    });
  }
});

async function readBack(text: string): Promise<Record<string, string>[]> {
  const row: AuditRow = {
    ...{ id: 1, at: new Date(0), actorId: text, action: 'attempt-refused', requestId: null },
    ...{ details: { rule: text }, previousHash: '0', hash: '1' },
  };
  const pages = { [Symbol.asyncIterator]: () => [[row]].values() as unknown as AsyncIterator<readonly AuditRow[]> };
  const parts: string[] = [];
  for await (const part of writers.csv(pages)) parts.push(part);
  return parse<Record<string, string>>(parts.join(''), { columns: true });
}
