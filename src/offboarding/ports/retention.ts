import type { OffboardingRequest } from '../request.ts';

/** Which requests are due. */
export interface PurgeSelection {
  /** Those in which nothing has happened since, however they ended. */
  readonly endedBefore: Date;
  /** Those too that were to be purged earlier, by now. */
  readonly now: Date;
  readonly limit: number;
}

/** Removes what is no longer to be kept. Each call takes a batch at most, so that it can be broken off and gone on with. */
export interface Retention {
  /** Until the transaction ends nobody else purges; false: somebody does already. */
  claim(): Promise<boolean>;
  /**
   * Requests whose personal data are due, the oldest first; locked until the transaction ends. Never one that is open, whose review
   * waits for its date or for an answer, or whose leaver has an open request, which may be the undo of it.
   */
  dueRequests(selection: PurgeSelection): Promise<OffboardingRequest[]>;
  /** Stores what is left of a request (offboarding/purge.ts), of its journal, and nothing of where its cards are. */
  purgeRequest(left: OffboardingRequest): Promise<void>;
  /** Removes what was being prepared in chats in which nothing has happened since; answers of how many. */
  forgetDrafts(before: Date, limit: number): Promise<number>;
  /** Removes what is remembered of chats in which nothing has happened since; answers how many. */
  forgetChats(before: Date, limit: number): Promise<number>;
  /** Removes where people can be reached who have no card or request left, and no chat since; answers how many. */
  forgetContacts(before: Date, limit: number): Promise<number>;
}
