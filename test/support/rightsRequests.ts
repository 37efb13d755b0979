import { sql } from 'kysely';
import type { OffboardingPath } from '../../src/offboarding/model.ts';
import { openLeftoversOf } from '../../src/offboarding/openLeftovers.ts';
import type { Receipt } from '../../src/offboarding/receipt.ts';
import type { Approval, Decision, EventKind, OffboardingRequest } from '../../src/offboarding/request.ts';
import { receipt } from '../storage/samples.ts';
import { policyWith } from './policies.ts';
import { depsOf, proposeAs } from './proposing.ts';
import { leaver, players, type RightsWorld } from './rightsCast.ts';
import type { Situation } from './rightsTable.ts';

type Overlay = Partial<OffboardingRequest>;

/** The request whose row is put into one situation after the other. */
export interface RightsRequest {
  readonly id: string;
  readonly number: number;
  /** What its cards show. */
  readonly version: number;
  /** Puts it there anew, whatever was done to it. */
  put(situation: Situation, options?: { readonly escalated?: boolean | undefined }): Promise<void>;
}

const at = new Date();
const soon = new Date(at.getTime() + 10 * 86_400_000);
const farAhead = new Date(at.getTime() + 1000 * 86_400_000);
const requester = players.requester.person;
const decider = players['approver who decided'].person;

const version = 5;
/** It was asked anew at this version: cards of an earlier one show something else. */
export const askedAnewAt = 3;

/** Asks for the leaver, to be run in some days, as both paths would: what it is about is as the approval will find it. */
export async function makeRequest({ world, database }: RightsWorld): Promise<RightsRequest> {
  const deps = depsOf(world, database, policyWith({ deleteApprovals: 2 }));
  const ask = async (path: OffboardingPath): Promise<OffboardingRequest> => {
    const request = await proposeAs(deps, { leaverId: leaver.id, path, runAt: soon });
    // Makes room for the next one about the same leaver.
    await database.kysely.updateTable('request').set({ state: 'cancelled' }).where('id', '=', request.id).execute();
    return request;
  };
  const asked = { keep: await ask('keep'), delete: await ask('delete') };
  const { id, number } = asked.keep;
  return {
    id,
    number,
    version,
    async put(situation, { escalated = false } = {}) {
      const { path = 'keep', ...overlay } = situations[situation];
      const before = escalated ? [eventOf('escalated', null)] : [];
      const request = { ...asked[path], ...settled, ...overlay, events: [...before, ...(overlay.events ?? [])] };
      // An undo is a request of its own, and would stand in the way of the next one.
      await database.kysely
        .updateTable('request')
        .set({ state: 'cancelled', version: sql`version + 1` })
        .where('id', '!=', id)
        .execute();
      // Copies of its card in chats would all be brought up to date after every click.
      await database.kysely.deleteFrom('sent_card').where('request_id', '=', id).execute();
      await write(database, id, request);
      await writeJournal(database, id, request.startedAt !== null);
    },
  };
}

/** What every situation begins from. */
const settled = {
  version,
  stateVersion: askedAnewAt,
  approvals: [],
  decision: null,
  reach: null,
  nextNoticeAt: null,
  startedAt: null,
  finishedAt: null,
  receipt: null,
} satisfies Overlay;

const approval: Approval = { by: decider, at, comment: 'As agreed', basisHash: '' };
const approved = { approvals: [approval], ...decided('approved') };
const ran = { ...approved, startedAt: at };
const ended = { ...ran, finishedAt: at };

const situations: Readonly<Record<Situation, Overlay>> = {
  awaiting: { state: 'awaiting', nextNoticeAt: farAhead },
  'awaiting the first of two': { path: 'delete', state: 'awaiting', nextNoticeAt: farAhead },
  'awaiting the second of two': {
    path: 'delete',
    state: 'awaiting',
    nextNoticeAt: farAhead,
    approvals: [approval],
    events: [eventOf('approved-in-part', decider)],
  },
  'approved for later': { state: 'approved', ...approved },
  running: { state: 'running', ...ran },
  'in its grace period': { path: 'delete', state: 'grace', ...ran },
  completed: { state: 'completed', ...ended, receipt },
  'completed with errors': { state: 'completed-with-errors', ...ended, receipt: receiptOf('done-with-problems') },
  stopped: { state: 'stopped', ...ended, receipt: receiptOf('stopped') },
  rejected: { state: 'rejected', ...decided('rejected') },
  withdrawn: { state: 'cancelled', ...decided('cancelled', requester) },
  'called off': { state: 'cancelled', approvals: [approval], ...decided('cancelled') },
  expired: { state: 'expired', events: [eventOf('expired', null)] },
};

function decided(verdict: Decision['verdict'], by = decider): Overlay {
  return { decision: { verdict, by, comment: '', at }, events: [eventOf(verdict, by)] };
}

function eventOf(kind: EventKind, by: typeof decider | null): OffboardingRequest['events'][number] {
  return { kind, at, by };
}

function receiptOf(headline: Receipt['headline']): Receipt {
  return { ...receipt, headline, problems: 1, stoppedAt: headline === 'stopped' ? 'block-sign-in' : null };
}

async function write({ kysely }: RightsWorld['database'], id: string, request: OffboardingRequest): Promise<void> {
  await kysely
    .updateTable('request')
    .set({
      version: request.version,
      state_version: request.stateVersion,
      state: request.state,
      path: request.path,
      leaver: JSON.stringify(request.leaver),
      plan: JSON.stringify(request.plan),
      findings: JSON.stringify(request.findings),
      basis_hash: request.basisHash,
      approvals: JSON.stringify(request.approvals),
      decision: request.decision && JSON.stringify(request.decision),
      events: JSON.stringify(request.events),
      next_notice_at: request.nextNoticeAt,
      reach: null,
      started_at: request.startedAt,
      finished_at: request.finishedAt,
      receipt: request.receipt && JSON.stringify(request.receipt),
      open_leftovers: openLeftoversOf(request).length,
      // Its run is another replica's: whoever may start it here does not change the tenant.
      claim_token: 'of another replica',
      claimed_until: farAhead,
    })
    .where('id', '=', id)
    .execute();
}

/** What was done: sign-in was blocked; undefined: nothing. */
async function writeJournal({ kysely }: RightsWorld['database'], id: string, hasRun: boolean): Promise<void> {
  await kysely.deleteFrom('step').where('request_id', '=', id).execute();
  if (!hasRun) return;
  await kysely
    .insertInto('step')
    .values({
      request_id: id,
      position: 0,
      step_id: 'block-sign-in',
      snapshot: JSON.stringify({ accountEnabled: true }),
      attempts: 1,
      client_request_id: 'of another replica',
      started_at: at,
      outcome: 'done',
      finished_at: at,
    })
    .execute();
}
