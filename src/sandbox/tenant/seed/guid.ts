import { createHash } from 'node:crypto';

/** A readable source for a random-looking id: the same key always gives the same GUID, shaped as version 4. */
export function guid(key: string): string {
  const hex = createHash('sha256').update(`contoso/${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
