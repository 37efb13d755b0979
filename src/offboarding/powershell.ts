/** All that PowerShell takes for a single quote, the typographic ones included (about_Quoting_Rules). */
const singleQuotes = /['\u2018\u2019\u201A\u201B]/gu;

/** What would end the line it stands in, or can't be seen in it. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u;

/**
 * A text as a PowerShell literal, in which nothing is looked for but its end. undefined for a text that doesn't fit in one line, or
 * that holds what nobody can see: whoever pastes the line must see what it says.
 */
export function literal(text: string): string | undefined {
  return unprintable.test(text) ? undefined : `'${text.replace(singleQuotes, '$&$&')}'`;
}

/**
 * A value inside a -Filter of the Active Directory module, which is a text with quoting of its own. undefined as for `literal`, and
 * for typographic quotes, of which Microsoft doesn't say how that module reads them.
 */
export function filterEquals(property: string, value: string): string | undefined {
  if (/[\u2018\u2019\u201A\u201B]/u.test(value)) return undefined;
  return literal(`${property} -eq '${value.replaceAll("'", "''")}'`);
}
