import type { Texts } from '../i18n/text.ts';
import { reviewChoices } from '../offboarding/model.ts';
import {
  isBlockSkipped,
  isTakenBack,
  isUnderReview,
  openStates,
  type OffboardingRequest,
} from '../offboarding/request.ts';
import { titledNote, type Choice, type Note } from './parts.ts';

/** When the second part of a delete is due, or the data are asked about again. */
export function laterTexts({ t, moment, date }: Texts, request: OffboardingRequest): string[] {
  const { state, resumeAt, nextNoticeAt, timeZone, plan, events, receipt } = request;
  if (state === 'grace' && resumeAt !== null) {
    const announced = events.find(({ kind }) => kind === 'delete-announced');
    return [
      accessText({ t }, request),
      t('request.grace-until', { when: moment(resumeAt, timeZone) }),
      ...(announced === undefined ? [] : [t('request.announced', { when: moment(announced.at, timeZone) })]),
    ];
  }
  // Given up after its first part.
  const isGivenUp = resumeAt !== null && receipt === null && !openStates.includes(state);
  if (isGivenUp && !isTakenBack(request)) return [accessText({ t }, request)];
  const isKept = plan.path === 'keep' && receipt !== null && nextNoticeAt !== null;
  return isKept ? [t('request.review-on', { date: date(nextNoticeAt, timeZone) })] : [];
}

/** What the first part of a delete has left. */
function accessText({ t }: Pick<Texts, 't'>, request: OffboardingRequest): string {
  return t(isBlockSkipped(request) ? 'request.block-skipped' : 'request.stays-blocked');
}

/** The question whether kept data are still needed. */
export function reviewNote({ t, date }: Texts, request: OffboardingRequest): Note[] {
  if (!isUnderReview(request)) return [];
  const { leaver, finishedAt, createdAt, timeZone } = request;
  const values = { name: leaver.displayName, date: date(finishedAt ?? createdAt, timeZone) };
  return [titledNote('review-due', 'accent', [t('request.review-title'), t('request.review-text', values)])];
}

/** For how long more the data are kept. */
export function reviewChoice({ t }: Texts, request: OffboardingRequest): Choice[] {
  if (!isUnderReview(request)) return [];
  const [forGood = 0, ...periods] = reviewChoices;
  const choices = [...periods, forGood].map((days) => ({
    value: String(days),
    title: t(days === 0 ? 'request.review-for-good' : 'request.review-period', { days }),
  }));
  return [{ id: 'review', label: t('request.review-days'), value: String(periods[0] ?? forGood), choices }];
}
