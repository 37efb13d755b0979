import type { PlannedLeftover } from '../model.ts';
import type { Receipt } from '../receipt.ts';
import type {
  Approval,
  Basis,
  Decision,
  NewRequest,
  OffboardingRequest,
  Reach,
  RequestEvent,
  RequestState,
} from '../request.ts';

/** A change of a request, won by compare-and-swap on the version. What is left out stays as it is. */
export interface Transition {
  readonly requestId: string;
  readonly version: number;
  readonly from: readonly RequestState[];
  readonly to: RequestState;
  readonly at: Date;
  readonly event?: RequestEvent;
  readonly decision?: Decision | null;
  readonly approvals?: readonly Approval[];
  /** What it is about now, instead of what was asked: it starts over, and no step of it has begun. */
  readonly anew?: Basis & Pick<OffboardingRequest, 'basisHash'>;
  /** What people have to do themselves, as it is now: it is told, and decided by nobody. */
  readonly leftovers?: readonly PlannedLeftover[] | undefined;
  readonly nextNoticeAt?: Date | null;
  readonly resumeAt?: Date;
  readonly receipt?: Receipt | null;
  /** How many things people still have to do themselves. */
  readonly openLeftovers?: number;
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
  /** Those that people still have something to do about, the one that ended first first. */
  withOpenLeftovers(limit: number): Promise<OffboardingRequest[]>;
  /** Whose leaver's name, mail or user name contains this text; newest first. */
  aboutPeople(text: string, limit: number): Promise<OffboardingRequest[]>;
  /** Offboardings; taking one back counts for nothing. */
  countByRequesterSince(requesterId: string, since: Date): Promise<number>;
  /**
   * The changed request, or undefined when another one was first or the state does not allow it. Throws
   * `leaver-has-open-request` where it opens one of two for the same leaver.
   */
  change(transition: Transition): Promise<OffboardingRequest | undefined>;
  /** Appends an event that changes nothing else; whoever holds the version loses it. */
  tell(id: string, event: RequestEvent): Promise<void>;
  /** Those that wait and whose next notice is due, the longest due first. */
  dueForNotice(now: Date, limit: number): Promise<OffboardingRequest[]>;
  /** Keeps whom the question has reached; no change of the request itself. */
  noteReach(id: string, reach: Reach): Promise<void>;
  /**
   * Takes or renews the right to run it until `until`. approved → running on the first claim. undefined: somebody else
   * holds an unexpired claim, or there is nothing to run. Stamps `claim` as fencing token on the request.
   */
  claimRun(id: string, claim: { token: string; now: Date; until: Date }): Promise<OffboardingRequest | undefined>;
  /** Gives the run back, so that another replica goes on with it at once; false: `token` does not hold it. */
  releaseClaim(id: string, token: string): Promise<boolean>;
  /** Requests whose run is due (approved and its time has come, or running) and that nobody holds. */
  unclaimedDue(now: Date, limit: number): Promise<string[]>;
  /** For a database that one process owns: claims left by a dead process are void. */
  releaseAllClaims(): Promise<void>;
}
