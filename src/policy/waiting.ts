import { askedAt, eventsSinceAsked, type OffboardingRequest } from '../offboarding/request.ts';
import type { Policy } from './policy.ts';

/** What is done about a request when its time has come. */
export type NoticeKind = 'reminded' | 'overdue' | 'escalated' | 'expired' | 'delete-announced' | 'review-due';

export interface Notice {
  readonly kind: NoticeKind;
  readonly at: Date;
}

type Waiting = Pick<OffboardingRequest, 'createdAt' | 'events' | 'runAt'>;

const hourInMs = 3_600_000;

/** How long before the second part of a delete it is announced. */
export const announcedBeforeMs = 24 * hourInMs;

/** What is due at `now`, by the state in which the request is; undefined: nothing. */
export function noticeFor(policy: Policy, request: OffboardingRequest, now: Date): Notice | undefined {
  const { state, nextNoticeAt: at } = request;
  if (state === 'awaiting') return dueNotice(policy, request, now);
  if (at === null || at > now) return undefined;
  return { kind: state === 'grace' ? 'delete-announced' : 'review-due', at };
}

/**
 * What is due at `now` while a decision is waited for, one after the other; undefined: nothing more. After a long standstill
 * a reminder is left out where something came after it, and everything where it has expired: in the minute before that, no
 * notice helps anybody. An escalation and a planned time that passed each tell something of their own.
 */
export function dueNotice(policy: Policy, request: Waiting, now: Date): Notice | undefined {
  const due = openNotices(policy, request).filter(({ at }) => at <= now);
  const last = due.at(-1);
  return last?.kind === 'expired' ? last : (due.find(({ kind }) => kind !== 'reminded') ?? last);
}

/** When somebody has to look at it next while a decision is waited for, once `done` of the notices has been given as well. */
export function nextNoticeAt(policy: Policy, request: Waiting, done?: NoticeKind): Date | null {
  const open = openNotices(policy, request);
  return open.slice(open.findIndex(({ kind }) => kind === done) + 1)[0]?.at ?? null;
}

/** Those that come after the last one given, in the order of their time. */
function openNotices(policy: Policy, request: Waiting): Notice[] {
  const all = noticesOf(policy, request);
  const given = eventsSinceAsked(request).map(({ kind }) => kind as string);
  return all.slice(all.findLastIndex(({ kind }) => given.includes(kind)) + 1);
}

function noticesOf({ waiting }: Policy, request: Waiting): Notice[] {
  const asked = askedAt(request).getTime();
  const after = (hours: number) => new Date(asked + hours * hourInMs);
  const hasFallback = waiting.fallbackUserId !== undefined || waiting.fallbackGroupId !== undefined;
  const all: Notice[] = [
    { kind: 'reminded', at: after(waiting.remindAfterHours) },
    ...(hasFallback ? [{ kind: 'escalated', at: after(waiting.escalateAfterHours) } as const] : []),
    // A planned time that had passed when it was asked again is told on the card from the start.
    ...(request.runAt !== null && request.runAt.getTime() > asked
      ? [{ kind: 'overdue', at: request.runAt } as const]
      : []),
  ];
  const expired: Notice = { kind: 'expired', at: after(waiting.expireAfterDays * 24) };
  return [...all.filter(({ at }) => at < expired.at), expired].sort(
    (one, other) => one.at.getTime() - other.at.getTime(),
  );
}
