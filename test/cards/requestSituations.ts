import type { Finding } from '../../src/offboarding/model.ts';
import { withoutPersonalData } from '../../src/offboarding/purge.ts';
import type { AskedPerson } from '../../src/offboarding/request.ts';
import type { Change, EventKind, OffboardingRequest, RequestEvent } from '../../src/offboarding/request.ts';
import { licencesFrom, now, type Filling } from './fillings.ts';
import { approvalFrom, approverId, happened, requestFrom, type RequestLook } from './sampleRequest.ts';

export interface Situation {
  readonly what: string;
  readonly request: OffboardingRequest;
}

const second: Finding = { id: 'second-approver', severity: 'second-approver', values: { needed: 2 } };

/** More approvers than Teams gives views of their own, and more than anybody wants to read. */
const crowd = 70;

/** What can be told of a request while it waits, and of one to which everything happened. */
export function situations(filling: Filling): Situation[] {
  const waits = (over: Partial<OffboardingRequest>) => requestAs(filling, 'awaiting', over);
  const reach = reachOf(filling);
  const inPart = { findings: [second], approvals: [approvalFrom(filling)] };
  const asked = { reach: { asked: people(filling, 'asked', 2), unreached: [] } };
  return [
    { what: 'not looked up yet', request: waits({ reach: null }) },
    { what: 'nobody reached', request: waits({ reach: { ...reach, asked: [] } }) },
    { what: 'nobody may decide', request: waits({ reach: { asked: [], unreached: [] } }) },
    { what: 'many reached, many not', request: waits({ reach }) },
    { what: 'two needed', request: waits({ findings: [second], ...asked }) },
    { what: 'two needed, one may', request: waits({ findings: [second], reach: { asked: [], unreached: [] } }) },
    { what: 'approved in part', request: waits({ ...inPart, reach }) },
    { what: 'approved in part, nobody else may', request: waits({ ...inPart, reach: { asked: [], unreached: [] } }) },
    { what: 'reminded, escalated and overdue', request: waits({ events: notices }) },
    { what: 'asked again', request: waits({ events: [askedAgain(filling)] }) },
    { what: 'at once, without a reason', request: waits({ runAt: null, reason: '' }) },
    {
      what: 'everything at once',
      request: waits({ ...inPart, reach, events: [askedAgain(filling), ...notices] }),
    },
    { what: 'withdrawn', request: withdrawn(filling) },
    {
      what: 'all that can happen',
      request: requestAs(filling, 'completed-with-errors', { events: everything(filling) }),
    },
    {
      what: 'under review',
      request: requestAs(filling, 'completed', { events: [happened('review-due')], path: 'keep' }),
    },
    { what: 'an undo', request: requestAs(filling, 'completed', { undoOf: { id: 'other', number: 3 } }) },
    { what: 'purged', request: withoutPersonalData(requestAs(filling, 'completed', {}), now) },
  ];
}

const notices: readonly RequestEvent[] = (['reminded', 'escalated', 'overdue'] as const).map((kind) => happened(kind));

/** A typed list, so that a new kind of event is not forgotten here. */
const kinds: Readonly<Record<EventKind, true>> = {
  'approved-in-part': true,
  approved: true,
  rejected: true,
  cancelled: true,
  reminded: true,
  escalated: true,
  overdue: true,
  expired: true,
  'asked-again': true,
  ended: true,
  'first-part-done': true,
  'delete-announced': true,
  'review-due': true,
  'review-kept': true,
  retried: true,
  'leftover-done': true,
  'leftover-reopened': true,
  skipped: true,
  'undo-started': true,
  undone: true,
  'undone-in-part': true,
  'undo-failed': true,
};

/** One event of every kind there is. */
function everything(filling: Filling): RequestEvent[] {
  const { by, comment } = approvalFrom(filling);
  return (Object.keys(kinds) as EventKind[]).map((kind) =>
    happened(kind, { by, comment, ...changesIf(filling, kind) }),
  );
}

function changesIf(filling: Filling, kind: EventKind): Pick<RequestEvent, 'changes'> {
  return kind === 'asked-again' ? { changes: changesFrom(filling) } : {};
}

function askedAgain(filling: Filling): RequestEvent {
  return happened('asked-again', { changes: changesFrom(filling) });
}

/** Every kind of change, each from one to another and from or to nothing. */
function changesFrom(filling: Filling): Change[] {
  const { mark } = filling;
  const licences = licencesFrom({ ...filling, licences: 60 });
  const finding: Finding = { id: 'admin-role', severity: 'blocks', values: { roles: mark('roles', 200) } };
  return [
    { what: 'name', from: mark('oldName', 256), to: mark('newName', 256) },
    { what: 'user-name', from: mark('oldUpn', 113), to: mark('newUpn', 113) },
    { what: 'mail', from: mark('oldMail', 113), to: null },
    { what: 'title', from: null, to: mark('newTitle', 128) },
    { what: 'department', from: mark('oldDepartment', 64), to: '' },
    { what: 'manager', from: mark('oldManager', 256), to: mark('newManager', 256) },
    { what: 'steps', from: ['block-sign-in', 'revoke-sessions'], to: ['block-sign-in'] },
    {
      what: 'scope',
      step: 'disable-devices',
      from: [{ id: 'old', name: mark('oldDevice', 256) }],
      to: [{ id: 'new', name: mark('newDevice', 256) }],
    },
    { what: 'licences', from: [], to: licences },
    { what: 'licences', from: licences, to: [] },
    { what: 'finding-new', finding },
    { what: 'finding-gone', finding },
    { what: 'late', plannedAt: now.toISOString() },
  ];
}

function reachOf(filling: Filling): NonNullable<OffboardingRequest['reach']> {
  return { asked: people(filling, 'asked', crowd), unreached: people(filling, 'unreached', crowd) };
}

function people({ mark }: Filling, field: string, count: number): AskedPerson[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index === 0 ? approverId : `${field}-${index}`,
    displayName: mark(field, 256),
    ...(field === 'asked' ? { teamsUserId: `29:${'x'.repeat(90)}${index}` } : {}),
  }));
}

function withdrawn(filling: Filling): OffboardingRequest {
  const request = requestAs(filling, 'cancelled', {});
  const { decision, requester } = request;
  return { ...request, decision: decision && { ...decision, by: requester } };
}

function requestAs(
  filling: Filling,
  state: RequestLook['state'],
  over: Partial<OffboardingRequest>,
): OffboardingRequest {
  const outcome = state === 'completed' ? 'done' : 'failed';
  return { ...requestFrom(filling, { state, path: 'delete', outcome }), ...over };
}
