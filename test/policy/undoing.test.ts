import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { JournalEntry } from '../../src/offboarding/journal.ts';
import type { Outcome, StepId } from '../../src/offboarding/model.ts';
import type { EventKind, OffboardingRequest, RequestState } from '../../src/offboarding/request.ts';
import {
  approverRefusal,
  undoObstacle,
  undoRefusal,
  undoStepsFor,
  wasReport,
  type UndoObstacle,
} from '../../src/policy/undoing.ts';
import { now, storedRequest } from '../storage/samples.ts';
import { policyWith } from '../support/policies.ts';

const dayInMs = 86_400_000;
const mends: readonly StepId[] = ['mend-manager', 'mend-reports', 'mend-groups', 'mend-ownerships', 'mend-licences'];
const restore: readonly StepId[] = ['restore-user', ...mends];

function entry(stepId: StepId, outcome: Outcome | null, more: Partial<JournalEntry> = {}): JournalEntry {
  const times = { startedAt: now, finishedAt: now };
  const line = { requestId: 'r', position: 0, snapshot: {}, attempts: 1, clientRequestId: 'c', ...times };
  return { ...line, stepId, outcome, problem: null, leftovers: [], ...more };
}

const journeys: readonly {
  readonly what: string;
  readonly journal: readonly JournalEntry[];
  readonly full: readonly StepId[];
  /** Where that is another one: without unblocking. */
  readonly blocked?: readonly StepId[];
}[] = [
  { what: 'nothing that ran', journal: [], full: [] },
  {
    what: 'a block and a sign-out',
    journal: [entry('block-sign-in', 'done'), entry('revoke-sessions', 'done')],
    full: ['allow-sign-in'],
  },
  {
    what: 'a block that was so already',
    journal: [entry('block-sign-in', 'already-so'), entry('revoke-sessions', 'done')],
    full: [],
  },
  {
    what: 'a block that failed',
    journal: [entry('block-sign-in', 'failed'), entry('revoke-sessions', 'done')],
    full: [],
  },
  { what: 'a block that may have happened', journal: [entry('block-sign-in', 'unknown')], full: ['allow-sign-in'] },
  { what: 'a block that was cut short', journal: [entry('block-sign-in', null)], full: [] },
  {
    what: 'a delete',
    journal: [entry('block-sign-in', 'done'), entry('revoke-sessions', 'done'), entry('delete-user', 'done')],
    full: [...restore, 'allow-sign-in'],
    blocked: restore,
  },
  {
    what: 'a delete of who was blocked before',
    journal: [entry('block-sign-in', 'already-so'), entry('delete-user', 'done')],
    full: restore,
  },
  {
    what: 'a delete that stopped after the block',
    journal: [entry('block-sign-in', 'done'), entry('delete-user', 'failed')],
    full: ['allow-sign-in'],
  },
  {
    what: 'steps that an approver left as they are, one of them done in part',
    journal: [
      entry('block-sign-in', 'skipped', { problem: 'skipped-by-approver' }),
      entry('leave-groups', 'skipped', { problem: 'skipped-in-part' }),
    ],
    full: ['rejoin-groups'],
  },
];

describe('what an undo does', () => {
  for (const { what, journal, full, blocked = full } of journeys) {
    it(`of ${what}: ${full.length === 0 ? 'nothing' : full.join(', ')}`, () => {
      assert.deepEqual(undoStepsFor(journal, { unblock: true }), full);
      assert.deepEqual(undoStepsFor(journal, { unblock: false }), blocked);
    });
  }
});

const done = [entry('block-sign-in', 'done')];

