import type { Jobs, Records, Store } from '../offboarding/ports/store.ts';
import { approvalsChannelOn } from './approvalsChannel.ts';
import { auditOn } from './audit.ts';
import { contactsOn } from './contacts.ts';
import type { Database, Executor } from './db.ts';
import { journalOn } from './journal.ts';
import { retentionOn } from './purge.ts';
import { requestsOn } from './requests.ts';
import { sentCardsOn } from './sentCards.ts';

/** The jobs port on the queue's own connection, or bound to a transaction. */
export type JobsOn = (executor?: Executor) => Jobs;

/** The whole store; inside `transaction` every record, jobs included, is bound to that transaction. */
export function createStore(database: Pick<Database, 'kysely'>, sendJobs: JobsOn): Store {
  const { kysely } = database;
  return {
    ...recordsOn(kysely, sendJobs()),
    transaction: (work) => kysely.transaction().execute((trx) => work(recordsOn(trx, sendJobs(trx)))),
  };
}

function recordsOn(db: Executor, jobs: Jobs): Records {
  return {
    requests: requestsOn(db),
    journal: journalOn(db),
    audit: auditOn(db),
    sentCards: sentCardsOn(db),
    contacts: contactsOn(db),
    approvalsChannel: approvalsChannelOn(db),
    retention: retentionOn(db),
    jobs,
  };
}
