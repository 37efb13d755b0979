import { attendWaiting } from '../approvals/wait.ts';
import type { RunDeps } from './deps.ts';
import { recoverRuns } from './recover.ts';

/** How often is looked for what no job announces; both looks read an index of what is unfinished. */
const lookEveryMs = 5_000;

export interface Watch {
  /** Looks no more, and waits for a look that is under way. */
  stop(): Promise<void>;
}

/**
 * Takes up what a dead process left, then looks again and again for such runs and for requests that have waited too long. The
 * deadlines stand in the database and go by the clock that is passed in, so they outlive every process.
 */
export async function keepWatch(deps: RunDeps): Promise<Watch> {
  await recoverRuns(deps);
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    // One at a time: what a slow look leaves out, the next one finds.
    looking ??= look(deps).finally(() => {
      looking = undefined;
    });
  }, lookEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** One that fails doesn't stop the other, and is made again at the next look. */
async function look(deps: RunDeps): Promise<void> {
  for (const what of [recoverRuns, attendWaiting]) {
    try {
      await what(deps);
    } catch (error) {
      deps.log.error({ look: what.name, err: error }, 'a look failed');
    }
  }
}
