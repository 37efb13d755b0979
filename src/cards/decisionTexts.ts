import type { Texts } from '../i18n/text.ts';
import type { Approval, Decision, EventKind, OffboardingRequest } from '../offboarding/request.ts';

/** Who decided what and when, one sentence each; empty while nobody has. */
export function decisionTexts(texts: Texts, request: OffboardingRequest, zone = request.timeZone): string[] {
  const { t, moment } = texts;
  const { decision } = request;
  // By whom is no longer known.
  if (request.purgedAt !== null) return [];
  if (request.state === 'expired') {
    const at = request.events.findLast(({ kind }) => kind === 'expired')?.at ?? request.createdAt;
    const key = request.resumeAt === null ? 'expired-on' : 'expired-late';
    return [t(`request.${key}`, { when: moment(at, zone) })];
  }
  const key = decision === null ? 'approved-by' : verdictKey(request, decision);
  return deciding(request).map((one) => t(`request.${key}`, { who: one.by.displayName, when: moment(one.at, zone) }));
}

/** Whoever asked withdraws; anybody else calls it off. */
function verdictKey({ requester, resumeAt }: OffboardingRequest, { verdict, by }: Decision): string {
  if (verdict !== 'cancelled') return `${verdict}-by`;
  const how = by.id === requester.id ? 'withdrawn' : 'called-off';
  // After the first part of a delete something has been done already.
  return `${how}-${resumeAt === null ? 'by' : 'late'}`;
}

/** As `decisionTexts`, each followed by what its decider wrote. */
export function decisionsWithComments(texts: Texts, request: OffboardingRequest): string[] {
  const comments = deciding(request).map(({ comment }) => comment);
  return decisionTexts(texts, request).flatMap((text, index) => {
    const comment = comments[index] ?? '';
    return comment === '' ? [text] : [text, texts.t('request.comment-was', { comment })];
  });
}

/** Those whose word made it what it is. */
function deciding({ decision, approvals }: OffboardingRequest): readonly (Approval | Decision)[] {
  return decision === null || decision.verdict === 'approved' ? approvals : [decision];
}

/** What tells how an undo of it stands. */
export const undoing: readonly EventKind[] = ['undo-started', 'undone', 'undone-in-part', 'undo-failed'];

/** The state in words. */
export function stateText({ t }: Texts, { state, runAt, events }: OffboardingRequest): string {
  const undo = events.findLast(({ kind }) => undoing.includes(kind));
  if (undo !== undefined) return t(`state.${undo.kind}`);
  return t(state === 'approved' && runAt === null ? 'state.approved-now' : `state.${state}`);
}

/** What has become of it, for who comes too late. */
export function outcomeText(texts: Texts, request: OffboardingRequest, zone: string): string {
  const decided = request.state === 'awaiting' ? [] : decisionTexts(texts, request, zone);
  return decided.length === 0 ? stateText(texts, request) : decided.join(' ');
}
