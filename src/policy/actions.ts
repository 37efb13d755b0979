import type { OffboardingRequest, RequestState } from '../offboarding/request.ts';

/** What somebody can do to a request that exists. */
export type RequestAction = 'approve' | 'reject' | 'withdraw' | 'call-off' | 'retry' | 'skip' | 'tick';

const states: Readonly<Record<RequestAction, readonly RequestState[]>> = {
  approve: ['awaiting'],
  reject: ['awaiting'],
  withdraw: ['awaiting', 'approved', 'grace'],
  'call-off': ['approved', 'grace'],
  retry: ['completed-with-errors', 'stopped'],
  skip: ['completed-with-errors', 'stopped'],
  tick: ['completed', 'completed-with-errors', 'stopped'],
};

/** The states in which this can be done; whose right it is, is another question. */
export function statesFor(action: RequestAction): readonly RequestState[] {
  return states[action];
}

/** Why a click on a card of this version comes to nothing, or undefined when it counts. */
export function staleness(
  action: RequestAction,
  request: Pick<OffboardingRequest, 'state' | 'version' | 'stateVersion'>,
  version: number,
): 'wrong-state' | 'out-of-date' | undefined {
  if (!states[action].includes(request.state)) return 'wrong-state';
  return isOutOfDate(request, version) ? 'out-of-date' : undefined;
}

/** A card of another asking showed something else; a version that has not been yet, no card has shown. */
export function isOutOfDate(
  { version: latest, stateVersion }: Pick<OffboardingRequest, 'version' | 'stateVersion'>,
  version: number,
): boolean {
  return version < stateVersion || version > latest;
}
