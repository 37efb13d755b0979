import type { LeftoverId, PlannedLeftover } from './model.ts';
import { isTakenBack, type OffboardingRequest, type RequestEvent } from './request.ts';

type Ended = Pick<OffboardingRequest, 'plan' | 'receipt' | 'events' | 'undoOf' | 'purgedAt'>;

/**
 * What people have to do themselves once the run has ended, done or not. Nothing where the run did nothing, where a delete did not
 * delete, and where it was taken back.
 */
export function leftoversOf({ plan, receipt, events, undoOf, purgedAt }: Ended): readonly PlannedLeftover[] {
  if (undoOf !== null || receipt === null || purgedAt !== null || isTakenBack({ events })) return [];
  const isNotSo = plan.path === 'delete' && receipt.readBack.deleted === false;
  return receipt.headline === 'nothing-changed' || isNotSo ? [] : plan.leftovers;
}

/** Those that nobody has ticked off. */
export function openLeftoversOf(request: Ended): readonly PlannedLeftover[] {
  const done = doneLeftovers(request);
  return leftoversOf(request).filter(({ id }) => !done.has(id));
}

/** What is ticked off, and the event by which it is; `version`: as a card of that version showed it. */
export function doneLeftovers(
  { events }: Pick<OffboardingRequest, 'events'>,
  version = Infinity,
): ReadonlyMap<LeftoverId, RequestEvent> {
  const done = new Map<LeftoverId, RequestEvent>();
  for (const event of events) {
    const { kind, leftover, version: since = 0 } = event;
    if (leftover === undefined || since > version) continue;
    if (kind === 'leftover-done') done.set(leftover, event);
    else done.delete(leftover);
  }
  return done;
}
