import type { RequestState } from '../../src/offboarding/request.ts';
import { textOf } from './card.ts';
import { players, type RightsWorld } from './rightsCast.ts';
import { execute, glance, newsOf, send, type Glance, type News, type Reply } from './rightsProbe.ts';
import type { RightsRequest } from './rightsRequests.ts';
import { words, type RequestAct, type Role, type Situation, type Word } from './rightsTable.ts';

/** What a click comes to where it is done. */
interface Effect {
  readonly state: RequestState;
  /** The action of its audit row. */
  readonly audited: string;
  /** Runs that it starts. */
  readonly runs?: number;
  /** It leaves the request as it is but for what is told there, and makes another one. */
  readonly makes?: number;
}

interface Try {
  /** By what name a refused attempt is in the audit. */
  readonly attempt: string;
  activity(request: RightsRequest): Record<string, unknown>;
  effect?(situation: Situation): Effect;
}

/** What is pressed or written for each; where it is more than one thing, all come to the same. */
const tries: Readonly<Record<RequestAct, readonly Try[]>> = {
  see: [{ attempt: 'status', activity: ({ number }) => written(`status ${number}`) }],
  pending: [{ attempt: 'pending', activity: () => written('pending') }],
  refresh: [pressed('view')],
  approve: [pressed('approve', { effect: approval })],
  reject: [pressed('reject', { inputs: { comment: 'Not now' }, effect: becomes('rejected', 'rejected') })],
  withdraw: [pressed('withdraw', { effect: becomes('cancelled', 'cancelled') })],
  'call off': [pressed('call-off', { effect: becomes('cancelled', 'cancelled') })],
  retry: [pressed('retry', { effect: becomes('running', 'retried', 1) })],
  skip: [pressed('skip', { inputs: { comment: 'Done by hand' }, effect: becomes('running', 'skipped', 1) })],
  tick: [
    pressed('tick', {
      inputs: { leftovers: 'convert-mailbox' },
      effect: (situation) => ({ state: endOf(situation), audited: 'leftover-done' }),
    }),
  ],
  undo: [
    pressed('undo'),
    pressed('confirm-undo', {
      attempt: 'undo',
      effect: (situation) => ({ state: endOf(situation), audited: 'undo-made', runs: 1, makes: 1 }),
    }),
  ],
  export: [{ attempt: 'export', activity: () => written('export') }],
};

function approval(situation: Situation): Effect {
  if (situation === 'awaiting the first of two') return { state: 'awaiting', audited: 'approved-in-part' };
  return { state: 'approved', audited: 'approved', runs: 1 };
}

function becomes(state: RequestState, audited: string, runs = 0): () => Effect {
  return () => ({ state, audited, runs });
}

function endOf(situation: Situation): RequestState {
  return situation === 'completed with errors' ? 'completed-with-errors' : (situation as RequestState);
}

function written(text: string): Record<string, unknown> {
  return { type: 'message', text };
}

interface Press {
  readonly inputs?: object;
  readonly attempt?: string;
  readonly effect?: (situation: Situation) => Effect;
}

function pressed(verb: string, { inputs = {}, attempt = verb, ...effect }: Press = {}): Try {
  return { attempt, activity: ({ id, version }) => execute(verb, { requestId: id, version, ...inputs }), ...effect };
}

/** Whether doing it changes the request. */
export function changes(act: RequestAct): boolean {
  return tries[act].some(({ effect }) => effect !== undefined);
}

/** Somebody in a role, whose every click is answered for. */
export interface Trier {
  /**
   * Tries it, and says in a word of the table what came of it; whatever fits no word is told as it was. `situation`: where it is
   * to have its effect, which is then looked for.
   */
  try(act: RequestAct, situation?: Situation): Promise<string>;
}

export async function trierOf(rights: RightsWorld, request: RightsRequest, role: Role): Promise<Trier> {
  const { person, tenantId } = players[role];
  const client = rights.client(role);
  const news = await newsOf(rights, request, person.id);
  const once = async (each: Try, effect: Effect | undefined): Promise<string> => {
    const activity = each.activity(request);
    const before = effect && (await glance(rights, request));
    const reply = await send(client, activity);
    const after = before && (await glance(rights, request));
    // Whoever is of another organization is turned away before anything is read of what they want.
    const attempt = tenantId === undefined ? each.attempt : String(activity['type']);
    const outcome = { request, reply, attempt, before, after, ...(await news()) };
    return wordFor(outcome, effect) ?? JSON.stringify(outcome);
  };
  return {
    async try(act, situation) {
      const found: string[] = [];
      for (const each of tries[act]) found.push(await once(each, situation && each.effect?.(situation)));
      return [...new Set(found)].join(' and ');
    },
  };
}

interface Outcome extends News {
  readonly request: RightsRequest;
  readonly reply: Reply;
  /** Its name in the audit. */
  readonly attempt: string;
  /** Looked at where it is to have an effect; of the others the version tells that they had none. */
  readonly before: Glance | undefined;
  readonly after: Glance | undefined;
}

function wordFor(outcome: Outcome, effect: Effect | undefined): Word | undefined {
  if (outcome.version === outcome.request.version) return quietWord(outcome);
  return effect !== undefined && isDone(outcome, effect) ? 'yes' : undefined;
}

/** Nothing was changed: it was shown, or refused with exactly one row in the audit, or neither. */
function quietWord({ request, reply, audited, attempt }: Outcome): Word | undefined {
  const [row] = audited;
  if (row === undefined) return isShown(reply, request) ? 'yes' : reply.told === '' ? undefined : 'nothing';
  const isRight = audited.length === 1 && row.action === 'attempt-refused' && row.attempt === attempt;
  const word = Object.entries(words).find(([, { rule }]) => rule !== null && rule === row.rule)?.[0] as Word;
  return isRight && isAnsweredAs(word, reply) ? word : undefined;
}

/** A second click of the same kind is quiet; everybody else hears why, and is shown no more than they may see. */
function isAnsweredAs(word: Word, { card, sent, told }: Reply): boolean {
  if (word === 'again') return told === '' && card !== undefined;
  return told !== '' && (word === 'late' ? card !== undefined : card === undefined && sent.length === 0);
}

/** The card of this request, as an answer or as a new message. */
function isShown({ card, sent }: Reply, { number }: RightsRequest): boolean {
  const title = new RegExp(`\\brequest ${number}\\b`, 'iu');
  return [card, ...sent].some((each) => each !== undefined && title.test(textOf(each)));
}

function isDone({ before, after, reply, audited }: Outcome, { state, audited: action, runs = 0, makes = 0 }: Effect) {
  if (before === undefined || after === undefined) return false;
  return (
    after.state === state &&
    after.version === before.version + 1 &&
    after.runs === before.runs + runs &&
    after.requests === before.requests + makes &&
    after.writes === before.writes &&
    audited.map((row) => row.action).join() === action &&
    reply.card !== undefined &&
    reply.told === ''
  );
}
