import type { RunDeps } from './deps.ts';

/** Most runs taken up in one look; the next look takes the rest. */
const atOnce = 500;
const lookEveryMs = 15_000;

export interface Recovery {
  stop(): void;
}

/** Takes up what a dead process left, now and again from time to time. */
export async function keepRecovering(deps: RunDeps): Promise<Recovery> {
  await recoverRuns(deps);
  const timer = setInterval(() => {
    recoverRuns(deps).catch((error: unknown) => deps.log.error({ err: error }, 'looking for runs failed'));
  }, lookEveryMs);
  return { stop: () => clearInterval(timer) };
}

/**
 * Queues every run that is due and that nobody holds: what a killed process left. A job too many does no harm, since a run
 * has to be claimed.
 */
export async function recoverRuns({ store, ambient, log }: RunDeps): Promise<void> {
  const due = await store.requests.unclaimedDue(ambient.now(), atOnce);
  for (const requestId of due) {
    await store.jobs.run(requestId, null);
    log.info({ requestId }, 'run taken up');
  }
}