const obstacles: readonly {
  readonly what: string;
  readonly request: Partial<OffboardingRequest>;
  readonly journal?: readonly JournalEntry[];
  readonly obstacle?: UndoObstacle;
}[] = [
  ...(['completed', 'completed-with-errors', 'stopped', 'cancelled', 'rejected', 'expired'] as const).map((state) => ({
    what: `${state}, something done`,
    request: { state },
  })),
  ...(['awaiting', 'approved', 'running', 'grace'] as const).map((state: RequestState) => ({
    what: state,
    request: { state },
    obstacle: 'not-ended' as const,
  })),
  { what: 'rejected, nothing done', request: { state: 'rejected' }, journal: [], obstacle: 'nothing-to-undo' },
  { what: 'an undo', request: { undoOf: { id: 'u', number: 1 } }, obstacle: 'nothing-to-undo' },
  { what: 'one that is being undone', request: happened('undo-started'), obstacle: 'already-undone' },
  { what: 'one undone in part', request: happened('undo-started', 'undone-in-part'), obstacle: 'already-undone' },
  { what: 'restorable for a moment yet', request: restorableFor(1) },
  { what: 'restorable until now', request: restorableFor(0), obstacle: 'too-late-to-restore' },
  { what: 'restorable until yesterday', request: restorableFor(-dayInMs), obstacle: 'too-late-to-restore' },
];

function happened(...kinds: readonly EventKind[]): Partial<OffboardingRequest> {
  return { events: kinds.map((kind) => ({ kind, at: now, by: null })) };
}

function restorableFor(milliseconds: number): Partial<OffboardingRequest> {
  const readBack = { signInBlocked: null, sessionsRevoked: null, deleted: true };
  const ended = { headline: 'done', problems: 0, stoppedAt: null, stoppedBy: null } as const;
  const restorableUntil = new Date(now.getTime() + milliseconds).toISOString();
  return { receipt: { ...ended, readBack, restorableUntil, licences: [] } };
}

describe('what stands in the way of an undo', () => {
  for (const { what, request, journal = done, obstacle } of obstacles) {
    it(`${what}: ${obstacle ?? 'nothing'}`, () => {
      const given = { ...storedRequest(), state: 'completed', events: [], receipt: null, undoOf: null, ...request };
      assert.equal(undoObstacle(given as OffboardingRequest, journal, now), obstacle);
    });
  }
});

describe('who may undo', () => {
  const policy = policyWith({ approverGroupId: 'approvers' }, { fallbackUserId: 'fallback' });
  const request = storedRequest();
  const { requester, leaver } = request;
  const memberOf = ['approvers'];

  for (const { what, id = 'approver', groups = memberOf, above = [], refused } of [
    { what: 'an approver' },
    { what: 'an approver who made the request: that is no decision of their own', id: requester.id },
    { what: 'the requester', id: requester.id, groups: [], refused: 'not-an-approver' },
    { what: 'somebody else', groups: [], refused: 'not-an-approver' },
    { what: 'the fallback approver', id: 'fallback', groups: [], refused: 'not-an-approver' },
    { what: 'who left, an approver', id: leaver.id, refused: 'about-yourself' },
    { what: 'who reports to who left', above: ['a', leaver.id], refused: 'below-the-leaver' },
  ]) {
    it(`${what}: ${refused ?? 'yes'}`, () => {
      const standing = { memberOf: groups, managerChain: above };
      assert.equal(undoRefusal(policy, request, { id, standing }), refused);
    });
  }

  it('who ordered an undo may go on with it; of any other request nobody decides on their own', () => {
    const own = { id: requester.id, standing: { memberOf, managerChain: [] } };
    const undo = { ...request, undoOf: { id: 'u', number: 1 } };
    assert.equal(approverRefusal(policy, undo, own), undefined);
    assert.equal(approverRefusal(policy, { ...request, undoOf: null }, own), 'own-request');
  });

  it('who reported to a deleted user is known from before the delete', () => {
    const ties = { reports: [{ id: 'report', displayName: 'A Report' }] };
    const journal = [entry('block-sign-in', 'done'), entry('delete-user', 'done', { snapshot: { ties } })];
    assert.equal(wasReport(journal, 'report'), true);
    assert.equal(wasReport(journal, 'another'), false);
    assert.equal(wasReport(done, 'report'), false);
  });
});
