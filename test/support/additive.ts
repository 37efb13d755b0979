/**
 * What in a migration's statements a replica of the release before could not live with, one sentence each
 * (docs/adr/0017-upgrades.md); none is an empty list.
 */
export function breaksOldReplicas(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gmu, '').toLowerCase();
  return rules.flatMap(({ refused, says, unless }) =>
    [...code.matchAll(refused)].filter((match) => unless?.(match, code) !== true).map(([text]) => `${says}: ${text}`),
  );
}

interface Rule {
  readonly refused: RegExp;
  readonly says: string;
  readonly unless?: (match: RegExpMatchArray, code: string) => boolean;
}

const rules: readonly Rule[] = [
  { refused: /\brename\b[^`',]*/gu, says: 'renames what the old code names' },
  {
    refused: /\bdrop\s+(?:table|column|schema|view|function|trigger|type)\b[^`',]*/gu,
    says: 'drops what the old code uses',
  },
  { refused: /\b(?:truncate|delete\s+from)\b[^`',]*/gu, says: 'removes rows' },
  {
    refused: /\bdrop\s+(index|constraint)\s+(?:if\s+exists\s+)?(\w+)/gu,
    says: 'drops without making it anew, wider',
    unless: ([, , name], code) => new RegExp(`(?:add constraint|create (?:unique )?index) ${name}\\b`, 'u').test(code),
  },
  {
    refused: /\balter\s+column\s+\w+\s+(?:set\s+not\s+null|(?:set\s+data\s+)?type)\b[^`',]*/gu,
    says: 'narrows a column',
  },
  {
    refused: /\badd\s+column\s+(?:if\s+not\s+exists\s+)?\w+[^,`]*/gu,
    says: 'adds a column that the old code does not fill',
    unless: ([clause]) => !clause.includes('not null') || /\bdefault\b|\bgenerated\b/u.test(clause),
  },
  { refused: /\badd\s+constraint\s+(\w+)[^`]*/gu, says: 'forbids what the old code may write', unless: isMadeAnew },
];

/** One that takes the place of another of its name; that it is wider, a reader has to see. */
function isMadeAnew([, name = '']: RegExpMatchArray, code: string): boolean {
  return new RegExp(`drop constraint (?:if exists )?${name}\\b`, 'u').test(code);
}
