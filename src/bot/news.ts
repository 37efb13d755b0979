import type { Texts } from '../i18n/text.ts';
import { isBlockSkipped, type EventKind, type OffboardingRequest, type RequestEvent } from '../offboarding/request.ts';

/** What the requester is told of an event, in one line or two; the card has the rest. */
export function newsText(texts: Texts, request: OffboardingRequest, event: RequestEvent): string {
  const { t, moment } = texts;
  const { number, leaver, runAt, resumeAt, timeZone } = request;
  const at = resumeAt ?? runAt;
  const values = {
    number,
    leaver: leaver.displayName,
    who: event.by?.displayName ?? '',
    when: at === null ? '' : moment(at, timeZone),
  };
  return [t(`news.${keyOf(event, request)}`, values), ...comment(texts, request, event)].join('\n');
}

/** After the first part of a delete it is not true that nothing was changed. */
const givenUp: readonly EventKind[] = ['rejected', 'cancelled', 'expired'];

function keyOf(
  { kind, at, changes = [] }: RequestEvent,
  { runAt, resumeAt, receipt, events }: OffboardingRequest,
): string {
  if (givenUp.includes(kind)) return resumeAt === null ? kind : `${kind}-late`;
  if (kind === 'first-part-done') return isBlockSkipped({ events }) ? 'first-part-done-unblocked' : kind;
  if (kind === 'asked-again' && changes.length > 0 && changes.every(({ what }) => what === 'late')) return 'late';
  if (kind === 'approved') return runAt !== null && runAt > at ? 'approved-at' : 'approved-now';
  return kind === 'ended' ? `ended-${receipt?.headline ?? 'done'}` : kind;
}

const decisions: readonly EventKind[] = ['approved', 'approved-in-part', 'rejected', 'cancelled'];

function comment({ t }: Texts, { approvals, decision }: OffboardingRequest, { kind, at }: RequestEvent): string[] {
  if (!decisions.includes(kind)) return [];
  const said = [...approvals, ...(decision === null ? [] : [decision])].find(
    (one) => one.at.getTime() === at.getTime(),
  );
  return said === undefined || said.comment === '' ? [] : [t('news.comment', { comment: said.comment })];
}
