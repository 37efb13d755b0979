import type { RunDeps } from './deps.ts';

/** Most runs taken up in one look; the next look takes the rest. */
const atOnce = 500;

/**
 * Queues every run that is due and that nobody holds: what a killed process left. A job too many does no harm, since a run
 * has to be claimed.
 */
export async function recoverRuns({ store, ambient, log }: RunDeps): Promise<void> {
  const due = await store.requests.unclaimedDue(ambient.now(), atOnce);
  for (const requestId of due) {
    // Long due and not "at once": what was just approved need not wait behind what a standstill left.
    await store.jobs.run(requestId, new Date(0));
    log.info({ requestId }, 'run taken up');
  }
}
