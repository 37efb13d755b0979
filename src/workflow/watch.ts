import { attendWaiting } from '../approvals/wait.ts';
import type { RunDeps } from './deps.ts';
import { lookEvery, type Looks } from './lookEvery.ts';
import { recoverRuns } from './recover.ts';

/** How often is looked for what no job announces; both looks read an index of what is unfinished. */
const lookEveryMs = 5_000;

export type Watch = Pick<Looks, 'stop'>;

/**
 * Takes up what a dead process left, then looks again and again for such runs and for requests that have waited too long. The
 * deadlines stand in the database and go by the clock that is passed in, so they outlive every process.
 */
export async function keepWatch(deps: RunDeps): Promise<Watch> {
  await recoverRuns(deps);
  return lookEvery(lookEveryMs, () => look(deps));
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
