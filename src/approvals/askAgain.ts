import type { Basis, Change, OffboardingRequest } from '../offboarding/request.ts';
import { nextNoticeAt } from '../policy/waiting.ts';
import { basisHash, basisOf, changesBetween } from './basis.ts';
import type { Deps, Inspection } from './inspect.ts';

/** What is so now, and what of it is no longer what the request was asked with; no changes: all of it is. */
export function whatChanged(request: OffboardingRequest, inspection: Inspection): Changed {
  const basis = basisOf(request.plan, inspection);
  // Another hash without a change: it was asked before hashes were kept.
  const changes = basisHash(basis) === request.basisHash ? [] : changesBetween(request, basis);
  return { basis, changes };
}

export interface Changed {
  readonly basis: Basis;
  readonly changes: readonly Change[];
}

/**
 * Puts the request before the approvers again with what changed: earlier approvals were for something else. undefined:
 * somebody changed the request meanwhile.
 */
export async function askAgain(
  { store, policy, ambient }: Deps,
  request: OffboardingRequest,
  { basis, changes }: Changed,
): Promise<OffboardingRequest | undefined> {
  const at = ambient.now();
  const event = { kind: 'asked-again', at, by: null, changes } as const;
  return store.transaction(async (records) => {
    const asked = await records.requests.change({
      requestId: request.id,
      version: request.version,
      from: [request.state],
      to: 'awaiting',
      at,
      event,
      decision: null,
      approvals: [],
      anew: { ...basis, basisHash: basisHash(basis) },
      nextNoticeAt: nextNoticeAt(policy, { ...request, events: [...request.events, event] }),
    });
    if (asked === undefined) return undefined;
    const details = {
      version: asked.version,
      changed: changes.map(({ what }) => what).join(' '),
      basis: asked.basisHash,
    };
    await records.audit.append({ at, actorId: null, action: 'asked-again', requestId: request.id, details });
    await records.jobs.refreshCards(request.id);
    return asked;
  });
}
