import { stringify } from 'csv-stringify/sync';
import type { AuditRow } from '../storage/auditChain.ts';
import type { Format } from './auditCommand.ts';

type Rows = AsyncIterable<readonly AuditRow[]>;

/** The columns of both formats, in their order. */
const columns = ['id', 'at', 'actorId', 'action', 'requestId', 'details', 'previousHash', 'hash'] as const;

/** How an export is written: page by page, so that it takes no more memory however long it is. */
export const writers: Readonly<Record<Format, (pages: Rows) => AsyncGenerator<string>>> = { json: asJson, csv: asCsv };

/** One array, each row on a line of its own. */
async function* asJson(pages: Rows): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const page of pages) {
    yield separator + page.map((row) => JSON.stringify(row)).join(',\n');
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

/** RFC 4180, with a header. What a spreadsheet would take for a formula gets an apostrophe before it. */
async function* asCsv(pages: Rows): AsyncGenerator<string> {
  const options = {
    columns: [...columns],
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/u,
    escape_formulas: true,
  };
  yield stringify([], { ...options, header: true });
  for await (const page of pages) {
    yield stringify(
      page.map((row) => ({ ...row, at: row.at.toISOString(), details: JSON.stringify(row.details) })),
      options,
    );
  }
}
