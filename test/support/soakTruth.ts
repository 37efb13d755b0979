import assert from 'node:assert/strict';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { StepId } from '../../src/offboarding/model.ts';
import { restorableUntil } from '../../src/offboarding/plan.ts';
import type { Receipt } from '../../src/offboarding/receipt.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { consumedUnits } from '../../src/sandbox/tenant/directory.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import type { Facts } from './soakFacts.ts';
import { checkNothingElse, checkOptionalStep } from './soakSteps.ts';
import type { SoakLeaver } from './soakThings.ts';
import { missingOf, type TiesBefore } from './soakTies.ts';
import type { Witness } from './soakWitness.ts';

/** What a receipt is held against: the tenant as it really is, and what was seen happening to the leaver. */
export interface Truth {
  readonly state: TenantState;
  readonly leaver: SoakLeaver;
  readonly witness: Witness;
  /** How everything stood that an optional step may change. */
  readonly before: Facts;
  /** What an undo has to bring back. */
  readonly ties: TiesBefore;
}

interface Ended {
  readonly request: OffboardingRequest;
  readonly receipt: Receipt;
  readonly journal: readonly JournalEntry[];
  /** What was so before the run, by somebody else's hand. */
  readonly wasSo: Happened;
}

/** No false "done": not in the journal, not in what was read back, not as the headline. */
export function checkTruth(truth: Truth, ended: Ended): void {
  for (const entry of ended.journal) {
    checkOutcome(truth, entry, ended.wasSo);
    checkOptionalStep(truth, ended.request, entry);
  }
  if (ended.request.undoOf === null) checkNothingElse(truth, ended.request, ended.journal);
  checkReadBack(truth, ended.receipt);
  checkHeadline(ended);
}

/** A step that is done is so; one that failed or was skipped is not; of an unknown one nothing is said. */
function checkOutcome(truth: Truth, { stepId, outcome, problem, leftovers }: JournalEntry, wasSo: Happened): void {
  assert.notEqual(outcome, null, `${stepId} has no outcome`);
  if (stepId.startsWith('mend-')) {
    const listed = leftovers.map(({ id }) => id);
    const missing = missingOf(truth, stepId).filter((id) => !listed.includes(id));
    const isMended = outcome === 'done' || outcome === 'already-so' || problem === 'not-all';
    if (isMended) assert.deepEqual(missing, [], `${stepId} is ${outcome} and doesn't list all that is missing`);
    if (outcome === 'done')
      assert.ok(
        leftovers.every(({ why }) => why === 'changed-since'),
        `${stepId} done in part`,
      );
    return;
  }
  const now = happened(truth);
  const step = stepId as keyof Happened;
  // What the others change is held against the facts.
  if (!(step in now)) return;
  const isSo = now[step];
  if (outcome === 'done' || outcome === 'already-so') assert.ok(isSo, `${stepId} is ${outcome}, yet not so`);
  if (outcome === 'failed' || outcome === 'skipped') assert.ok(!isSo || wasSo[step], `${stepId} is ${outcome}, yet so`);
}

export type Happened = ReturnType<typeof happened>;

/** Which steps' effects are there. */
export function happened({ state: { users, deletedUsers }, leaver: { id }, witness }: Truth) {
  const user = users[id] ?? deletedUsers[id];
  return {
    'block-sign-in': witness.blocked > 0 || (user?.accountEnabled === false && witness.allowed === 0),
    'revoke-sessions': witness.revoked > 0,
    'delete-user': id in deletedUsers,
    'allow-sign-in': users[id]?.accountEnabled === true,
    'restore-user': id in users,
  } satisfies Partial<Record<StepId, boolean>>;
}

/** Each field of the receipt is null or as the tenant is. */
function checkReadBack({ state, leaver: { id }, witness }: Truth, receipt: Receipt): void {
  const { signInBlocked, sessionsRevoked, deleted } = receipt.readBack;
  const [live, gone] = [state.users[id], state.deletedUsers[id]];
  if (signInBlocked !== null) assert.equal(signInBlocked, live && !live.accountEnabled, 'signInBlocked');
  if (deleted !== null) assert.equal(deleted, live === undefined, 'deleted');
  if (sessionsRevoked === true) assert.ok(witness.revoked > 0, 'sessionsRevoked');
  const until = gone && restorableUntil(new Date(gone.deletedDateTime ?? '')).toISOString();
  if (receipt.restorableUntil !== null) assert.equal(receipt.restorableUntil, until, 'restorableUntil');
  for (const { skuId, consumedAfter } of receipt.licences) {
    const sku = state.skus.find((each) => each.skuId === skuId);
    if (consumedAfter !== null) assert.equal(consumedAfter, sku && consumedUnits(state, sku), 'consumedAfter');
  }
}

/** Green is what has no failed step and was seen to be so. */
function checkHeadline({ request, receipt, journal }: Ended): void {
  const bad = journal.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  assert.equal(request.state === 'completed', receipt.headline === 'done', 'state and headline');
  if (receipt.headline !== 'done') return;
  assert.deepEqual(bad, [], 'a green headline over a failed step');
  assert.deepEqual(
    journal.map(({ stepId }) => stepId),
    request.plan.steps,
    'a green headline over missing steps',
  );
  const { signInBlocked, deleted } = receipt.readBack;
  const isUndo = request.undoOf !== null;
  if (isUndo) assert.equal(deleted, false, 'green, and the user is back');
  else assert.ok(request.path === 'delete' ? deleted : signInBlocked, 'green, and it was seen');
}
