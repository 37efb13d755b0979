import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { approvalRefusal, type WouldBeApprover } from '../../src/policy/approving.ts';
import { newRequest } from '../storage/samples.ts';

const asked = newRequest();
const request: OffboardingRequest = {
  ...asked,
  number: 1,
  version: 1,
  state: 'awaiting',
  decision: null,
  startedAt: null,
  finishedAt: null,
  receipt: null,
};
const approver: WouldBeApprover = { id: 'approver', isApprover: true, managerChain: ['boss'] };
const leaverId = request.leaver.id;
const requesterId = request.requester.id;

const cases: readonly { what: string; who: Partial<WouldBeApprover>; refused: ReturnType<typeof approvalRefusal> }[] = [
  { what: 'an approver', who: {}, refused: undefined },
  { what: 'an approver without a manager', who: { managerChain: [] }, refused: undefined },
  { what: 'an approver above the leaver', who: { id: 'director' }, refused: undefined },
  { what: 'an approver below the requester', who: { managerChain: [requesterId] }, refused: undefined },
  { what: 'somebody else', who: { isApprover: false }, refused: 'not-an-approver' },
  { what: 'the requester', who: { id: requesterId }, refused: 'own-request' },
  {
    what: 'the requester who is no approver',
    who: { id: requesterId, isApprover: false },
    refused: 'not-an-approver',
  },
  { what: 'the leaver', who: { id: leaverId }, refused: 'about-yourself' },
  { what: 'a direct report of the leaver', who: { managerChain: [leaverId, 'boss'] }, refused: 'below-the-leaver' },
  { what: 'an indirect report', who: { managerChain: ['x', leaverId] }, refused: 'below-the-leaver' },
];

describe('who may decide', () => {
  for (const { what, who, refused } of cases) {
    it(`${what}: ${refused ?? 'may'}`, () => {
      assert.equal(approvalRefusal(request, { ...approver, ...who }), refused);
    });
  }

  it('the same rules hold in whatever state the request is', () => {
    for (const state of ['approved', 'running', 'completed', 'rejected'] as const) {
      assert.equal(approvalRefusal({ ...request, state }, { ...approver, id: leaverId }), 'about-yourself');
    }
  });
});
