import assert from 'node:assert/strict';

/**
 * The literals of a line, read as PowerShell reads them: any single quote begins or ends one, two of them inside are one. What stands
 * outside must be words, parameters, `$true`, `$false`, a hashtable, one command in brackets, and pipes of ours.
 */
export function readLiterals(line: string): string[] {
  const isQuote = (char: string | undefined) => char !== undefined && /['\u2018\u2019\u201A\u201B]/u.test(char);
  const literals: string[] = [];
  let outside = '';
  for (let at = 0; at < line.length; at += 1) {
    if (!isQuote(line[at])) {
      outside += line[at];
      continue;
    }
    let text = '';
    for (at += 1; !isQuote(line[at]) || isQuote(line[at + 1]); at += 1) {
      assert.ok(at < line.length, `no end: ${line}`);
      if (isQuote(line[at])) at += 1;
      text += line[at];
    }
    literals.push(text);
    outside += '_';
  }
  assert.match(outside, /^[\w\s:|@{}=$-]*(?:\([\w\s-]*\))?[\w\s:|@{}=$-]*$/u, outside);
  return literals;
}
