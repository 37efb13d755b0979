import { withoutPersonalData } from '../offboarding/purge.ts';
import { dayInMs } from '../offboarding/plan.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { RunDeps } from './deps.ts';
import { lookEvery } from './lookEvery.ts';

/** How long is kept what is no longer needed, in days. */
export interface RetentionPolicy {
  /** Personal data of a request after its end. */
  readonly requestDays: number;
  /** What somebody was preparing in a chat. */
  readonly conversationDays: number;
}

/** The purge that goes on in the background. */
export interface Purging {
  /** Begins no new batch, and waits for the one that is under way. */
  stop(): Promise<void>;
}

/** Days are what counts; an hour more is nothing. */
const purgeEveryMs = 3_600_000;

/** Rows in one transaction: short, so that nobody waits for it. */
const batchSize = 50;

/** Purges now and then every hour. Several replicas take turns, batch by batch; what one leaves, the next look finds. */
export function keepPurging(deps: RunDeps, policy: RetentionPolicy): Purging {
  const stopping = new AbortController();
  const looks = lookEvery(purgeEveryMs, () => purge(deps, policy, stopping.signal));
  looks.now();
  return {
    stop: () => {
      stopping.abort();
      return looks.stop();
    },
  };
}

type Batch = (records: Records, now: Date, policy: RetentionPolicy) => Promise<number>;

const batches: Readonly<Record<string, Batch>> = {
  requests: purgeRequests,
  drafts: ({ retention }, now, { conversationDays }) =>
    retention.forgetDrafts(daysBefore(now, conversationDays), batchSize),
  chats: ({ retention }, now, { requestDays }) => retention.forgetChats(daysBefore(now, requestDays), batchSize),
  contacts: ({ retention }, now, { requestDays }) => retention.forgetContacts(daysBefore(now, requestDays), batchSize),
};

/** Everything that is due, in batches of a transaction each; one kind that fails doesn't keep the others. */
export async function purge(deps: RunDeps, policy: RetentionPolicy, stopping?: AbortSignal): Promise<void> {
  for (const [what, batch] of Object.entries(batches)) {
    try {
      const removed = await purgeAll(deps, (records) => batch(records, deps.ambient.now(), policy), stopping);
      if (removed > 0) deps.log.info({ what, removed }, 'purged');
    } catch (error) {
      deps.log.error({ what, err: error }, 'purge failed');
    }
  }
}

async function purgeAll(
  { store }: RunDeps,
  batch: (records: Records) => Promise<number>,
  stopping: AbortSignal | undefined,
): Promise<number> {
  let all = 0;
  for (let last = batchSize; last === batchSize && stopping?.aborted !== true;) {
    // Another replica that purges takes the rest.
    last = await store.transaction(async (records) => ((await records.retention.claim()) ? batch(records) : 0));
    all += last;
  }
  return all;
}

async function purgeRequests({ retention, audit }: Records, now: Date, policy: RetentionPolicy): Promise<number> {
  const endedBefore = daysBefore(now, policy.requestDays);
  const due = await retention.dueRequests({ endedBefore, now, limit: batchSize });
  for (const request of due) await retention.purgeRequest(withoutPersonalData(request, now));
  // Last, since who appends to the audit holds up everybody else who does.
  for (const { id: requestId } of due) {
    await audit.append({ at: now, actorId: null, action: 'purged', requestId, details: {} });
  }
  return due.length;
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * dayInMs);
}
