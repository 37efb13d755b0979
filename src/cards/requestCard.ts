import type { Texts } from '../i18n/text.ts';
import { openStates, type Decision, type OffboardingRequest } from '../offboarding/request.ts';
import type { FindingId } from '../offboarding/model.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { Audience } from '../offboarding/ports/cards.ts';
import { fill, type Card } from './fill.ts';
import {
  button,
  findingsNote,
  line,
  note,
  personBlock,
  titledNote,
  type Button,
  type Line,
  type Note,
} from './parts.ts';
import { consequenceLines, pathName, whenText } from './planCard.ts';
import { receiptLines, receiptNotes } from './receiptBlocks.ts';
import { stepRows } from './stepRows.ts';

export interface RequestOnCard {
  readonly request: OffboardingRequest;
  readonly journal: readonly JournalEntry[];
  readonly audience: Audience;
  /** How many approvers were reached; undefined where that is not known yet. */
  readonly asked?: number;
}

/** The one card of a request, for every state and both audiences. */
export function requestCard(texts: Texts, shown: RequestOnCard): Card {
  const { t } = texts;
  const { request, audience } = shown;
  const asks = audience === 'approver' && request.state === 'awaiting';
  return fill('request', {
    requestId: request.id,
    version: request.version,
    title: t(asks ? 'request.title-approve' : 'request.title', {
      number: request.number,
      leaver: request.leaver.displayName,
    }),
    notes: [...receiptNotes(texts, shown), ...stateNotes(texts, shown), ...openFindings(texts, shown)],
    person: personBlock(texts, request.leaver),
    facts: facts(texts, shown),
    stepsTitle: t(request.receipt === null ? 'plan.steps' : 'request.steps'),
    steps: stepRows(texts, shown),
    lines: [...askLines(texts, request, asks), ...receiptLines(texts, shown)],
    commentLabel: asks ? t('request.comment') : '',
    commentHint: t('request.comment-hint'),
    actions: actions(texts, shown),
  });
}

/** In which state it is, and who decided: the first thing to see, unless the reader is the one who is asked. */
function stateNotes(texts: Texts, { request, audience, asked }: RequestOnCard): Note[] {
  const { t } = texts;
  const { decision, receipt } = request;
  if (decision === null) {
    if (audience === 'approver') return [];
    const waits = t(asked === 0 ? 'request.nobody-asked' : 'request.waiting-text');
    return [titledNote('state', asked === 0 ? 'warning' : 'emphasis', [stateText(texts, request), waits])];
  }
  // The receipt's headline says it better than the state.
  const state = receipt === null ? [stateText(texts, request)] : [];
  const style = decision.verdict === 'rejected' ? 'warning' : 'emphasis';
  const box = receipt === null ? titledNote : note;
  return [box('state', style, [...state, ...decisionTexts(texts, request, decision)])];
}

function decisionTexts(
  { t, moment }: Texts,
  { state, runAt, timeZone }: OffboardingRequest,
  { verdict, by, at, comment }: Decision,
): string[] {
  return [
    t(`request.${verdict}-by`, { who: by.displayName, when: moment(at, timeZone) }),
    ...(state === 'approved' && runAt !== null ? [t('request.runs-at', { when: moment(runAt, timeZone) })] : []),
    ...(comment === '' ? [] : [t('request.comment-was', { comment })]),
    ...(state === 'rejected' ? [t('request.nothing-done')] : []),
  ];
}

/** The state in words. */
export function stateText({ t }: Texts, { state, runAt }: OffboardingRequest): string {
  return t(state === 'approved' && runAt === null ? 'state.approved-now' : `state.${state}`);
}

/** Warnings that hold after the run too: somebody still has to do something about them. */
const lasting: readonly FindingId[] = ['synced-keep', 'guest-sessions', 'reports-without-manager'];

/** Every warning while it is decided and waited for, the lasting ones on the receipt, none where nothing will run. */
function openFindings(texts: Texts, { request }: RequestOnCard): Note[] {
  const { state, receipt, findings } = request;
  if (openStates.includes(state)) return findingsNote(texts, findings);
  return receipt === null
    ? []
    : findingsNote(
        texts,
        findings.filter(({ id }) => lasting.includes(id)),
      );
}

function facts(texts: Texts, { request, audience }: RequestOnCard) {
  const { t, moment } = texts;
  return [
    ...(audience === 'approver'
      ? [{ id: 'fact-requester', label: t('request.asked-by'), value: request.requester.displayName }]
      : []),
    { id: 'fact-path', label: t('plan.path'), value: pathName(texts, request.path) },
    { id: 'fact-when', label: t('plan.when'), value: whenText(texts, request.runAt, request.timeZone) },
    {
      id: 'fact-reason',
      label: t('request.reason'),
      value: request.reason === '' ? t('request.no-reason') : request.reason,
    },
    { id: 'fact-asked', label: t('request.asked-on'), value: moment(request.createdAt, request.timeZone) },
  ];
}

function askLines(texts: Texts, { plan, runAt, timeZone }: OffboardingRequest, asks: boolean): Line[] {
  if (!asks) return [];
  const { t, moment } = texts;
  const start = runAt === null ? t('request.approve-now') : t('request.approve-at', { when: moment(runAt, timeZone) });
  return [...consequenceLines(texts, plan), line('approve-text', start, { subtle: true })];
}

function actions(texts: Texts, { request, audience }: RequestOnCard): Button[] {
  if (audience === 'approver' && request.state === 'awaiting') {
    return [button(texts, 'approve', request.path === 'delete' ? 'destructive' : 'positive'), button(texts, 'reject')];
  }
  const canWithdraw = audience === 'requester' && (request.state === 'awaiting' || request.state === 'approved');
  return canWithdraw ? [button(texts, 'withdraw')] : [];
}
