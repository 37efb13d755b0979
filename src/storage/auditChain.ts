import { createHash } from 'node:crypto';
import type { AuditEvent } from '../offboarding/ports/audit.ts';

/** What the first row has for the hash of the one before it. */
export const noHash = '0'.repeat(64);

/** What the hash of a row covers, beside the hash of the row before. */
export interface AuditContent extends Omit<AuditEvent, 'action'> {
  /** Any text: a later release may have written an action that this one doesn't know. */
  readonly action: string;
}

/** A row of the audit as it is checked and exported. */
export interface AuditRow extends AuditContent {
  readonly id: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** What is wrong with an audit. Where an id is null, the audit's beginning (`after`) or end (`before`) is meant. */
export type AuditFault =
  /** The row doesn't fit its own hash. `hash`: one of its hashes was changed, what it says is as it was written. */
  | { readonly kind: 'altered'; readonly id: number; readonly part: 'content' | 'hash' }
  /** The row, and perhaps rows before it, fit one another, but not what was written after them. */
  | { readonly kind: 'rewritten'; readonly id: number }
  | { readonly kind: 'removed'; readonly after: number | null; readonly before: number | null }
  | { readonly kind: 'inserted'; readonly id: number; readonly after: number | null; readonly before: number | null }
  | { readonly kind: 'reordered'; readonly id: number; readonly other: number }
  /** Found only where all rows should be of one request. */
  | { readonly kind: 'of-another-request'; readonly id: number }
  | { readonly kind: 'head-missing' }
  /** The chain is whole, yet more or fewer rows were written than there are. */
  | { readonly kind: 'count-differs'; readonly written: number; readonly found: number };

export interface AuditCheck {
  /** Rows that were read: all of them, or as many as it took to find the fault. */
  readonly rows: number;
  readonly first: AuditRow | undefined;
  readonly last: AuditRow | undefined;
  /** The first one found. */
  readonly fault: AuditFault | undefined;
}

/** Rows that should be a chain, and what is known about them. */
export interface Chain {
  /** In the order in which they should follow one another. */
  readonly rows: () => AsyncIterable<AuditRow>;
  /** The id of the row that has this hash, wherever it stands. */
  readonly idOf: (hash: string) => Promise<number | undefined>;
  /** The hash before the first row; undefined: not known, the rows are a part of an audit. */
  readonly startHash: string | undefined;
  /** The hash of the last row; undefined: not known. */
  readonly endHash: string | undefined;
}

interface Place {
  readonly before: AuditRow | undefined;
  readonly row: AuditRow;
  readonly next: AuditRow | undefined;
  /** What `row` should hold as the hash of the row before. */
  readonly expected: string;
  /** What the row after `row` holds as the hash of the row before. */
  readonly following: string | undefined;
}

/** One text for one event, whatever order the database keeps its JSON in. */
export function canonical({ at, actorId, action, requestId, details }: AuditContent): string {
  const sorted = Object.entries(details).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([at.toISOString(), actorId, action, requestId, sorted]);
}

/** The hash that a row of this content has after a row with that hash. */
export function hashOf(previousHash: string, content: AuditContent): string {
  return createHash('sha256')
    .update(previousHash + canonical(content))
    .digest('hex');
}

/** Reads rows one by one, however many there are, and stops at the first that doesn't follow from the one before it. */
export async function checkChain(chain: Chain): Promise<AuditCheck> {
  let rows = 0;
  let first: AuditRow | undefined;
  let last: AuditRow | undefined;
  for await (const [before, row, next] of neighbours(chain.rows())) {
    rows += 1;
    first ??= row;
    last = row;
    const expected = before?.hash ?? chain.startHash ?? row.previousHash;
    const following = next?.previousHash ?? chain.endHash;
    const fault = await faultAt({ before, row, next, expected, following }, chain);
    if (fault !== undefined) return { rows, first, last, fault };
  }
  return { rows, first, last, fault: undefined };
}

/** Checks the rows of one request, which are no chain: each one by itself, and none is missed. */
export async function checkEach(all: AsyncIterable<AuditRow>, requestId: string): Promise<AuditCheck> {
  let rows = 0;
  let first: AuditRow | undefined;
  let last: AuditRow | undefined;
  for await (const row of all) {
    rows += 1;
    first ??= row;
    last = row;
    const { id, previousHash } = row;
    const check = { rows, first, last };
    if (hashOf(previousHash, row) !== row.hash) return { ...check, fault: { kind: 'altered', id, part: 'content' } };
    if (row.requestId !== requestId) return { ...check, fault: { kind: 'of-another-request', id } };
  }
  return { rows, first, last, fault: undefined };
}

type Neighbours = [before: AuditRow | undefined, row: AuditRow, next: AuditRow | undefined];

async function* neighbours(rows: AsyncIterable<AuditRow>): AsyncGenerator<Neighbours> {
  let before: AuditRow | undefined;
  let row: AuditRow | undefined;
  for await (const next of rows) {
    if (row !== undefined) yield [before, row, next];
    [before, row] = [row, next];
  }
  if (row !== undefined) yield [before, row, undefined];
}

async function faultAt(place: Place, { idOf }: Pick<Chain, 'idOf'>): Promise<AuditFault | undefined> {
  const { before, row, expected, following } = place;
  const own = hashOf(row.previousHash, row);
  if (own !== row.hash) {
    const onlyHash = own === following || hashOf(expected, row) === row.hash;
    return { kind: 'altered', id: row.id, part: onlyHash ? 'hash' : 'content' };
  }
  // Ids are not in the hash; in a file they may be out of order all the same.
  const ascends = before === undefined || before.id < row.id;
  if (ascends && row.previousHash === expected) return undefined;
  if (!ascends) return { kind: 'reordered', id: row.id, other: before.id };
  return misplaced(place, row.previousHash === noHash ? null : await idOf(row.previousHash));
}

/** What happened around a row that is whole in itself; `parent` is the row it was written after, null the beginning. */
function misplaced({ before, row, next, expected, following }: Place, parent: number | null | undefined): AuditFault {
  const after = before?.id ?? null;
  if (typeof parent === 'number' && (before === undefined || parent > before.id)) {
    return { kind: 'reordered', id: row.id, other: parent };
  }
  // The rows around it follow one another without it.
  if (following === expected) return { kind: 'inserted', id: row.id, after, before: next?.id ?? null };
  if (before !== undefined && parent !== undefined) {
    return { kind: 'inserted', id: before.id, after: parent, before: row.id };
  }
  // No id between them for a row that could have been removed.
  if (before?.id === row.id - 1) return { kind: 'rewritten', id: before.id };
  return { kind: 'removed', after, before: row.id };
}
