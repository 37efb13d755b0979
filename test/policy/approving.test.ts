import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EventKind, RequestEvent } from '../../src/offboarding/request.ts';
import {
  approvalRefusal,
  approvingGroups,
  conflictOf,
  isEscalated,
  type ApprovalRefusal,
} from '../../src/policy/approving.ts';
import { now, storedRequest } from '../storage/samples.ts';
import { policyWith } from '../support/policies.ts';

const request = storedRequest();
const { requester, leaver } = request;
const policy = policyWith(
  { approverGroupId: 'approvers' },
  { fallbackUserId: 'fallback', fallbackGroupId: 'fallback-group' },
);

interface Case {
  readonly what: string;
  readonly id?: string;
  readonly memberOf?: readonly string[];
  /** Who is above them, nearest first. */
  readonly above?: readonly string[];
  readonly events?: readonly EventKind[];
  readonly refused?: ApprovalRefusal;
}

const nobody: readonly string[] = [];
const inFallbackGroup = { memberOf: ['fallback-group'] };
const named = { id: 'fallback', memberOf: nobody };

const cases: readonly Case[] = [
  { what: 'an approver' },
  { what: 'an approver without a manager', above: nobody },
  { what: 'an approver above the leaver', id: 'director' },
  { what: 'an approver below the requester', above: ['team-lead', requester.id] },
  { what: 'an approver on the leaver’s level', above: ['manager', 'director'] },
  { what: 'somebody else', memberOf: nobody, refused: 'not-an-approver' },
  { what: 'the requester', id: requester.id, refused: 'own-request' },
  { what: 'the requester who is no approver', id: requester.id, memberOf: nobody, refused: 'not-an-approver' },
  { what: 'the leaver', id: leaver.id, refused: 'about-yourself' },
  { what: 'a direct report of the leaver', above: [leaver.id, 'director'], refused: 'below-the-leaver' },
  { what: 'somebody far below the leaver', above: ['a', 'b', leaver.id, 'd'], refused: 'below-the-leaver' },
  { what: 'the fallback approver before the escalation', ...named, refused: 'not-an-approver' },
  { what: 'the fallback approver after a reminder', ...named, events: ['reminded'], refused: 'not-an-approver' },
  { what: 'the fallback approver after the escalation', ...named, events: ['reminded', 'escalated'] },
  { what: 'the fallback group before the escalation', ...inFallbackGroup, refused: 'not-an-approver' },
  { what: 'the fallback group after the escalation', ...inFallbackGroup, events: ['escalated'] },
  {
    what: 'the fallback approver once it was asked again',
    ...named,
    events: ['escalated', 'asked-again', 'reminded'],
    refused: 'not-an-approver',
  },
  { what: 'the fallback approver, asked again and escalated again', ...named, events: ['asked-again', 'escalated'] },
  {
    what: 'the fallback group below the leaver',
    ...inFallbackGroup,
    above: [leaver.id],
    events: ['escalated'],
    refused: 'below-the-leaver',
  },
  {
    what: 'the requester in the fallback group',
    ...inFallbackGroup,
    id: requester.id,
    events: ['escalated'],
    refused: 'own-request',
  },
  { what: 'an approver who is the fallback approver too, before the escalation', id: 'fallback' },
];

describe('who may decide', () => {
  for (const { what, id = 'somebody', memberOf = ['approvers'], above = ['boss'], events = [], refused } of cases) {
    it(`${what}: ${refused ?? 'may'}`, () => {
      const asked = { ...request, events: events.map(eventOf) };
      const standing = { memberOf, managerChain: above };
      assert.equal(approvalRefusal(policy, asked, { id, standing }), refused);
    });
  }

  it('nobody is a fallback approver where none was named', () => {
    const escalated = { ...request, events: [eventOf('escalated')] };
    const stranger = { id: '', standing: { memberOf: [], managerChain: [] } };
    assert.equal(approvalRefusal(policyWith({ approverGroupId: 'approvers' }), escalated, stranger), 'not-an-approver');
  });

  it('the same rules hold in whatever state the request is', () => {
    const standing = { memberOf: ['approvers'], managerChain: [] };
    for (const state of ['approved', 'running', 'completed', 'rejected', 'expired'] as const) {
      assert.equal(approvalRefusal(policy, { ...request, state }, { id: leaver.id, standing }), 'about-yourself');
    }
  });

  it('who is no judge in the matter is known without their groups, so that they aren’t asked at all', () => {
    assert.equal(conflictOf(request, requester.id, []), 'own-request');
    assert.equal(conflictOf(request, leaver.id, []), 'about-yourself');
    assert.equal(conflictOf(request, 'somebody', ['boss', leaver.id]), 'below-the-leaver');
    assert.equal(conflictOf(request, 'somebody', ['boss', requester.id]), undefined);
  });

  it('the groups to look somebody up in are the approvers’ and the fallback’s', () => {
    assert.deepEqual(approvingGroups(policy), ['approvers', 'fallback-group']);
    assert.deepEqual(approvingGroups(policyWith({ approverGroupId: 'approvers' })), ['approvers']);
  });

  it('an escalation counts for the asking it was made in', () => {
    assert.equal(isEscalated({ events: [] }), false);
    assert.equal(isEscalated({ events: [eventOf('escalated'), eventOf('overdue')] }), true);
    assert.equal(isEscalated({ events: [eventOf('escalated'), eventOf('asked-again')] }), false);
  });
});

function eventOf(kind: EventKind): RequestEvent {
  return { kind, at: now, by: null };
}
