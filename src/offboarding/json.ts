/** How JSON has to write what no text of PostgreSQL holds: nothing else can bring it here. */
const unkeepable = /\\u(?:0000|d[89a-f][0-9a-f]{2})/iu;

/**
 * Reads JSON from outside so that all of its texts can be kept: null characters are left out, half a surrogate pair (a name that a
 * directory cut in the middle of an emoji) becomes U+FFFD. Throws SyntaxError.
 */
export function parseKeepable(json: string): unknown {
  return unkeepable.test(json) ? JSON.parse(json, (_key, value: unknown) => keepable(value)) : JSON.parse(json);
}

function keepable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}
