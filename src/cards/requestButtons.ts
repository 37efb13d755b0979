import type { Texts } from '../i18n/text.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import { isFailure } from '../offboarding/model.ts';
import { leftoversOf } from '../offboarding/openLeftovers.ts';
import { isTakenBack, isUnderReview, type OffboardingRequest } from '../offboarding/request.ts';
import { statesFor } from '../policy/actions.ts';
import { undoObstacle } from '../policy/undoing.ts';
import { button, type Button } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';

/** What its reader can do about the request; on the card in the channel nobody gets a button. */
export function buttonsOf(texts: Texts, shown: RequestOnCard): Button[] {
  const { request, audience } = shown;
  if (audience === 'channel') return [];
  const review = isUnderReview(request)
    ? [button(texts, 'review-keep', 'positive'), button(texts, 'review-delete', 'destructive')]
    : [];
  if (audience === 'approver') return [...review, ...approverButtons(texts, shown)];
  return statesFor('withdraw').includes(request.state) ? [button(texts, 'withdraw')] : review;
}

/** What an approver can do about it; nothing where it is over. */
export function approverButtons(
  texts: Texts,
  { request, journal, viewerId }: Omit<RequestOnCard, 'audience'>,
): Button[] {
  const { state, runAt, path, purgedAt } = request;
  if (purgedAt !== null) return [];
  const tick = leftoversOf(request).length > 0 ? [button(texts, 'tick')] : [];
  switch (state) {
    case 'awaiting': {
      const approve = button(texts, 'approve', path === 'delete' ? 'destructive' : 'positive');
      const hasApproved = request.approvals.some(({ by }) => by.id === viewerId);
      return [...(hasApproved ? [] : [approve]), button(texts, 'reject')];
    }
    case 'grace':
      return [button(texts, 'call-off', 'destructive')];
    case 'approved':
      return runAt === null ? [] : [button(texts, 'call-off', 'destructive')];
    case 'completed-with-errors':
    case 'stopped':
      return [...goOnButtons(texts, request, journal), ...tick, ...undoButton(texts, request, journal)];
    case 'running':
      return [];
    default:
      return [...tick, ...undoButton(texts, request, journal)];
  }
}

/** Nothing goes on with what was taken back. */
function goOnButtons(texts: Texts, request: OffboardingRequest, journal: readonly JournalEntry[]): Button[] {
  if (isTakenBack(request)) return [];
  const hasFailed = journal.some(({ outcome }) => isFailure(outcome));
  return [button(texts, 'retry', 'positive'), ...(hasFailed ? [button(texts, 'skip')] : [])];
}

/** Shown as long as there is something to take back; whether there is still time for it is looked at when it is pressed. */
function undoButton(texts: Texts, request: OffboardingRequest, journal: readonly JournalEntry[]): Button[] {
  return undoObstacle(request, journal, new Date(0)) === undefined ? [button(texts, 'undo')] : [];
}

/** The buttons that take a comment. */
const commentLabels: readonly (readonly [verb: string, key: string])[] = [
  ['reject', 'request.comment'],
  ['call-off', 'request.comment-optional'],
  ['skip', 'request.comment-skip'],
];

/** What the comment is for; empty: none of these buttons takes one. */
export function commentLabel({ t }: Texts, buttons: readonly Button[]): string {
  const [, key] = commentLabels.find(([verb]) => buttons.some((each) => each.verb === verb)) ?? [];
  return key === undefined ? '' : t(key);
}
