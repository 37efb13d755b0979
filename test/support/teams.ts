import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

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

/** A stand-in for Teams' connector: it speaks the Bot Framework's HTTP, records what bots send, and wakes whoever waits. */
export interface FakeTeams {
  readonly url: string;
  chat(conversationId: string): ChatMessage[];
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
  const server = createServer((request, response) => {
    answer(request, response, { chat, newId: () => `activity-${counter.next++}` }).then(
      () => changed.emit('change'),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    chat,
    until: (what, look, withinMs = 15_000) => until(changed, { what, look, withinMs }),
    forget: (id) => void chats.delete(id),
    close: () => close(server),
  };
}

interface Chats {
  chat(id: string): ChatMessage[];
  newId(): string;
}

async function answer(request: IncomingMessage, response: ServerResponse, { chat, newId }: Chats): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [, conversationId = '', activityId] =
    /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/?]+))?/u.exec(request.url ?? '') ?? [];
  const activity = JSON.parse(Buffer.concat(chunks).toString() || '{}') as SentActivity;
  const messages = chat(decodeURIComponent(conversationId));
  if (request.method === 'PUT') {
    const message = messages.find(({ id }) => id === decodeURIComponent(activityId ?? ''));
    if (message === undefined)
      return send(response, 404, { error: { code: 'ActivityNotFound', message: 'not found' } });
    message.activity = activity;
    message.updatedAt.push(Date.now());
    return send(response, 200, { id: message.id });
  }
  const message = { id: newId(), activity, updatedAt: [] };
  messages.push(message);
  send(response, 201, { id: message.id });
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

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
