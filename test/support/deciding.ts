import assert from 'node:assert/strict';
import type { Cancellation, CancellationResult } from '../../src/approvals/cancel.ts';
import { decide, type Click, type ClickResult } from '../../src/approvals/decide.ts';
import type { Deps } from '../../src/approvals/inspect.ts';
import type { OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import { sandboxPeople, type SandboxPerson } from '../../src/sandbox/people.ts';
import type { Database } from '../../src/storage/db.ts';
import { claim, receipt } from '../storage/samples.ts';
import { auditRows } from './auditRows.ts';
import { actorOf } from './proposing.ts';

type Shown = Pick<OffboardingRequest, 'id' | 'version'>;

/** The approver's Approve on a card that shows this, but for what is given. */
export function clickOf({ id, version }: Shown, over: Partial<Click> = {}): Click {
  const actor = actorOf(sandboxPeople.approver);
  return { requestId: id, version, verdict: 'approved', comment: '', actor, ...over };
}

/** The requester's Withdraw on a card that shows this, but for what is given. */
export function cancellationOf({ id, version }: Shown, over: Partial<Cancellation> = {}): Cancellation {
  return { requestId: id, version, comment: '', actor: actorOf(sandboxPeople.manager), ...over };
}

/** Brings a request that waits to this state, as people and a run would; answers what is stored then. */
export async function bringTo(deps: Deps, asked: OffboardingRequest, state: RequestState): Promise<OffboardingRequest> {
  const { requests } = deps.store;
  const at = deps.ambient.now();
  if (state === 'rejected') await decide(deps, clickOf(asked, { verdict: 'rejected', comment: 'No' }));
  if (state === 'expired') {
    await requests.change({ requestId: asked.id, version: 1, from: ['awaiting'], to: 'expired', at });
  }
  if (['approved', 'running', 'completed'].includes(state)) await decide(deps, clickOf(asked));
  if (['running', 'completed'].includes(state)) await requests.claimRun(asked.id, claim('t', asked.runAt ?? at));
  if (state === 'completed') {
    await requests.change({ requestId: asked.id, version: 3, from: ['running'], to: 'completed', receipt, at });
  }
  const brought = await requests.find(asked.id);
  assert.equal(brought?.state, state);
  return brought;
}

export interface Refused {
  readonly by: SandboxPerson;
  readonly attempt: string;
  readonly rule: string;
}

/** Asserts that the request is as it was, and that the audit has the refusal as the only one of this person. */
export async function checkRefused(
  { database, store }: Pick<Deps, 'store'> & { readonly database: Database },
  before: OffboardingRequest,
  { by, attempt, rule }: Refused,
): Promise<void> {
  assert.deepEqual(await store.requests.find(before.id), before, 'nothing changed');
  const rows = (await auditRows(database)).filter(
    ({ action, requestId, actorId }) => action === 'attempt-refused' && requestId === before.id && actorId === by.id,
  );
  assert.deepEqual(
    rows.map(({ details }) => details),
    [{ attempt, rule }],
  );
}

/** A result in a few words: its kind, and by what rule. */
export function told(result: ClickResult | CancellationResult): string {
  if (result.kind === 'not-allowed') return `${result.kind} ${result.why}`;
  return result.kind === 'blocked' ? `${result.kind} ${result.finding.id}` : result.kind;
}
