import { sql } from 'kysely';
import type { RequestState } from '../../src/offboarding/request.ts';
import type { Database } from '../../src/storage/db.ts';
import { part, textOf } from './card.ts';
import type { Client } from './client.ts';
import type { RightsRequest } from './rightsRequests.ts';
import type { CardJson } from './teams.ts';
import type { World } from './world.ts';

/** How an activity was answered, to the person and nobody else. */
export interface Reply {
  readonly status: number;
  /** The card that took the place of the one that was clicked. */
  readonly card: CardJson | undefined;
  /** All that they were told in words, also on that card. */
  readonly told: string;
  /** New cards in the chat, whoever had them sent. */
  readonly sent: readonly CardJson[];
}

/** Sends an activity as this person's client and waits for the end of its turn. */
export async function send(client: Client, activity: Readonly<Record<string, unknown>>): Promise<Reply> {
  const id = crypto.randomUUID();
  const before = client.messages.length;
  const { status, body } = await client.post({ id, ...activity });
  const { type, value } = (body ?? {}) as { type?: string; value?: unknown };
  const card = type === 'application/vnd.microsoft.card.adaptive' ? (value as CardJson) : undefined;
  const news = client.messages.slice(before).map(({ activity: sent }) => sent as typeof sent & { replyToId?: string });
  // What Farewell says on its own may come in between.
  const said = news.flatMap(({ text, replyToId }) => (text !== undefined && replyToId === id ? [text] : []));
  const inAnswer = type === 'application/vnd.microsoft.activity.message' ? String(value) : '';
  return {
    status,
    card,
    told: [...said, inAnswer, textOf(part(card ?? {}, 'notice'))].filter((text) => text !== '').join('\n'),
    sent: news.flatMap(({ attachments = [] }) => attachments.map(({ content }) => content)),
  };
}

/** An Action.Execute with this verb and data. */
export function execute(verb: unknown, data: unknown): Record<string, unknown> {
  const action = { type: 'Action.Execute', id: 'button', verb, data };
  return { type: 'invoke', name: 'adaptiveCard/action', value: { action, trigger: 'manual' } };
}

/** Its fallback: a message with a value. */
export function submit(verb: unknown, data: object): Record<string, unknown> {
  return { type: 'message', value: { verb, ...data } };
}

export interface AuditEntry {
  readonly actorId: string | null;
  readonly action: string;
  readonly requestId: string | null;
  readonly attempt: string | null;
  readonly rule: string | null;
}

/** All that a click could have changed. */
export interface Glance {
  readonly state: RequestState;
  readonly version: number;
  /** The request's whole row as text, but for whom its cards have reached. */
  readonly row: string;
  readonly requests: number;
  readonly jobs: number;
  readonly runs: number;
  /** Changes of the tenant. */
  readonly writes: number;
}

type Place = { readonly world: World; readonly database: Database };

export async function glance({ world, database }: Place, { id }: Pick<RightsRequest, 'id'>): Promise<Glance> {
  const { rows } = await sql<Omit<Glance, 'writes'>>`
    select state, version, (to_jsonb(request) - 'reach')::text as row,
      (select count(*)::int from request) as requests,
      (select count(*)::int from pgboss.job) as jobs,
      (select count(*)::int from pgboss.job where name = 'run') as runs
    from request where id = ${id}`.execute(database.kysely);
  const [found] = rows;
  if (found === undefined) throw new Error('the request is gone');
  return { ...found, writes: tenantWrites(world).length };
}

export interface News {
  readonly version: number;
  /** New rows of the audit, oldest first. */
  readonly audited: readonly AuditEntry[];
}

/**
 * Tells, each time, what is new since the time before: the audit's rows of one actor, or of everybody, and how far the request
 * is. One small query, since it is asked after every single click.
 */
export async function newsOf(
  { database: { kysely } }: Place,
  { id }: Pick<RightsRequest, 'id'>,
  actorId?: string,
): Promise<() => Promise<News>> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(id), 0)::int as last from audit`.execute(kysely);
  let last = rows[0]?.last ?? 0;
  return async () => {
    const news = await sql<AuditEntry & { version: number; row: number | null }>`
      select request.version, audit.id as row, actor_id as "actorId", action, request_id as "requestId",
        details ->> 'attempt' as attempt, details ->> 'rule' as rule
      from request left join audit
        on audit.id > ${last} and (${actorId ?? null}::text is null or actor_id = ${actorId ?? null})
      where request.id = ${id} order by audit.id`.execute(kysely);
    last = news.rows.at(-1)?.row ?? last;
    const audited = news.rows.flatMap(({ version: _version, row, ...entry }) => (row === null ? [] : [entry]));
    return { version: news.rows[0]?.version ?? 0, audited };
  };
}

/** Reads that Graph wants to be posted. */
const postedReads = /\/(\$batch|checkMemberObjects|checkMemberGroups|getByIds)$/u;

/** Every call that changes something in the tenant. */
export function tenantWrites({ tenant }: World) {
  return tenant.calls.filter(({ method, path }) => method !== 'GET' && !(method === 'POST' && postedReads.test(path)));
}
