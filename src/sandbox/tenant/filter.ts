import { GraphFailure } from './errors.ts';
import type { Bag } from './state.ts';

type Test = (bag: Bag) => boolean;
type Literal = string | number | boolean | null;

export interface Filter {
  readonly test: Test;
  readonly properties: readonly string[];
  /** Uses what the directory answers to advanced queries only: ne, not, endsWith (aad-advanced-queries). */
  readonly advanced: boolean;
}

interface Reader {
  readonly words: string[];
  at: number;
  readonly properties: string[];
  advanced: boolean;
}

/** Reads the part of OData's $filter that the directory supports; strings compare without case, as there. */
export function parseFilter(text: string): Filter {
  const words = text.match(/'(?:[^']|'')*'|\d{4}-\d\d-\d\dT[\d:.]+Z|[(),:]|[^\s(),:']+|'/g) ?? [];
  const reader: Reader = { words, at: 0, properties: [], advanced: false };
  const test = alternatives(reader);
  if (reader.at < words.length) throw invalidFilter(`Syntax error at '${words[reader.at]}'.`);
  return { test, properties: reader.properties, advanced: reader.advanced };
}

function alternatives(reader: Reader): Test {
  const tests = [conjunction(reader)];
  while (accept(reader, 'or')) tests.push(conjunction(reader));
  return (bag) => tests.some((test) => test(bag));
}

function conjunction(reader: Reader): Test {
  const tests = [term(reader)];
  while (accept(reader, 'and')) tests.push(term(reader));
  return (bag) => tests.every((test) => test(bag));
}

function term(reader: Reader): Test {
  if (accept(reader, 'not')) {
    reader.advanced = true;
    const inner = term(reader);
    return (bag) => !inner(bag);
  }
  if (accept(reader, '(')) {
    const inner = alternatives(reader);
    expect(reader, ')');
    return inner;
  }
  return comparison(reader);
}

function comparison(reader: Reader): Test {
  const name = next(reader);
  if (/^(startswith|endswith)$/i.test(name)) return affix(reader, name.toLowerCase());
  if (name.endsWith('/any')) return anyOf(reader, name.slice(0, -'/any'.length));
  reader.properties.push(name);
  const holds = comparator(reader);
  return (bag) => holds(valueAt(bag, name));
}

function affix(reader: Reader, kind: string): Test {
  expect(reader, '(');
  const name = next(reader);
  reader.properties.push(name);
  expect(reader, ',');
  const sought = String(literal(next(reader))).toLowerCase();
  expect(reader, ')');
  if (kind === 'endswith') reader.advanced = true;
  const fits = (text: string) => (kind === 'endswith' ? text.endsWith(sought) : text.startsWith(sought));
  return (bag) => typeof bag[name] === 'string' && fits(bag[name].toLowerCase());
}

/** `proxyAddresses/any(p:p eq 'x')` and `assignedLicenses/any(s:s/skuId eq guid)`. */
function anyOf(reader: Reader, name: string): Test {
  reader.properties.push(name);
  expect(reader, '(');
  const variable = next(reader);
  expect(reader, ':');
  const path = next(reader).slice(variable.length + 1);
  const holds = comparator(reader);
  expect(reader, ')');
  return (bag) => [bag[name] ?? []].flat().some((item) => holds(path === '' ? item : valueAt(item as Bag, path)));
}

function comparator(reader: Reader): (value: unknown) => boolean {
  const operator = next(reader);
  if (operator === 'in') {
    const wanted = list(reader);
    return (value) => wanted.some((item) => same(value, item));
  }
  const wanted = literal(next(reader));
  if (operator === 'ne') reader.advanced = true;
  const compare = operators[operator];
  if (compare === undefined) throw invalidFilter(`Syntax error at '${operator}'.`);
  return (value) => compare(value, wanted);
}

const operators: Readonly<Record<string, (value: unknown, wanted: Literal) => boolean>> = {
  eq: same,
  ne: (value, wanted) => !same(value, wanted),
  ge: (value, wanted) => rank(value) >= rank(wanted),
  gt: (value, wanted) => rank(value) > rank(wanted),
  le: (value, wanted) => rank(value) <= rank(wanted),
  lt: (value, wanted) => rank(value) < rank(wanted),
};

/** Moments compare to the second, whatever fraction and zone sign they are written with: calendars write neither Z nor offset. */
function rank(value: unknown): string {
  const text = String(value);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?$/.test(text) ? text.slice(0, 19) : text;
}

function same(value: unknown, wanted: Literal): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return value.toLowerCase() === wanted.toLowerCase();
  return (value ?? null) === wanted;
}

function list(reader: Reader): Literal[] {
  const items: Literal[] = [];
  expect(reader, '(');
  do items.push(literal(next(reader)));
  while (accept(reader, ','));
  expect(reader, ')');
  return items;
}

function literal(word: string): Literal {
  if (word.startsWith("'")) {
    if (word.length < 2) throw invalidFilter('There is an unterminated string literal.');
    return word.slice(1, -1).replaceAll("''", "'");
  }
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  return /^-?\d+$/.test(word) ? Number(word) : word;
}

/** The value at `start/dateTime`, or at a single name. */
export function valueAt(bag: Bag, path: string): unknown {
  return path.split('/').reduce<unknown>((value, name) => (value as Bag | undefined)?.[name], bag);
}

function accept(reader: Reader, word: string): boolean {
  if (reader.words[reader.at] !== word) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, word: string): void {
  if (!accept(reader, word)) throw invalidFilter(`Syntax error: '${word}' expected.`);
}

function next(reader: Reader): string {
  const word = reader.words[reader.at];
  if (word === undefined) throw invalidFilter('Unexpected end of the expression.');
  reader.at += 1;
  return word;
}

export function invalidFilter(reason: string): GraphFailure {
  return new GraphFailure(400, 'BadRequest', `Invalid filter clause: ${reason}`);
}
