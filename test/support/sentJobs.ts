import { sql } from 'kysely';
import type { Jobs, Store } from '../../src/offboarding/ports/store.ts';
import type { Database, Executor } from '../../src/storage/db.ts';
import { createStore } from '../../src/storage/store.ts';

export interface SentJob {
  readonly kind: 'run' | 'cards';
  readonly requestId: string;
  readonly at: Date | null;
}

/** A store whose jobs are rows of a table: sent with the transaction and taken back with it, as the queue's are. */
export async function storeWithJobs(database: Database): Promise<Store> {
  await sql`create table if not exists sent_job (
    id bigint generated always as identity, kind text, request_id text, at timestamptz
  )`.execute(database.kysely);
  return createStore(database, (executor = database.kysely) => jobsOn(executor));
}

/** The jobs that were sent and committed, oldest first. */
export async function sentJobs({ kysely }: Database): Promise<SentJob[]> {
  const all = sql<SentJob>`select kind, request_id as "requestId", at from sent_job order by id`;
  return (await all.execute(kysely)).rows;
}

function jobsOn(executor: Executor): Jobs {
  const send = async (kind: SentJob['kind'], requestId: string, at: Date | null): Promise<void> => {
    await sql`insert into sent_job (kind, request_id, at) values (${kind}, ${requestId}, ${at})`.execute(executor);
  };
  return {
    run: (requestId, at) => send('run', requestId, at),
    refreshCards: (requestId) => send('cards', requestId, null),
  };
}
