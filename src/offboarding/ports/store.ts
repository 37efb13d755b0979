import type { Audit } from './audit.ts';
import type { ApprovalsChannel, Contacts, SentCards } from './cards.ts';
import type { Journal } from './journal.ts';
import type { Requests } from './requests.ts';
import type { Retention } from './retention.ts';

/** Durable work; sent on the caller's transaction, so a rollback takes it back. */
export interface Jobs {
  /** At once, or at `at`. */
  run(requestId: string, at: Date | null): Promise<void>;
  /** Brings every copy of the request's card up to date. */
  refreshCards(requestId: string): Promise<void>;
}

/** Everything one transaction can touch. */
export interface Records {
  readonly requests: Requests;
  readonly journal: Journal;
  readonly audit: Audit;
  readonly jobs: Jobs;
  readonly sentCards: SentCards;
  readonly contacts: Contacts;
  readonly approvalsChannel: ApprovalsChannel;
  readonly retention: Retention;
}

export interface Store extends Records {
  /** All of `work` or nothing; it gets the records bound to the transaction. */
  transaction<T>(work: (records: Records) => Promise<T>): Promise<T>;
}
