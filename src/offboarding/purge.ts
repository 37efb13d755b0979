import { noOptions, type Plan, type Scopes } from './model.ts';
import type { Leaver, NamedPerson } from './people.ts';
import type { Receipt } from './receipt.ts';
import type { Approval, Decision, OffboardingRequest, RequestEvent } from './request.ts';

/**
 * What is left of a request once its personal data are no longer kept: ids, states, times and numbers. Everything is named that stays:
 * a field that is new in the types is refused by the compiler or left out, until somebody has decided about it.
 */
export function withoutPersonalData(request: OffboardingRequest, purgedAt: Date): OffboardingRequest {
  return {
    ...identityOf(request),
    leaver: unnamedLeaver(request.leaver),
    requester: unnamed(request.requester),
    reason: '',
    plan: bare(request.plan),
    findings: request.findings.map(({ id, severity }) => ({ id, severity, values: {} })),
    // A hash of a name can be found by trying names.
    basisHash: '',
    approvals: request.approvals.map(bareApproval),
    decision: request.decision && bareDecision(request.decision),
    events: request.events.map(bareEvent),
    reach: null,
    receipt: request.receipt && bareReceipt(request.receipt),
    purgedAt,
  };
}

/** What tells no more of anybody than that there was a request, and when. */
function identityOf(request: OffboardingRequest) {
  const { id, undoOf, number, version, stateVersion, state, path, timeZone } = request;
  const { createdAt, runAt, resumeAt, nextNoticeAt, startedAt, finishedAt } = request;
  const times = { createdAt, runAt, resumeAt, nextNoticeAt, startedAt, finishedAt };
  return { id, undoOf, number, version, stateVersion, state, path, timeZone, ...times };
}

function bareReceipt(receipt: Receipt): Receipt {
  const { headline, problems, stoppedAt, stoppedBy, readBack, unverified, restorableUntil, licences } = receipt;
  const seen = { readBack, ...(unverified !== undefined && { unverified }), restorableUntil, licences };
  return { headline, problems, stoppedAt, stoppedBy, ...seen };
}

function unnamed({ id }: NamedPerson): NamedPerson {
  return { id, displayName: '' };
}

function unnamedLeaver({ id, managerId }: Leaver): Leaver {
  const unknown = { mail: null, jobTitle: null, department: null, managerName: null };
  return { ...unnamed({ id, displayName: '' }), userPrincipalName: '', ...unknown, managerId };
}

function bare({ path, steps, licences, options: { graceDays, reviewDays }, scopes }: Plan): Plan {
  const counts = Object.entries(scopes).map(([step, { count }]) => [step, { count, items: [] }] as const);
  const options = { ...noOptions, graceDays, reviewDays };
  const counted: Scopes = Object.fromEntries(counts);
  return { path, steps, licences, options, scopes: counted, leftovers: [], ownedGroupIds: [] };
}

function bareApproval({ by, at }: Approval): Approval {
  return { by: unnamed(by), at, comment: '', basisHash: '' };
}

function bareDecision({ verdict, by, at }: Decision): Decision {
  return { verdict, by: unnamed(by), at, comment: '' };
}

function bareEvent({ kind, at, by, leftover }: RequestEvent): RequestEvent {
  return { kind, at, by: by && unnamed(by), ...(leftover !== undefined && { leftover }) };
}
