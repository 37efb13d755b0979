import { dayInMs } from '../offboarding/plan.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { announcedBeforeMs } from '../policy/waiting.ts';
import type { RunDeps } from './deps.ts';

/** Ends the first part of a delete in two: the rest runs by itself when the grace period is over, unless it is cancelled. */
export async function pause(deps: RunDeps, { id, version, plan }: OffboardingRequest): Promise<void> {
  const at = deps.ambient.now();
  const resumeAt = new Date(at.getTime() + plan.options.graceDays * dayInMs);
  await deps.store.transaction(async (records) => {
    const paused = await records.requests.change({
      requestId: id,
      version,
      from: ['running'],
      to: 'grace',
      at,
      resumeAt,
      nextNoticeAt: new Date(resumeAt.getTime() - announcedBeforeMs),
      event: { kind: 'first-part-done', at, by: null },
    });
    if (paused === undefined) return;
    const details = { resumeAt: resumeAt.toISOString() };
    await records.audit.append({ at, actorId: null, action: 'first-part-done', requestId: id, details });
    await records.jobs.run(id, resumeAt);
    await records.jobs.refreshCards(id);
  });
}
