import type { Texts } from '../i18n/text.ts';
import type { JournalEntry } from '../offboarding/journal.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import type { Outcome } from '../offboarding/model.ts';
import type { RequestOnCard } from './requestCard.ts';
import type { Tone } from './parts.ts';

const marks: Readonly<Record<Outcome | 'waiting' | 'running', { mark: string; color: Tone }>> = {
  waiting: { mark: '○', color: 'Default' },
  running: { mark: '●', color: 'Accent' },
  done: { mark: '✓', color: 'Good' },
  'already-so': { mark: '✓', color: 'Good' },
  skipped: { mark: '–', color: 'Warning' },
  failed: { mark: '✗', color: 'Attention' },
  unknown: { mark: '?', color: 'Attention' },
};

/** Each step of the plan with how it stands; the approver also sees the technical plan. */
export function stepRows(texts: Texts, { request, journal, audience }: RequestOnCard) {
  const { t } = texts;
  return request.plan.steps.map((stepId, index) => {
    const entry = journal.find((candidate) => candidate.stepId === stepId);
    const standing = entry === undefined ? 'waiting' : (entry.outcome ?? 'running');
    const begun = request.state === 'running' || request.receipt !== null;
    return {
      stepId,
      ...(begun ? marks[standing] : { mark: `${index + 1}.`, color: 'Default' }),
      outcomeColor: standing === 'failed' || standing === 'unknown' ? 'Attention' : 'Default',
      text: t(`step.${stepId}.plan`, { name: request.leaver.displayName }),
      outcome: begun ? outcomeText(texts, standing, entry) : '',
      technical: audience === 'approver' ? technicalText(texts, request, stepId) : '',
    };
  });
}

function outcomeText({ t }: Texts, standing: keyof typeof marks, entry: JournalEntry | undefined): string {
  const outcome = t(`outcome.${standing}`);
  return typeof entry?.problem !== 'string' ? outcome : `${outcome}: ${problemText(t, entry.problem)}`;
}

/** Codes without a sentence of their own are told as an error in Farewell. */
function problemText(t: Texts['t'], problem: string): string {
  const known = [
    'graph-forbidden',
    'graph-not-found',
    'graph-unauthorized',
    'graph-bad-request',
    'graph-conflict',
    'graph-throttled',
    'graph-unavailable',
    'graph-outcome-unknown',
    'graph-unexpected-answer',
    'stopped-before',
  ];
  return t(`problem.${known.includes(problem) ? problem : 'other'}`);
}

function technicalText({ t }: Texts, request: OffboardingRequest, stepId: string): string {
  return t(`step.${stepId}.technical`, { id: request.leaver.id });
}
