import type { Texts } from '../i18n/text.ts';
import type { StepId } from '../offboarding/model.ts';
import { doneLeftovers, leftoversOf } from '../offboarding/openLeftovers.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { fill, type Card } from './fill.ts';
import { titleOf } from './leftoverBlocks.ts';
import { button, line, personBlock, type Line } from './parts.ts';
import { plannedSteps } from './stepRows.ts';

export interface UndoOnCard {
  readonly request: OffboardingRequest;
  /** Those of a full undo; unblocking a restored user is a choice on the card. */
  readonly steps: readonly StepId[];
}

/** The dry run of an undo: what will come back, and what won't. */
export function undoCard(texts: Texts, { request, steps }: UndoOnCard): Card {
  const { t, date } = texts;
  const { number, leaver, receipt, timeZone, plan } = request;
  const name = leaver.displayName;
  const isRestore = steps.includes('restore-user');
  const until = receipt?.restorableUntil ?? null;
  const shown = isRestore ? steps.filter((id) => id !== 'allow-sign-in') : steps;
  return fill('undo', {
    requestId: request.id,
    version: request.version,
    title: t('undo.title', { number, leaver: name }),
    person: personBlock(texts, leaver),
    stepsTitle: t('undo.steps'),
    steps: plannedSteps(texts, request, shown),
    lines: [
      line('undo-wont', t(isRestore ? 'undo.wont-delete' : 'undo.wont-keep', { name })),
      ...(plan.steps.includes('cancel-meetings') ? [line('undo-wont-meetings', t('undo.wont-meetings'))] : []),
      ...handmadeLine(texts, request),
      ...(until === null ? [] : [line('undo-until', t('undo.until', { date: date(new Date(until), timeZone) }))]),
    ],
    unblockLabel: isRestore && steps.includes('allow-sign-in') ? t('undo.unblock-label') : '',
    unblockTitle: t('undo.unblock'),
    actions: [button(texts, 'confirm-undo', 'positive'), button(texts, 'leave-as-is')],
  });
}

/** What people did themselves is theirs to take back. */
function handmadeLine(texts: Texts, request: OffboardingRequest): Line[] {
  const done = doneLeftovers(request);
  const titles = leftoversOf(request).flatMap((left) => (done.has(left.id) ? [titleOf(texts, left)] : []));
  return titles.length === 0
    ? []
    : [line('undo-wont-handmade', texts.t('undo.wont-handmade', { what: titles.join('; ') }))];
}
