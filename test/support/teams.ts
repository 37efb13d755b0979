import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeAtOnce, listenOnLoopback } from './loopback.ts';

/** A message in a chat, as the connector holds it: its newest content, and how often it was updated. */
export interface ChatMessage {
  readonly id: string;
  activity: SentActivity;
  readonly updatedAt: number[];
}

export interface SentActivity {
  readonly type: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly content: CardJson }[];
}

export type CardJson = Readonly<Record<string, unknown>>;

/** Somebody in a conversation. Teams names the Entra id `objectId`, and only some of its clients' libraries rename it. */
export interface RosterMember {
  /** Their id in Teams. */
  readonly id: string;
  readonly objectId?: string;
  readonly aadObjectId?: string;
}

/** A stand-in for Teams' connector: it speaks the Bot Framework's HTTP, records what bots send, and wakes whoever waits. */
export interface FakeTeams {
  readonly url: string;
  /** What stands in a chat, or in a channel with all its threads. */
  chat(conversationId: string): ChatMessage[];
  /** All that ever came from a bot, anew or in the place of something else, oldest first. */
  readonly received: readonly SentActivity[];
  /** Who is in a conversation, told in pages of this size; of others, or after a status, it is refused. */
  setRoster(conversationId: string, roster: readonly RosterMember[] | number, pageSize?: number): void;
  /** Answers everything that is sent to a conversation with this status, as Teams does for a bot that was blocked; 0: no more. */
  refuse(conversationId: string, status: number): void;
  /** Resolves with what `look` gives as soon as it gives something; rejects after `withinMs`. */
  until<T>(what: string, look: () => T | undefined, withinMs?: number): Promise<T>;
  /** Forgets a chat's messages, as a chat client that begins anew. */
  forget(conversationId: string): void;
  close(): Promise<void>;
}

export async function startTeams(): Promise<FakeTeams> {
  const chats = new Map<string, ChatMessage[]>();
  const changed = new EventEmitter().setMaxListeners(0);
  const chat = (id: string) => chats.get(id) ?? chats.set(id, []).get(id) ?? [];
  const counter = { next: 1 };
  const state: State = {
    chat,
    received: [],
    newId: () => `activity-${counter.next++}`,
    rosters: new Map(),
    refused: new Map(),
  };
  const server = createServer((request, response) => {
    answer(request, response, state).then(
      () => changed.emit('change'),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    chat,
    received: state.received,
    setRoster: (id, roster, pageSize = 500) => void state.rosters.set(id, { roster, pageSize }),
    refuse: (id, status) => void state.refused.set(id, status),
    until: (what, look, withinMs = 15_000) => until(changed, { what, look, withinMs }),
    forget: (id) => void chats.delete(id),
    close: () => closeAtOnce(server),
  };
}

interface State {
  chat(id: string): ChatMessage[];
  readonly received: SentActivity[];
  newId(): string;
  readonly rosters: Map<string, { readonly roster: readonly RosterMember[] | number; readonly pageSize: number }>;
  readonly refused: Map<string, number>;
}

interface Call {
  readonly method: string;
  /** Of a channel's thread: the channel's. */
  readonly conversationId: string;
  readonly activityId: string;
  readonly query: URLSearchParams;
  readonly body: SentActivity;
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://teams');
  const [, , , conversation = '', what, activityId = ''] = pathname.split('/').map(decodeURIComponent);
  const [conversationId = ''] = conversation.split(';');
  const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as SentActivity;
  const call = { method: request.method ?? '', conversationId, activityId, query, body };
  const [status, value] = what === 'pagedmembers' ? members(state, call) : message(state, call);
  send(response, status, value);
}

type Answer = readonly [status: number, body: object];

/** One page of who is in the conversation; the token names where the next begins. */
function members({ rosters }: State, { conversationId, query }: Call): Answer {
  const { roster, pageSize } = rosters.get(conversationId) ?? { roster: 404, pageSize: 1 };
  if (typeof roster === 'number') return refusal(roster, 'BotNotInConversationRoster');
  const from = Number(query.get('continuationToken') ?? 0);
  const to = from + Math.min(pageSize, Number(query.get('pageSize') ?? pageSize));
  const more = to < roster.length ? { continuationToken: `${to}` } : {};
  return [200, { members: roster.slice(from, to), ...more }];
}

/** A new message, in a channel at its top level or in the thread that was named, or a new content of one that stands there. */
function message(state: State, { method, conversationId, activityId, body }: Call): Answer {
  const refused = state.refused.get(conversationId) ?? 0;
  if (refused !== 0) return refusal(refused, 'ConversationBlockedByUser');
  state.received.push(body);
  const messages = state.chat(conversationId);
  if (method !== 'PUT') {
    const id = state.newId();
    messages.push({ id, activity: body, updatedAt: [] });
    return [201, { id }];
  }
  const found = messages.find(({ id }) => id === activityId);
  if (found === undefined) return refusal(404, 'ActivityNotFound');
  found.activity = body;
  found.updatedAt.push(Date.now());
  return [200, { id: found.id }];
}

function refusal(status: number, code: string): Answer {
  return [status, { error: { code, message: 'refused' } }];
}

function send(response: ServerResponse, status: number, body: object): void {
  // Two calls: restify, in the same process, replaces writeHead by one that returns nothing.
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

interface Wait<T> {
  readonly what: string;
  readonly look: () => T | undefined;
  readonly withinMs: number;
}

function until<T>(changed: EventEmitter, { what, look, withinMs }: Wait<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      changed.off('change', check);
      reject(new Error(`waited ${withinMs} ms in vain for: ${what}`));
    }, withinMs);
    const check = () => {
      const found = look();
      if (found === undefined) return;
      clearTimeout(timer);
      changed.off('change', check);
      resolve(found);
    };
    changed.on('change', check);
    check();
  });
}
