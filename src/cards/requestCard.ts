import type { Texts } from '../i18n/text.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { FindingId } from '../offboarding/model.ts';
import type { Audience } from '../offboarding/ports/cards.ts';
import { approvalsNeeded, isTakenBack, openStates, type OffboardingRequest } from '../offboarding/request.ts';
import type { Card } from './fill.ts';
import { fillToSize } from './leftoverBlocks.ts';
import { findingsNote, findingText, line, note, personBlock, type Line, type Note } from './parts.ts';
import { consequenceLines, pathName, whenText } from './planCard.ts';
import { purgedCard } from './purgedCard.ts';
import { receiptLines, receiptNotes } from './receiptBlocks.ts';
import { reviewChoice, reviewNote } from './laterNotes.ts';
import { buttonsOf, commentLabel } from './requestButtons.ts';
import { isOverdue, stateNotes } from './stateNotes.ts';
import { stepRows } from './stepRows.ts';

export interface RequestOnCard {
  readonly request: OffboardingRequest;
  readonly journal: readonly JournalEntry[];
  readonly audience: Audience;
  /** Entra object id of the one person who sees it; undefined where that makes no difference. */
  readonly viewerId?: string;
  /** What is said about their click, where nothing can be said beside the card. */
  readonly notice?: string | undefined;
  /** Bytes of what is put on the card besides. */
  readonly reserved?: number;
  /** There is room for the least only. */
  readonly isBrief?: boolean;
}

/** The one card of a request, for every state and everybody who sees it. Only the approver's and the requester's have buttons. */
export function requestCard(texts: Texts, shown: RequestOnCard): Card {
  const { request } = shown;
  if (request.purgedAt !== null) return purgedCard(texts, request, whatText(texts, request));
  return fillToSize(texts, shown, (as) => fieldsOf(texts, as));
}

/** What the card's template needs, but for what people have to do themselves. */
function fieldsOf(texts: Texts, shown: RequestOnCard): Readonly<Record<string, unknown>> {
  const { t } = texts;
  const { request, audience } = shown;
  const asks = audience !== 'requester' && request.state === 'awaiting';
  const buttons = buttonsOf(texts, shown);
  return {
    requestId: request.id,
    version: request.version,
    title: titleOf(texts, request, asks),
    notes: [
      ...noticeNote(shown),
      ...reviewNote(texts, request),
      ...statusNotes(texts, shown),
      ...openFindings(texts, shown),
    ],
    person: personBlock(texts, request.leaver),
    facts: facts(texts, shown),
    stepsTitle: t(request.receipt === null ? 'plan.steps' : 'request.steps'),
    steps: stepRows(texts, shown),
    lines: [...askLines(texts, shown, asks), ...receiptLines(texts, shown)],
    approveText: asks ? approvalText(texts, shown) : '',
    choice: audience === 'channel' ? [] : reviewChoice(texts, request),
    commentLabel: commentLabel(texts, buttons),
    commentHint: t('request.comment-hint'),
    actions: buttons,
  };
}

/** The receipt comes first, as long as it tells how things are. */
function statusNotes(texts: Texts, shown: RequestOnCard): Note[] {
  const [receipt, state] = [receiptNotes(texts, shown), stateNotes(texts, shown)];
  return isTakenBack(shown.request) ? [...state, ...receipt] : [...receipt, ...state];
}

function noticeNote({ notice }: RequestOnCard): Note[] {
  return notice === undefined ? [] : [note('notice', 'warning', [notice])];
}

function titleOf({ t }: Texts, { undoOf, number, leaver }: OffboardingRequest, asks: boolean): string {
  const values = { number, leaver: leaver.displayName };
  if (undoOf !== null) return t('undo.title-request', { ...values, of: undoOf.number });
  return t(asks ? 'request.title-approve' : 'request.title', values);
}

/** Warnings that hold after the run too: somebody still has to do something about them. */
const lasting: readonly FindingId[] = ['synced-keep', 'guest-sessions', 'reports-without-manager', 'last-owner'];

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
    ...(audience === 'requester'
      ? []
      : [{ id: 'fact-requester', label: t('request.asked-by'), value: request.requester.displayName }]),
    { id: 'fact-path', label: t('plan.path'), value: whatText(texts, request) },
    ...(request.undoOf === null ? askedFacts(texts, request) : []),
    { id: 'fact-asked', label: t('request.asked-on'), value: moment(request.createdAt, request.timeZone) },
  ];
}

/** Of an undo nobody says when or why. */
function askedFacts(texts: Texts, { runAt, timeZone, reason, receipt }: OffboardingRequest) {
  const { t } = texts;
  // "As soon as it is approved" is no news of what has ended: the receipt says when.
  const isNews = runAt !== null || receipt === null;
  return [
    ...(isNews ? [{ id: 'fact-when', label: t('plan.when'), value: whenText(texts, runAt, timeZone) }] : []),
    { id: 'fact-reason', label: t('request.reason'), value: reason === '' ? t('request.no-reason') : reason },
  ];
}

/** What is to be done, in two or three words. */
export function whatText(texts: Texts, { undoOf, path }: OffboardingRequest): string {
  return undoOf === null ? pathName(texts, path) : texts.t(`undo.what-${path}`);
}

function askLines(texts: Texts, { request }: RequestOnCard, asks: boolean): Line[] {
  return asks ? [...consequenceLines(texts, request.plan), ...noteLines(texts, request)] : [];
}

/** What is merely worth knowing before it is decided: what could not be looked at, and what is left out. */
function noteLines(texts: Texts, { findings }: OffboardingRequest): Line[] {
  const notes = findings.filter(({ severity }) => severity === 'notes');
  return notes.map((finding, index) => line(`note-${index + 1}`, findingText(texts, finding), { subtle: true }));
}

/** What follows at once from pressing the button; empty: there is none. */
function approvalText({ t, moment }: Texts, { request, audience, viewerId }: RequestOnCard): string {
  const { runAt, timeZone, approvals, findings } = request;
  if (audience === 'channel' || approvals.some(({ by }) => by.id === viewerId)) return '';
  if (approvalsNeeded(findings) - approvals.length > 1) return t('request.approve-first');
  return runAt === null || isOverdue(request)
    ? t('request.approve-now')
    : t('request.approve-at', { when: moment(runAt, timeZone) });
}
