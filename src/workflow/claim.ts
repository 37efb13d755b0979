import type { OffboardingRequest } from '../offboarding/request.ts';
import type { RunDeps } from './deps.ts';

/** How long a claim lasts without renewal: a killed replica's run is free again after this. */
const claimMs = 30_000;

export interface HeldRun {
  readonly request: OffboardingRequest;
  /** Fences every write to the journal. */
  readonly token: string;
  /** Ends the renewals, and waits for one that is under way: it would take back a claim that was given up. */
  stopRenewing(): Promise<void>;
}

/** Claims the run and keeps the claim alive until told to stop; undefined: not due, or somebody else's. */
export async function holdRun(deps: RunDeps, requestId: string): Promise<HeldRun | undefined> {
  const token = deps.ambient.newId();
  const request = await takeRun(deps, requestId, token);
  if (request === undefined) return undefined;
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renew(deps, requestId, token).catch((error: unknown) => {
      // A missed renewal is no fault yet: two more follow before the claim lapses, and the fence holds after that.
      deps.log.warn({ requestId, err: error }, 'claim not renewed');
    });
  }, claimMs / 3);
  const stopRenewing = async (): Promise<void> => {
    clearInterval(timer);
    await renewing;
  };
  return { request, token, stopRenewing };
}

/** The claim, the audit row of the first start and the card's change, together. */
async function takeRun(deps: RunDeps, requestId: string, token: string): Promise<OffboardingRequest | undefined> {
  const now = deps.ambient.now();
  return deps.store.transaction(async (records) => {
    const before = await records.requests.find(requestId);
    const request = await records.requests.claimRun(requestId, { token, now, until: untilFrom(now) });
    if (request === undefined || before === undefined) return undefined;
    const first = before.state === 'approved';
    const details = { first, version: request.version };
    await records.audit.append({ at: now, actorId: null, action: 'run-started', requestId, details });
    await records.jobs.refreshCards(requestId);
    return request;
  });
}

async function renew({ ambient, store }: RunDeps, requestId: string, token: string): Promise<void> {
  const now = ambient.now();
  await store.requests.claimRun(requestId, { token, now, until: untilFrom(now) });
}

function untilFrom(now: Date): Date {
  return new Date(now.getTime() + claimMs);
}
