import type { Decision, NewRequest, OffboardingRequest, RequestState } from '../request.ts';
import type { Receipt } from '../receipt.ts';

/** A change of a request's state, won by compare-and-swap on the version. */
export interface Transition {
  readonly requestId: string;
  readonly version: number;
  readonly from: readonly RequestState[];
  readonly to: RequestState;
  readonly decision?: Decision;
  readonly receipt?: Receipt;
  readonly at: Date;
}

export interface Requests {
  /** Stores it as `awaiting`, version 1. Throws `leaver-has-open-request`, also under a race. */
  create(request: NewRequest): Promise<OffboardingRequest>;
  find(id: string): Promise<OffboardingRequest | undefined>;
  findByNumber(number: number): Promise<OffboardingRequest | undefined>;
  openFor(leaverId: string): Promise<OffboardingRequest | undefined>;
  /** Newest first. */
  byRequester(requesterId: string, limit: number): Promise<OffboardingRequest[]>;
  /** Oldest first. */
  inState(state: RequestState, limit: number): Promise<OffboardingRequest[]>;
  countByRequesterSince(requesterId: string, since: Date): Promise<number>;
  /** The changed request, or undefined when another one was first or the state does not allow it. */
  change(transition: Transition): Promise<OffboardingRequest | undefined>;
  /**
   * Takes or renews the right to run it until `until`. approved → running on the first claim. undefined: somebody else
   * holds an unexpired claim, or there is nothing to run. Stamps `claim` as fencing token on the request.
   */
  claimRun(id: string, claim: { token: string; now: Date; until: Date }): Promise<OffboardingRequest | undefined>;
  /** Requests whose run is due (approved and its time has come, or running) and that nobody holds. */
  unclaimedDue(now: Date, limit: number): Promise<string[]>;
  /** For a database that one process owns: claims left by a dead process are void. */
  releaseAllClaims(): Promise<void>;
}
