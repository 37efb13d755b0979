import { bounded, type Life } from './crashLife.ts';

/** What a dead process's calls come to. Nothing of it leaves the process: each later boundary throws it too. */
class Died extends Error {}

/**
 * Does the work as a process that dies at the first boundary that fits: nothing leaves it from there on, and an open transaction is
 * rolled back. Answers whether it died.
 */
export async function asMortal(
  life: Life,
  isItsEnd: (what: string) => boolean,
  work: (mortal: Life) => Promise<void>,
): Promise<boolean> {
  const state = { dead: false };
  const mortal = bounded(life, (what) => {
    state.dead ||= isItsEnd(what);
    if (state.dead) throw new Died('the process is dead');
  });
  try {
    await work(mortal);
  } catch (error) {
    // A job that fails in a process that lives is not its death.
    if (!state.dead) throw error;
  }
  return state.dead;
}

/** The boundary after so many others. */
export function countingTo(last: number): () => boolean {
  const counter = { count: 0 };
  return () => (counter.count += 1) >= last;
}
