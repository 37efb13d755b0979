import { randomUUID } from 'node:crypto';
import type { Decision, NewRequest, OffboardingRequest } from '../../src/offboarding/request.ts';
import type { Receipt } from '../../src/offboarding/receipt.ts';
import type { Jobs, Store } from '../../src/offboarding/ports/store.ts';
import type { Transition } from '../../src/offboarding/ports/requests.ts';
import type { Database } from '../../src/storage/db.ts';
import { createStore } from '../../src/storage/store.ts';
import { barePlan } from '../support/facts.ts';

export const now = new Date('2026-03-02T09:00:00.123Z');

export function later(ms: number): Date {
  return new Date(now.getTime() + ms);
}

export const noJobs: Jobs = { run: () => Promise.resolve(), refreshCards: () => Promise.resolve() };

export function storeOn(database: Database): Store {
  return createStore(database, () => noJobs);
}

export function newRequest(over: Partial<NewRequest> = {}): NewRequest {
  const leaverId = randomUUID();
  return {
    id: randomUUID(),
    undoOf: null,
    path: 'keep',
    leaver: {
      id: leaverId,
      displayName: 'Alex "Lex" Wilber 🌷',
      userPrincipalName: 'alex@contoso.example',
      mail: null,
      jobTitle: 'Marketing',
      department: null,
      managerId: 'requester-1',
      managerName: 'Megan Bowen',
    },
    requester: { id: 'requester-1', displayName: 'Megan Bowen' },
    reason: "Leaves; it's said",
    runAt: null,
    timeZone: 'Europe/Amsterdam',
    plan: barePlan('keep'),
    findings: [{ id: 'shared-mailbox', severity: 'warns', values: { count: 2, name: 'x' } }],
    basisHash: 'basis-1',
    createdAt: now,
    nextNoticeAt: later(86_400_000),
    ...over,
  };
}

/** A request as the store first gives it back, but for what is given. */
export function storedRequest(over: Partial<OffboardingRequest> = {}): OffboardingRequest {
  return {
    ...newRequest(),
    number: 1,
    version: 1,
    stateVersion: 1,
    state: 'awaiting',
    approvals: [],
    decision: null,
    events: [],
    reach: null,
    resumeAt: null,
    startedAt: null,
    finishedAt: null,
    receipt: null,
    purgedAt: null,
    ...over,
  };
}

export const approval: Decision = {
  verdict: 'approved',
  by: { id: 'approver-1', displayName: 'Isaiah Langer' },
  comment: '',
  at: later(1_000),
  found: { accountEnabled: true, signInSessionsValidFrom: null },
};

export const receipt: Receipt = {
  headline: 'done',
  problems: 0,
  stoppedAt: null,
  stoppedBy: null,
  readBack: { signInBlocked: true, sessionsRevoked: null, deleted: false },
  restorableUntil: null,
  licences: [],
};

export function approve(requestId: string, over: Partial<Transition> = {}): Transition {
  return { requestId, version: 1, from: ['awaiting'], to: 'approved', decision: approval, at: approval.at, ...over };
}

/** A request that somebody approved; its version is 2. */
export async function approved(store: Store, over: Partial<NewRequest> = {}): Promise<string> {
  const { id } = await store.requests.create(newRequest(over));
  await store.requests.change(approve(id));
  return id;
}

export function claim(token: string, at = now): { token: string; now: Date; until: Date } {
  return { token, now: at, until: new Date(at.getTime() + 30_000) };
}
