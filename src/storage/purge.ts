import { sql } from 'kysely';
import type { PurgeSelection, Retention } from '../offboarding/ports/retention.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Executor } from './db.ts';
import { requestFrom } from './requestRow.ts';

/** Any number that nothing else locks: "purge" in ASCII. */
const purgeLock = 0x70_75_72_67_65;

/** The port for what is no longer to be kept. */
export function retentionOn(db: Executor): Retention {
  return {
    claim: () => claim(db),
    dueRequests: (selection) => dueRequests(db, selection),
    purgeRequest: (left) => purgeRequest(db, left),
    forgetDrafts: (before, limit) => forgetDrafts(db, before, limit),
    forgetChats: (before, limit) => forgetChats(db, before, limit),
    forgetContacts: (before, limit) => forgetContacts(db, before, limit),
  };
}

async function claim(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`
    select pg_try_advisory_xact_lock(${sql.lit(purgeLock)}) as claimed`.execute(db);
  return rows[0]?.claimed ?? false;
}

/** Word for word the condition of the index request_to_purge. */
const isUnpurged = sql<boolean>`purged_at is null
  and state in ('completed', 'completed-with-errors', 'stopped', 'rejected', 'cancelled', 'expired')`;

/** The last time that anything happened to it. */
const endedAt = sql<Date>`greatest(created_at, finished_at, (decision->>'at')::timestamptz,
  (events->-1->>'at')::timestamptz)`;

/** As isUnderReview of offboarding/request.ts. */
const isUnderReview = sql<boolean>`'review-due' is not distinct from (
  select event->>'kind' from jsonb_array_elements(events) with ordinality as every (event, position)
  where event->>'kind' in ('review-due', 'review-kept', 'undo-started') order by position desc limit 1)`;

/** By the condition of the index request_open_leaver. */
const hasOpenRequest = sql<boolean>`exists (select 1 from request as other where other.leaver_id = request.leaver_id
  and other.state in ('awaiting', 'approved', 'running', 'grace'))`;

async function dueRequests(db: Executor, { endedBefore, now, limit }: PurgeSelection): Promise<OffboardingRequest[]> {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    .where(isUnpurged)
    .where((eb) =>
      eb.or([
        eb.and([eb('created_at', '<', endedBefore), sql<boolean>`${endedAt} < ${endedBefore}`]),
        eb('purge_at', '<=', now),
      ]),
    )
    .where('next_notice_at', 'is', null)
    .where(sql<boolean>`not ${isUnderReview}`)
    .where(sql<boolean>`not ${hasOpenRequest}`)
    .orderBy('created_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(requestFrom);
}

async function purgeRequest(db: Executor, left: OffboardingRequest): Promise<void> {
  const { leaver, requester, reason, plan, findings, basisHash, approvals, decision, events, receipt, purgedAt } = left;
  await db
    .updateTable('request')
    .set({
      leaver: JSON.stringify(leaver),
      requester: JSON.stringify(requester),
      reason,
      plan: JSON.stringify(plan),
      findings: JSON.stringify(findings),
      basis_hash: basisHash,
      approvals: JSON.stringify(approvals),
      decision: decision && JSON.stringify(decision),
      events: JSON.stringify(events),
      reach: null,
      receipt: receipt && JSON.stringify(receipt),
      purged_at: purgedAt,
      open_leftovers: 0,
      // Whoever was about to go on with it finds that it has changed.
      version: sql`version + 1`,
    })
    .where('id', '=', left.id)
    .execute();
  await db
    .updateTable('step')
    .set({ snapshot: '{}', leftovers: sql`${unnamedLeftovers}` })
    .where('request_id', '=', left.id)
    .execute();
  await db.deleteFrom('sent_card').where('request_id', '=', left.id).execute();
}

/** What could not be done, and why, but not about whom or what. */
const unnamedLeftovers = sql<string>`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'kind', item->'kind', 'id', item->'id', 'name', '', 'why', item->'why')), '[]')
  from jsonb_array_elements(leftovers) as every (item))`;

/** The turn that may be reading it keeps its eTag: who writes now, is active and wins. */
async function forgetDrafts(db: Executor, before: Date, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update bot_state set data = data - 'dialogs' - 'chat'
    where key in (
      select key from bot_state where updated_at < ${before} and (data ? 'dialogs' or data ? 'chat')
      limit ${limit} for update skip locked
    )`.execute(db);
  return Number(numAffectedRows);
}

async function forgetChats(db: Executor, before: Date, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from bot_state where key in (
      select key from bot_state where updated_at < ${before} limit ${limit} for update skip locked
    )`.execute(db);
  return Number(numAffectedRows);
}

async function forgetContacts(db: Executor, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ conversation_id: string }>`
    delete from contact where user_id in (
      select user_id from contact where saved_at < ${before}
        and not exists (select 1 from sent_card join request on request.id = sent_card.request_id
          where sent_card.recipient_id = contact.user_id and request.purged_at is null)
        and not exists (select 1 from request where requester_id = contact.user_id and purged_at is null)
        and not exists (select 1 from bot_state
          where updated_at >= ${before} and position(contact.conversation_id in key) > 0)
      limit ${limit} for update skip locked
    ) returning conversation_id`.execute(db);
  const conversations = rows.map(({ conversation_id }) => conversation_id);
  // Else the next turn would take the contact for known, and not store it again.
  await sql`
    update bot_state set data = data #- '{profile,contactHash}'
    where exists (select 1 from unnest(${sql.val(conversations)}::text[]) as gone where position(gone in key) > 0)
    `.execute(db);
  return conversations.length;
}
