import type { Finding, OffboardingPath } from '../offboarding/model.ts';
import type { LeaverFacts } from '../offboarding/people.ts';
import type { Ambient } from '../offboarding/ports/ambient.ts';
import type { Store } from '../offboarding/ports/store.ts';
import type { Tenant } from '../offboarding/ports/tenant.ts';
import { blockingOf, findingsOf, type Situation } from '../policy/guardrails.ts';
import type { Policy } from '../policy/policy.ts';

/** What every use case works with. */
export interface Deps {
  readonly tenant: Tenant;
  readonly store: Store;
  readonly policy: Policy;
  readonly ambient: Ambient;
}

export interface Question {
  readonly leaverId: string;
  readonly requesterId: string;
  readonly path: OffboardingPath | undefined;
  /** The request at hand, once there is one: it doesn't stand in its own way. */
  readonly requestId?: string;
}

export interface Inspection {
  readonly facts: LeaverFacts;
  readonly findings: readonly Finding[];
  /** While no path is chosen: what forbids the delete alone, so that it need not be offered. */
  readonly deleteBlockedBy: Finding | undefined;
}

const dayInMs = 86_400_000;

/** Reads the leaver afresh and holds them against every guardrail; undefined: no such live user. */
export async function inspect(deps: Deps, question: Question): Promise<Inspection | undefined> {
  const groupIds = deps.policy.hrGroupId === undefined ? [] : [deps.policy.hrGroupId];
  const [read, records] = await Promise.all([
    deps.tenant.readLeaverAndActor(question.leaverId, { id: question.requesterId, groupIds }),
    readRecords(deps, question),
  ]);
  if (read.facts === undefined) return undefined;
  const situation = await situationOf(deps, question, { ...read, facts: read.facts, ...records });
  return {
    facts: read.facts,
    findings: findingsOf(situation),
    deleteBlockedBy: question.path === undefined ? blockingOf(findingsOf({ ...situation, path: 'delete' })) : undefined,
  };
}

interface Known {
  readonly facts: LeaverFacts;
  readonly actor: { readonly memberOf: readonly string[]; readonly managerChain: readonly string[] };
  readonly openRequest: number | undefined;
  readonly requestsToday: number;
}

async function situationOf(deps: Deps, question: Question, known: Known): Promise<Situation> {
  const { policy } = deps;
  const inGroup = (id: string | undefined) => id !== undefined && known.facts.groups.some((group) => group.id === id);
  return {
    facts: known.facts,
    requesterId: question.requesterId,
    requesterIsHr: known.actor.memberOf.includes(policy.hrGroupId ?? ''),
    requesterChain: known.actor.managerChain,
    leaverIsProtected: inGroup(policy.protectedGroupId),
    path: question.path,
    openRequest: known.openRequest,
    requestsToday: known.requestsToday,
    requestsPerDay: policy.requestsPerDay,
    remainingApprovers: inGroup(policy.approverGroupId) ? await countOthers(deps, question.leaverId) : undefined,
  };
}

async function countOthers({ tenant, policy }: Deps, leaverId: string): Promise<number> {
  const approvers = await tenant.groupPeople(policy.approverGroupId);
  return approvers.filter(({ id }) => id !== leaverId).length;
}

/** The request at hand counts neither as open nor among today's. */
async function readRecords(deps: Deps, { leaverId, requesterId, requestId }: Question) {
  const since = new Date(deps.ambient.now().getTime() - dayInMs);
  const open = await deps.store.requests.openFor(leaverId);
  const made = requestId === undefined ? await deps.store.requests.countByRequesterSince(requesterId, since) : 0;
  return { openRequest: open === undefined || open.id === requestId ? undefined : open.number, requestsToday: made };
}
