import type { OffboardingRequest } from '../offboarding/request.ts';
import { nextNoticeAt, noticeFor } from '../policy/waiting.ts';
import type { Deps } from './inspect.ts';

/** Most requests looked at in one go; the next look takes the rest. */
const atOnce = 100;

/**
 * Reminds, escalates and expires the requests whose time for that has come. Safe from several replicas at once: each notice
 * is won by compare-and-swap. Answers how many it gave.
 */
export async function attendWaiting(deps: Deps): Promise<number> {
  const due = await deps.store.requests.dueForNotice(deps.ambient.now(), atOnce);
  let given = 0;
  for (const request of due) given += (await attend(deps, request)) ? 1 : 0;
  return given;
}

async function attend({ store, policy, ambient }: Deps, request: OffboardingRequest): Promise<boolean> {
  const at = ambient.now();
  const kind = noticeFor(policy, request, at)?.kind;
  return store.transaction(async (records) => {
    const changed = await records.requests.change({
      requestId: request.id,
      version: request.version,
      from: [request.state],
      to: kind === 'expired' ? 'expired' : request.state,
      at,
      // Without a kind the settings have changed since: only the next look is set anew.
      ...(kind === undefined ? {} : { event: { kind, at, by: null } }),
      nextNoticeAt: request.state === 'awaiting' ? nextNoticeAt(policy, request, kind) : null,
    });
    if (changed === undefined || kind === undefined) return false;
    const details = { version: changed.version };
    await records.audit.append({ at, actorId: null, action: kind, requestId: request.id, details });
    await records.jobs.refreshCards(request.id);
    return true;
  });
}
