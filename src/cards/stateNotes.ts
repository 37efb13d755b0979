import type { Texts } from '../i18n/text.ts';
import {
  approvalsNeeded,
  askedAt,
  eventsSinceAsked,
  type EventKind,
  type OffboardingRequest,
} from '../offboarding/request.ts';
import { changesNote, changesOf } from './changesNote.ts';
import { decisionsWithComments, stateText } from './decisionTexts.ts';
import { happenedTexts } from './happened.ts';
import { laterTexts } from './laterNotes.ts';
import { peopleText, note, titledNote, type Note } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';

/** In which state it is, who decided, and whom it waits for: the first thing to see. */
export function stateNotes(texts: Texts, shown: RequestOnCard): Note[] {
  const { request } = shown;
  if (request.state !== 'awaiting') return [decidedNote(texts, request)].filter(({ lines }) => lines.length > 0);
  return [
    ...changesNote(texts, shown),
    ...(shown.audience === 'requester' ? asked(texts, shown) : asking(texts, shown)),
  ];
}

function decidedNote(texts: Texts, request: OffboardingRequest): Note {
  const { t, moment } = texts;
  const { state, runAt, resumeAt, timeZone, receipt, decision } = request;
  // The receipt's headline says it better than the state.
  const box = receipt === null ? titledNote : note;
  const style = decision === null || decision.verdict === 'rejected' ? 'warning' : 'emphasis';
  return box('state', style, [
    ...(receipt === null ? [stateText(texts, request)] : []),
    ...decisionsWithComments(texts, request),
    ...(state === 'approved' && runAt !== null ? [t('request.runs-at', { when: moment(runAt, timeZone) })] : []),
    ...laterTexts(texts, request),
    ...(state === 'rejected' ? [t(resumeAt === null ? 'request.nothing-done' : 'request.not-deleted')] : []),
    ...happenedTexts(texts, request),
  ]);
}

/** For who asked: it waits, for whom, and whether anybody was reached at all. */
function asked(texts: Texts, { request }: RequestOnCard): Note[] {
  const { t } = texts;
  const unreached = request.reach?.unreached ?? [];
  const nobody = request.reach?.asked.length === 0 && unreached.length > 0;
  const told = unreached.length === 0 ? [] : [t('request.unreached-requester', { who: peopleText(texts, unreached) })];
  return [
    titledNote('state', nobody ? 'warning' : 'emphasis', [
      stateText(texts, request),
      t(nobody ? 'request.nobody-asked' : 'request.waiting-text'),
      ...progress(texts, request),
      ...told,
    ]),
  ];
}

/** For who is asked: nothing as long as there is nothing to tell but the question. */
function asking(texts: Texts, { request, audience, viewerId }: RequestOnCard): Note[] {
  const { t } = texts;
  const unreached = request.reach?.unreached ?? [];
  const mine = request.approvals.some(({ by }) => by.id === viewerId);
  const told = [
    ...(mine ? [t('request.you-approved')] : []),
    ...progress(texts, request),
    ...(unreached.length === 0 ? [] : [t('request.unreached', { who: peopleText(texts, unreached) })]),
    ...(audience === 'channel' ? [t('request.channel-hint')] : []),
  ];
  return told.length === 0 ? [] : [titledNote('state', 'emphasis', [t('request.waiting-title'), ...told])];
}

/** Who has agreed, who is still needed, and how long it has been waiting. */
function progress(texts: Texts, request: OffboardingRequest): string[] {
  return [...decisionsWithComments(texts, request), ...needed(texts, request), ...waits(texts, request)];
}

function needed(texts: Texts, { findings, approvals, reach }: OffboardingRequest): string[] {
  const { t } = texts;
  if (reach === null) return [];
  const wanted = approvalsNeeded(findings);
  const others = [...reach.asked, ...reach.unreached].filter(({ id }) => !approvals.some(({ by }) => by.id === id));
  if (approvals.length + others.length < wanted) {
    return [t(approvals.length === 0 ? 'request.too-few' : 'request.still-needed-nobody')];
  }
  return approvals.length === 0 ? [] : [t('request.still-needed', { who: peopleText(texts, others) })];
}

/** The planned time passed while it was asked, or before it was asked again. */
export function isOverdue(request: OffboardingRequest): boolean {
  const { runAt } = request;
  if (runAt === null) return false;
  return runAt <= askedAt(request) || eventsSinceAsked(request).some(({ kind }) => kind === 'overdue');
}

const reminders: readonly EventKind[] = ['reminded', 'escalated'];

function waits({ t, moment }: Texts, request: OffboardingRequest): string[] {
  const { runAt, timeZone } = request;
  const isTold = changesOf(request).some(({ what }) => what === 'late');
  return [
    ...eventsSinceAsked(request)
      .filter(({ kind }) => reminders.includes(kind))
      .map(({ kind, at }) => t(`request.${kind}`, { when: moment(at, timeZone) })),
    ...(runAt === null || !isOverdue(request) || isTold
      ? []
      : [t('request.overdue', { when: moment(runAt, timeZone) })]),
  ];
}
