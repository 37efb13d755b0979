import { sql } from 'kysely';
import { FarewellError } from '../errors.ts';
import type { NewRequest, OffboardingRequest, Reach, RequestEvent } from '../offboarding/request.ts';
import type { Requests } from '../offboarding/ports/requests.ts';
import { changeRequest } from './changeRequest.ts';
import { claimRun, releaseAllClaims, releaseClaim, unclaimedDue } from './claims.ts';
import type { Executor } from './db.ts';
import { isUuid, requestFrom } from './requestRow.ts';

/** The requests port over the table `request`. */
export function requestsOn(db: Executor): Requests {
  return {
    create: (request) => create(db, request),
    find: (id) => find(db, id),
    findByNumber: (number) => findByNumber(db, number),
    openFor: (leaverId) => openFor(db, leaverId),
    byRequester: (requesterId, limit) => byRequester(db, requesterId, limit),
    inState: (state, limit) => inState(db, state, limit),
    withOpenLeftovers: (limit) => withOpenLeftovers(db, limit),
    aboutPeople: (text, limit) => aboutPeople(db, text, limit),
    countByRequesterSince: (requesterId, since) => countByRequesterSince(db, requesterId, since),
    change: (transition) => changeRequest(db, transition),
    tell: (id, event) => tell(db, id, event),
    dueForNotice: (now, limit) => dueForNotice(db, now, limit),
    noteReach: (id, reach) => noteReach(db, id, reach),
    claimRun: (id, claim) => claimRun(db, id, claim),
    releaseClaim: (id, token) => releaseClaim(db, id, token),
    unclaimedDue: (now, limit) => unclaimedDue(db, now, limit),
    releaseAllClaims: () => releaseAllClaims(db),
  };
}

async function create(db: Executor, request: NewRequest): Promise<OffboardingRequest> {
  const row = await db
    .insertInto('request')
    .values({
      id: request.id,
      state: request.decision === undefined ? 'awaiting' : 'approved',
      undo_of: request.undoOf && JSON.stringify(request.undoOf),
      decision: request.decision === undefined ? null : JSON.stringify(request.decision),
      path: request.path,
      leaver_id: request.leaver.id,
      leaver: JSON.stringify(request.leaver),
      requester_id: request.requester.id,
      requester: JSON.stringify(request.requester),
      reason: request.reason,
      run_at: request.runAt,
      time_zone: request.timeZone,
      plan: JSON.stringify(request.plan),
      findings: JSON.stringify(request.findings),
      basis_hash: request.basisHash,
      created_at: request.createdAt,
      next_notice_at: request.nextNoticeAt,
    })
    // Not by catching the violation, which would spoil the transaction that this may be part of. No index is named: the
    // same request stored twice at once may also meet itself at the primary key first.
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new FarewellError('leaver-has-open-request', 'The leaver has an open request already');
  return requestFrom(row);
}

/** Word for word the condition of the index request_open_leaver: PostgreSQL finds the index by it. */
const stillOpen = sql<boolean>`state in ('awaiting', 'approved', 'running', 'grace')`;

async function find(db: Executor, id: string): Promise<OffboardingRequest | undefined> {
  // A card's id may be forged: no uuid, no request, and no error of the database either.
  if (!isUuid(id)) return undefined;
  const row = await db.selectFrom('request').selectAll().where('id', '=', id).executeTakeFirst();
  return row && requestFrom(row);
}

async function findByNumber(db: Executor, number: number): Promise<OffboardingRequest | undefined> {
  if (!Number.isSafeInteger(number)) return undefined;
  const row = await db.selectFrom('request').selectAll().where('number', '=', number).executeTakeFirst();
  return row && requestFrom(row);
}

async function openFor(db: Executor, leaverId: string): Promise<OffboardingRequest | undefined> {
  const query = db.selectFrom('request').selectAll().where('leaver_id', '=', leaverId).where(stillOpen);
  const row = await query.executeTakeFirst();
  return row && requestFrom(row);
}

async function byRequester(db: Executor, requesterId: string, limit: number): Promise<OffboardingRequest[]> {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    .where('requester_id', '=', requesterId)
    .orderBy('created_at', 'desc')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(requestFrom);
}

async function inState(db: Executor, state: OffboardingRequest['state'], limit: number): Promise<OffboardingRequest[]> {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    .where('state', '=', state)
    .orderBy('created_at')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(requestFrom);
}

async function withOpenLeftovers(db: Executor, limit: number): Promise<OffboardingRequest[]> {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    // Word for word the condition of the index request_by_leftovers.
    .where(sql<boolean>`open_leftovers > 0`)
    .orderBy('finished_at')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(requestFrom);
}

async function aboutPeople(db: Executor, text: string, limit: number): Promise<OffboardingRequest[]> {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    // position() and not LIKE: what is typed is a text, never a pattern.
    .where(
      sql<boolean>`position(lower(${text}) in lower(concat_ws(' ', leaver->>'displayName', leaver->>'mail', leaver->>'userPrincipalName'))) > 0`,
    )
    .orderBy('created_at', 'desc')
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(requestFrom);
}

async function countByRequesterSince(db: Executor, requesterId: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('request')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('requester_id', '=', requesterId)
    .where('undo_of', 'is', null)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function dueForNotice(db: Executor, now: Date, limit: number): Promise<OffboardingRequest[]> {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    // A run that goes on is let alone: its holder counts on the version.
    .where(sql<boolean>`state in ('awaiting', 'grace', 'completed', 'completed-with-errors')`)
    .where('next_notice_at', '<=', now)
    .orderBy('next_notice_at')
    .limit(limit)
    .execute();
  return rows.map(requestFrom);
}

async function tell(db: Executor, id: string, event: RequestEvent): Promise<void> {
  await db
    .updateTable('request')
    .set({ events: sql`events || ${JSON.stringify([event])}::jsonb`, version: sql`version + 1` })
    .where('id', '=', id)
    .execute();
}

async function noteReach(db: Executor, id: string, reach: Reach): Promise<void> {
  await db
    .updateTable('request')
    .set({ reach: JSON.stringify(reach) })
    .where('id', '=', id)
    .execute();
}
