import type { Texts } from '../i18n/text.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { Plan, StepId } from '../offboarding/model.ts';
import type { LicenceChange, ReadBack, Receipt } from '../offboarding/receipt.ts';
import { isTakenBack, type OffboardingRequest } from '../offboarding/request.ts';
import { licenceName, licenceNames, line, titledNote, type Line, type Note } from './parts.ts';
import type { RequestOnCard } from './requestCard.ts';

/** The headline with what was seen afterwards; a failed block comes first and loudest. */
export function receiptNotes(texts: Texts, { request, journal }: RequestOnCard): Note[] {
  const { receipt } = request;
  if (receipt === null) return [];
  const { t } = texts;
  const style = receipt.headline === 'done' ? 'good' : 'attention';
  const stoppedBy = receipt.stoppedBy === null ? [] : [t('receipt.stopped-by', { why: t(ruleKey(receipt.stoppedBy)) })];
  const seen = [
    t(`receipt.${seenKey(request, receipt)}`),
    ...unrevoked(texts, receipt),
    ...unverified(texts, receipt),
    ...restorable(texts, request, receipt),
  ];
  return [
    ...alarm(texts, request, journal),
    titledNote('headline', style, [headlineText(texts, receipt), ...stoppedBy, ...seen]),
  ];
}

function unrevoked({ t }: Texts, { readBack }: Receipt): string[] {
  return readBack.sessionsRevoked === false ? [t('receipt.seen-not-revoked')] : [];
}

/** What the journal says is done and the tenant doesn't. */
function unverified({ t, list }: Texts, receipt: Receipt): string[] {
  const { notSo = [], unread = [] } = receipt.unverified ?? {};
  const named = (steps: readonly StepId[]) => list(steps.map((step) => t(`step.${step}.name`)));
  return [
    ...(notSo.length === 0 ? [] : [t('receipt.seen-not-so', { steps: named(notSo) })]),
    ...(unread.length === 0 ? [] : [t('receipt.seen-unread', { steps: named(unread) })]),
  ];
}

function restorable({ t, moment }: Texts, request: OffboardingRequest, { restorableUntil }: Receipt): string[] {
  const { timeZone } = request;
  return restorableUntil === null || isTakenBack(request)
    ? []
    : [t('receipt.restorable', { date: moment(new Date(restorableUntil), timeZone) })];
}

/** Rules whose sentences name something that isn't stored with the run: they have another one without it. */
const withParticulars: readonly string[] = [
  'admin-role',
  'eligible-role',
  'role-assignable-group',
  'role-assignable-owner',
  'open-request',
  'too-many-requests',
  'successor-blocked',
  'successor-guest',
  'path-not-permitted',
];

function ruleKey(rule: string): string {
  return `finding.${rule}.${withParticulars.includes(rule) ? 'rule' : 'why'}`;
}

function headlineText({ t }: Texts, { headline, problems, stoppedAt }: Receipt): string {
  return t(`receipt.${headline}`, { count: problems, step: stoppedAt === null ? '' : t(`step.${stoppedAt}.name`) });
}

function alarm({ t }: Texts, request: OffboardingRequest, journal: readonly JournalEntry[]): Note[] {
  const block = journal.find(({ stepId }) => stepId === 'block-sign-in');
  const { signInBlocked, deleted } = request.receipt?.readBack ?? { signInBlocked: null, deleted: null };
  if (deleted === true || signInBlocked === true || block === undefined) return [];
  const isKnown = signInBlocked === false || block.outcome === 'failed';
  const key = isKnown ? 'receipt.block-failed' : 'receipt.block-unknown';
  return [titledNote('alarm', 'attention', [t(key, { name: request.leaver.displayName })])];
}

/** When it ended, and what is free or still paid. */
export function receiptLines(texts: Texts, { request }: RequestOnCard): Line[] {
  const { receipt, finishedAt, timeZone } = request;
  if (receipt === null || finishedAt === null) return [];
  const finished = texts.t('receipt.finished', { when: texts.moment(finishedAt, timeZone) });
  return [line('finished', finished), ...licenceLines(texts, request, receipt)];
}

function seenKey(request: OffboardingRequest, { readBack }: Receipt): string {
  return request.undoOf === null ? seenAfterRun(request, readBack) : seenAfterUndo(request, readBack);
}

function seenAfterUndo({ plan: { steps } }: OffboardingRequest, { signInBlocked, deleted }: ReadBack): string {
  if (deleted === true) return 'seen-not-restored';
  if (signInBlocked === null || deleted === null) return 'seen-unreadable';
  if (!steps.includes('restore-user')) return signInBlocked ? 'seen-still-blocked' : 'seen-allowed';
  return signInBlocked ? 'seen-restored' : 'seen-restored-allowed';
}

function seenAfterRun({ path }: OffboardingRequest, readBack: ReadBack): string {
  if (path === 'keep')
    return readBack.signInBlocked === null
      ? 'seen-unreadable'
      : readBack.signInBlocked
        ? 'seen-blocked'
        : 'seen-not-blocked';
  return readBack.deleted === null ? 'seen-unreadable' : readBack.deleted ? 'seen-deleted' : 'seen-not-deleted';
}

/** What goes on being paid, and what is free now. */
function licenceLines(texts: Texts, { plan }: OffboardingRequest, { licences: changes, readBack }: Receipt): Line[] {
  const { t } = texts;
  const kept = readBack.deleted === true ? [] : plan.licences.filter((licence) => !isTaken(licence, changes));
  return [
    ...(kept.length === 0
      ? []
      : [line('licence-kept', t('receipt.licence-kept', { licences: licenceNames(texts, kept) }))]),
    ...changes.map((change) => licenceLine(texts, change)),
    ...(changes.length === 0 ? [] : [line('licence-paid', t('receipt.licence-paid'))]),
  ];
}

/** One that a group brings too stays. */
function isTaken({ skuId, groupIds }: Plan['licences'][number], changes: readonly LicenceChange[]): boolean {
  return groupIds.length === 0 && changes.some((change) => change.skuId === skuId);
}

function licenceLine({ t }: Texts, change: LicenceChange): Line {
  const { consumedBefore: before, consumedAfter: after, enabled } = change;
  const name = licenceName(change);
  const id = `licence-${change.skuId}`;
  return after === null
    ? line(id, t('receipt.licence-unknown', { name, before }))
    : line(id, t('receipt.licence', { name, before, after, enabled }));
}
