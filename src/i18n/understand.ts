/** The named groups of the first pattern that this text matches, or undefined; case and spacing don't count. */
export function understand(patterns: readonly string[], text: string): Readonly<Record<string, string>> | undefined {
  const said = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  for (const pattern of patterns) {
    const match = new RegExp(pattern, 'iu').exec(said);
    if (match) return given(match.groups);
  }
  return undefined;
}

/** A group that took no part in the match is left out, so that its absence has one form. */
function given(groups: Record<string, string | undefined> = {}): Record<string, string> {
  const entries = Object.entries(groups).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
