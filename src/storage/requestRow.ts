import { noOptions, type Plan } from '../offboarding/model.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { RequestRow } from './tables.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells whether the database would take `text` as a uuid; asked first, since it answers others with an error. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** A row of the table `request` as the core knows it. */
export function requestFrom(row: RequestRow): OffboardingRequest {
  return {
    id: row.id,
    undoOf: row.undo_of,
    number: row.number,
    version: row.version,
    stateVersion: row.state_version,
    state: row.state,
    path: row.path,
    leaver: row.leaver,
    requester: row.requester,
    reason: row.reason,
    runAt: row.run_at,
    resumeAt: row.resume_at,
    timeZone: row.time_zone,
    plan: planFrom(row.plan),
    findings: row.findings,
    basisHash: row.basis_hash,
    createdAt: row.created_at,
    approvals: row.approvals.map(timed),
    decision: row.decision && timed(row.decision),
    events: row.events.map(timed),
    nextNoticeAt: row.next_notice_at,
    reach: row.reach,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    receipt: row.receipt,
    purgedAt: row.purged_at,
  };
}

/** Plans of earlier releases knew less. */
function planFrom({ options, licences, ...plan }: RequestRow['plan']): Plan {
  return {
    ...{ scopes: {}, leftovers: [], ownedGroupIds: [] },
    ...plan,
    licences: licences.map((licence) => ({ direct: true, groupIds: [], ...licence })),
    options: { ...noOptions, ...options },
  };
}

/** JSON keeps a date as text. */
function timed<T extends { readonly at: string }>(stored: T): Omit<T, 'at'> & { readonly at: Date } {
  return { ...stored, at: new Date(stored.at) };
}
