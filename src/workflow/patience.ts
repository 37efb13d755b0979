import type { Ambient } from '../offboarding/ports/ambient.ts';

/** Pauses between reads, in ms: the directory is eventually consistent, so a first "no" proves nothing. */
const pauses = [200, 500, 1000, 2000, 4000];

/** Reads until it is so, or patience ends; answers what the last read said. Throws what a read throws. */
export async function eventually(ambient: Ambient, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const milliseconds of pauses) {
    if (await isSo()) return true;
    await ambient.pause(milliseconds);
  }
  return isSo();
}
