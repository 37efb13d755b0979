import type { Actor } from '../offboarding/people.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Deps } from './inspect.ts';

export interface Cancellation {
  readonly requestId: string;
  readonly version: number;
  readonly actor: Actor;
}

export type CancellationResult =
  | { readonly kind: 'cancelled' | 'too-late' | 'not-yours'; readonly request: OffboardingRequest }
  | { readonly kind: 'no-such-request' };

/** Withdraws a request that has not begun to run; the requester may, until the run starts. */
export async function cancel(deps: Deps, { requestId, version, actor }: Cancellation): Promise<CancellationResult> {
  const request = await deps.store.requests.find(requestId);
  if (request === undefined) return { kind: 'no-such-request' };
  if (request.requester.id !== actor.id) {
    await auditRefusal(deps, requestId, actor.id);
    return { kind: 'not-yours', request };
  }
  const changed = await withdraw(deps, { requestId, version, actor });
  if (changed !== undefined) return { kind: 'cancelled', request: changed };
  return { kind: 'too-late', request: (await deps.store.requests.find(requestId)) ?? request };
}

async function withdraw(
  deps: Deps,
  { requestId, version, actor }: Cancellation,
): Promise<OffboardingRequest | undefined> {
  const at = deps.ambient.now();
  const by = { id: actor.id, displayName: actor.displayName };
  return deps.store.transaction(async (records) => {
    const request = await records.requests.change({
      requestId,
      version,
      from: ['awaiting', 'approved'],
      to: 'cancelled',
      decision: { verdict: 'cancelled', by, comment: '', at },
      at,
    });
    if (request === undefined) return undefined;
    await records.audit.append({
      at,
      actorId: actor.id,
      action: 'cancelled',
      requestId,
      details: { version: request.version },
    });
    await records.jobs.refreshCards(requestId);
    return request;
  });
}

async function auditRefusal(deps: Deps, requestId: string, actorId: string): Promise<void> {
  await deps.store.audit.append({
    at: deps.ambient.now(),
    actorId,
    action: 'attempt-refused',
    requestId,
    details: { attempt: 'cancelled', rule: 'not-yours' },
  });
}
