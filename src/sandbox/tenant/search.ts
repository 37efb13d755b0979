import { unsupportedQuery, GraphFailure } from './errors.ts';
import { textIn, type Bag } from './state.ts';

type Test = (bag: Bag) => boolean;

/** Properties whose words are looked up one by one; all others behave as startswith (search-query-parameter). */
const tokenised = new Set(['displayName', 'description']);

/** Lower case, without accents: the directory finds `Zoë` by `zoe`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Splits as Graph does: at spaces, symbols, digits, and between a lower and an upper case letter. */
export function tokens(text: string): string[] {
  const spaced = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return fold(spaced).match(/\p{L}+|\p{N}+/gu) ?? [];
}

/** Reads `"displayName:anna meier" OR "mail:anna"`; AND binds closer than OR. Refuses clauses without quotes. */
export function parseSearch(text: string): Test {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const alternatives: Test[][] = [[]];
  for (const part of parts) {
    if (part === 'OR') alternatives.push([]);
    else if (part !== 'AND') alternatives.at(-1)?.push(clause(part, text));
  }
  if (alternatives.some((all) => all.length === 0)) throw syntaxError(text, '"');
  return (bag) => alternatives.some((all) => all.every((test) => test(bag)));
}

function clause(part: string, whole: string): Test {
  if (!part.startsWith('"')) throw syntaxError(whole, ':');
  const inner = part.slice(1, -1).replace(/\\(.)/g, '$1');
  const colon = inner.indexOf(':');
  if (colon < 1) throw unsupportedQuery('Search clause must name a property.');
  const name = inner.slice(0, colon);
  const wanted = inner.slice(colon + 1);
  return tokenised.has(name) ? hasWords(name, wanted) : startsWith(name, wanted);
}

function hasWords(name: string, wanted: string): Test {
  const sought = tokens(wanted);
  return (bag) => {
    const present = tokens(textIn(bag, name));
    return sought.length > 0 && sought.every((word) => present.some((token) => token.startsWith(word)));
  };
}

function startsWith(name: string, wanted: string): Test {
  const sought = wanted.toLowerCase();
  return (bag) =>
    [bag[name]].flat().some((value) => typeof value === 'string' && value.toLowerCase().startsWith(sought));
}

function syntaxError(text: string, character: string): GraphFailure {
  const at = Math.max(0, text.indexOf(character));
  return new GraphFailure(
    400,
    'BadRequest',
    `Syntax error: character '${character}' is not valid at position ${at} in '${text}'.`,
  );
}
