import type { Finding, OffboardingPath, Offer } from '../offboarding/model.ts';
import { offersFor } from '../offboarding/offers.ts';
import type { Colleague, LeaverFacts } from '../offboarding/people.ts';
import { dayInMs } from '../offboarding/plan.ts';
import type { Ambient } from '../offboarding/ports/ambient.ts';
import type { Store } from '../offboarding/ports/store.ts';
import type { LeaverAndPeople, RightsQuestion, Standing, Tenant } from '../offboarding/ports/tenant.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { availableOf, type Available } from '../policy/availability.ts';
import { blockingOf, findingsOf, type Situation } from '../policy/guardrails.ts';
import { approvingGroups } from '../policy/approving.ts';
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
  /** Who is to take over. */
  readonly successorId?: string | undefined;
  /** Groups that the leaver owned when last looked at: saves a round trip. */
  readonly ownedGroupIds?: readonly string[];
}

export interface Inspection {
  readonly facts: LeaverFacts;
  readonly findings: readonly Finding[];
  /** The steps that fit them and may be done; none while no path is chosen. */
  readonly offers: readonly Offer[];
  /** Who is to take over, as they are now; undefined: nobody is named, or they are gone. */
  readonly successor?: Colleague | undefined;
  /** While no path is chosen: what forbids the delete alone, so that it need not be offered. */
  readonly deleteBlockedBy: Finding | undefined;
}

/** Reads the leaver afresh and holds them against every guardrail; undefined: no such live user. */
export async function inspect(deps: Deps, question: Question): Promise<Inspection | undefined> {
  return (await look(deps, question, [])).inspection;
}

/** As `inspect` for a request that exists, and in the same batch what decides whether `actorId` may approve it. */
export async function inspectFor(
  deps: Deps,
  request: OffboardingRequest,
  actorId: string,
): Promise<{ inspection: Inspection | undefined; standing: Standing }> {
  const actor = { id: actorId, groupIds: approvingGroups(deps.policy) };
  const { inspection, others } = await look(deps, questionOf(request), [actor]);
  return { inspection, standing: others[0] ?? nobody };
}

/** The question that a request asks of the guardrails. */
export function questionOf({ id, leaver, requester, path, plan }: OffboardingRequest): Question {
  const { options, ownedGroupIds } = plan;
  const successorId = options.successor?.id;
  return { leaverId: leaver.id, requesterId: requester.id, path, requestId: id, successorId, ownedGroupIds };
}

const nobody: Standing = { memberOf: [], managerChain: [] };

async function look(deps: Deps, question: Question, others: readonly RightsQuestion[]) {
  const { hrGroupId } = deps.policy;
  const requester = { id: question.requesterId, groupIds: hrGroupId === undefined ? [] : [hrGroupId] };
  const { leaverId, successorId, ownedGroupIds } = question;
  const [read, records, granted] = await Promise.all([
    deps.tenant.readLeaverAndPeople(leaverId, { rights: [requester, ...others], successorId, ownedGroupIds }),
    readRecords(deps, question),
    deps.tenant.grantedPermissions(),
  ]);
  const { facts, successor, standings } = read;
  const [standing = nobody, ...rest] = standings;
  const known = { ...records, facts, successor, standing, granted };
  return { inspection: await inspectionOf(deps, question, known), others: rest };
}

interface Known extends Pick<LeaverAndPeople, 'facts' | 'successor'> {
  /** The requester's. */
  readonly standing: Standing;
  readonly openRequest: number | undefined;
  readonly requestsToday: number;
  readonly granted: ReadonlySet<string> | undefined;
}

async function inspectionOf(
  deps: Deps,
  question: Question,
  { facts, ...known }: Known,
): Promise<Inspection | undefined> {
  if (facts === undefined) return undefined;
  const situation = await situationOf(deps, question, { facts, ...known });
  const findingsFor = (path: OffboardingPath | undefined, { findings }: Available) => [
    ...findings.filter(({ severity }) => severity === 'blocks'),
    ...findingsOf({ ...situation, path }),
    ...findings.filter(({ severity }) => severity !== 'blocks'),
  ];
  const availableOn = (path: OffboardingPath) =>
    availableOf(offersFor(path, facts), { granted: known.granted, stepsOff: deps.policy.stepsOff });
  const { path } = question;
  if (path !== undefined) {
    const available = availableOn(path);
    const { offers } = available;
    const { successor } = known;
    return { facts, findings: findingsFor(path, available), offers, successor, deleteBlockedBy: undefined };
  }
  const deleteBlockedBy = blockingOf(findingsFor('delete', availableOn('delete')));
  return { facts, findings: findingsOf(situation), offers: [], deleteBlockedBy };
}

async function situationOf(
  deps: Deps,
  { leaverId, requesterId, path, successorId }: Question,
  { facts, standing, openRequest, requestsToday, successor }: Known & { facts: LeaverFacts },
): Promise<Situation> {
  const { policy } = deps;
  const inGroup = (id: string | undefined) => id !== undefined && facts.groups.some((group) => group.id === id);
  return {
    facts,
    requesterId,
    requesterIsHr: standing.memberOf.includes(policy.hrGroupId ?? ''),
    requesterChain: standing.managerChain,
    leaverIsProtected: inGroup(policy.protectedGroupId),
    path,
    openRequest,
    requestsToday,
    requestsPerDay: policy.requestsPerDay,
    stepsOff: policy.stepsOff,
    deleteApprovals: policy.deleteApprovals,
    remainingApprovers: inGroup(policy.approverGroupId) ? await countOthers(deps, leaverId) : undefined,
    successor: successorId === undefined ? undefined : { id: successorId, found: successor },
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
