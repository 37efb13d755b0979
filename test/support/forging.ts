import assert from 'node:assert/strict';
import { inTheirRoles, players, type RightsWorld } from './rightsCast.ts';
import type { ChatPlace } from './client.ts';
import { execute, glance, newsOf, send, submit, type Reply } from './rightsProbe.ts';
import type { RightsRequest } from './rightsRequests.ts';
import type { Role, Situation } from './rightsTable.ts';

/** A click that must come to nothing: what is wrong with it, and under which rule it is refused. */
export interface Forgery {
  readonly what: string;
  readonly rule: string;
  /** Else an approver. */
  readonly by?: Role;
  /** Else it waits for a decision. */
  readonly situation?: Situation;
  /** Else `approve`. */
  readonly verb?: unknown;
  /** What its data holds beside the request's id and version, or instead of them. */
  readonly data?: object;
  /** What the activity says beside the click, or instead of what it should. */
  readonly activity?: object;
  /** Else in a personal chat. */
  readonly place?: ChatPlace;
  /** The attempt's name in the audit; else the verb. */
  readonly attempt?: string;
  /** Whose attempt it is in the audit, where that is not who plays the role; null: nobody's. */
  readonly actorId?: string | null;
}

/** How a click reaches the bot: by Action.Execute, or by the Action.Submit of a client that doesn't know it. */
export const byExecute = { name: 'Action.Execute', activity: execute } as const;
export const bySubmit = { name: 'Action.Submit', activity: submit } as const;
export type How = typeof byExecute | typeof bySubmit;

/** Tries it, and asserts that it is refused, said, audited once, and without any effect. */
export async function assertRefused(
  rights: RightsWorld,
  request: RightsRequest,
  { how, ...forgery }: Forgery & { how: How },
): Promise<void> {
  const { by = 'approver', situation = 'awaiting', verb = 'approve', data, activity, place } = forgery;
  const click = how.activity(verb, { requestId: request.id, version: request.version, ...data });
  await request.put(situation, { escalated: players[by].escalated });
  await inTheirRoles(rights, [by], () =>
    assertNothingComesOf(rights, request, {
      ...forgery,
      attempt: forgery.attempt ?? String(verb),
      actorId: forgery.actorId === undefined ? players[by].person.id : forgery.actorId,
      send: () => send(rights.client(by, place), { ...click, ...activity }),
    }),
  );
}

interface Sent extends Pick<Forgery, 'rule'> {
  readonly attempt: string;
  readonly actorId: string | null;
  send(): Promise<Reply>;
}

/** Whatever was sent: one row in the audit, a sentence for who sent it, and nothing else. */
export async function assertNothingComesOf(
  rights: RightsWorld,
  request: RightsRequest,
  { rule, attempt, actorId, ...sent }: Sent,
): Promise<Reply> {
  const news = await newsOf(rights, request);
  const before = await glance(rights, request);
  const reply = await sent.send();
  assert.deepEqual(await glance(rights, request), before, 'nothing is changed, queued or written');
  const rows = (await news()).audited.map(({ requestId: _requestId, ...row }) => row);
  assert.deepEqual(rows, [{ actorId, action: 'attempt-refused', attempt, rule }]);
  assert.equal(reply.status, 200);
  assert.equal(reply.told === '', rule === 'same-again', `told: ${reply.told}`);
  return reply;
}
