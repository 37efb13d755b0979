import { createReadStream } from 'node:fs';
import { JSONParser, TokenType } from '@streamparser/json';
import { z } from 'zod';
import { asFarewellError, FarewellError } from '../errors.ts';
import { checkChain, checkEach, type AuditCheck, type AuditRow } from '../storage/auditChain.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/u);

const exportedRow: z.ZodType<AuditRow> = z.strictObject({
  id: z.int(),
  at: z.iso.datetime({ precision: 3 }).transform((text) => new Date(text)),
  actorId: z.string().nullable(),
  action: z.string(),
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  previousHash: hash,
  hash,
});

/**
 * Checks a JSON export without the database: as a chain that may begin and end anywhere, or, of one request, row by row.
 * Throws `audit-broken` for a file that is no whole export, or what reading the file threw.
 */
export function verifyFile(file: string, requestId: string | undefined): Promise<AuditCheck> {
  if (requestId !== undefined) return checkEach(rowsIn(file), requestId);
  return checkChain({
    rows: () => rowsIn(file),
    idOf: (wanted) => idOf(file, wanted),
    startHash: undefined,
    endHash: undefined,
  });
}

/** The rows one by one; neither the file nor its rows are ever in memory as a whole. */
async function* rowsIn(file: string): AsyncGenerator<AuditRow> {
  const found: unknown[] = [];
  let firstToken: TokenType | undefined;
  const parser = new JSONParser({ paths: ['$.*'], keepStack: false });
  parser.onValue = ({ value }) => found.push(value);
  parser.onToken = ({ token }) => (firstToken ??= token);
  let rows = 0;
  for await (const chunk of createReadStream(file)) {
    feed(parser, chunk as Buffer);
    for (const value of found.splice(0)) {
      rows += 1;
      yield rowFrom(value, rows);
    }
  }
  if (!parser.isEnded) throw new FarewellError('audit-broken', 'the file ends too early');
  if (firstToken !== TokenType.LEFT_BRACKET) throw new FarewellError('audit-broken', 'the file is no list');
}

function feed(parser: JSONParser, chunk: Buffer): void {
  try {
    parser.write(chunk);
  } catch (cause) {
    const { message } = asFarewellError(cause);
    throw new FarewellError('audit-broken', message, { cause });
  }
}

function rowFrom(value: unknown, place: number): AuditRow {
  const read = exportedRow.safeParse(value);
  if (read.success) return read.data;
  throw new FarewellError('audit-broken', `item ${place}: ${z.prettifyError(read.error)}`, { cause: read.error });
}

async function idOf(file: string, wanted: string): Promise<number | undefined> {
  for await (const row of rowsIn(file)) if (row.hash === wanted) return row.id;
  return undefined;
}
