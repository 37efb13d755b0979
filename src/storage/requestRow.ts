import type { Decision, OffboardingRequest } from '../offboarding/request.ts';
import type { RequestRow, StoredDecision } from './tables.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Tells whether the database would take `text` as a uuid; asked first, since it answers others with an error. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** A row of the table `request` as the core knows it. */
export function requestFrom(row: RequestRow): OffboardingRequest {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    path: row.path,
    leaver: row.leaver,
    requester: row.requester,
    reason: row.reason,
    runAt: row.run_at,
    timeZone: row.time_zone,
    plan: row.plan,
    findings: row.findings,
    createdAt: row.created_at,
    decision: row.decision && decisionFrom(row.decision),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    receipt: row.receipt,
  };
}

function decisionFrom(stored: StoredDecision): Decision {
  return { ...stored, at: new Date(stored.at) };
}
