import type { HeldRun } from './claim.ts';
import type { RunDeps } from './deps.ts';

/** Gives a run up between two steps; the job that goes with it wakes another replica, or the next start of the only one. */
export async function handOver({ store, log }: RunDeps, { request, token, stopRenewing }: HeldRun): Promise<void> {
  await stopRenewing();
  const requestId = request.id;
  const released = await store.transaction(async ({ requests, jobs }) => {
    const isOurs = await requests.releaseClaim(requestId, token);
    if (isOurs) await jobs.run(requestId, null);
    return isOurs;
  });
  log.info({ requestId, released }, 'run handed over');
}
