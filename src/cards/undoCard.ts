import type { Texts } from '../i18n/text.ts';
import { noOptions, type StepId } from '../offboarding/model.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { fill, type Card } from './fill.ts';
import { button, line, personBlock } from './parts.ts';
import { plannedSteps } from './planCard.ts';

export interface UndoOnCard {
  readonly request: OffboardingRequest;
  /** Those of a full undo; unblocking a restored user is a choice on the card. */
  readonly steps: readonly StepId[];
}

/** The dry run of an undo: what will come back, and what won't. */
export function undoCard(texts: Texts, { request, steps }: UndoOnCard): Card {
  const { t, date } = texts;
  const { number, leaver, receipt, timeZone } = request;
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
    steps: plannedSteps(texts, { steps: shown, options: noOptions }, name),
    lines: [
      line('undo-wont', t(isRestore ? 'undo.wont-delete' : 'undo.wont-keep', { name })),
      ...(until === null ? [] : [line('undo-until', t('undo.until', { date: date(new Date(until), timeZone) }))]),
    ],
    unblockLabel: isRestore && steps.includes('allow-sign-in') ? t('undo.unblock-label') : '',
    unblockTitle: t('undo.unblock', { name }),
    actions: [button(texts, 'confirm-undo', 'positive'), button(texts, 'leave-as-is')],
  });
}
