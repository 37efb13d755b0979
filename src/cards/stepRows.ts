import type { Texts } from '../i18n/text.ts';
import type { JournalEntry, Leftover } from '../offboarding/journal.ts';
import { openStates, type OffboardingRequest } from '../offboarding/request.ts';
import type { Outcome, StepId } from '../offboarding/model.ts';
import type { RequestOnCard } from './requestCard.ts';
import { stepText } from './planCard.ts';
import { licenceName, type Tone } from './parts.ts';

type Standing = Outcome | 'waiting' | 'running' | 'not-done';

const marks: Readonly<Record<Standing, { mark: string; color: Tone }>> = {
  waiting: { mark: '○', color: 'Default' },
  running: { mark: '●', color: 'Accent' },
  'not-done': { mark: '–', color: 'Warning' },
  done: { mark: '✓', color: 'Good' },
  'already-so': { mark: '✓', color: 'Good' },
  skipped: { mark: '–', color: 'Warning' },
  failed: { mark: '✗', color: 'Attention' },
  unknown: { mark: '?', color: 'Attention' },
};

/** Each step of the plan with how it stands; the approver also sees the technical plan. */
export function stepRows(texts: Texts, { request, journal, audience }: RequestOnCard) {
  return request.plan.steps.map((stepId, index) => {
    const entry = journal.find((candidate) => candidate.stepId === stepId);
    const standing = entry === undefined ? standingOf(request) : (entry.outcome ?? 'running');
    const begun = request.state === 'running' || journal.length > 0;
    return {
      stepId,
      ...(begun ? marks[standing] : { mark: `${index + 1}.`, color: 'Default' }),
      outcomeColor: standing === 'failed' || standing === 'unknown' ? 'Attention' : 'Default',
      text: stepText(texts, stepId, { name: request.leaver.displayName, options: request.plan.options }),
      outcome: begun ? outcomeText(texts, standing, entry) : '',
      technical: audience === 'requester' ? '' : technicalText(texts, request, stepId),
    };
  });
}

/** Of a step that was not begun. */
function standingOf({ state }: OffboardingRequest): Standing {
  return openStates.includes(state) ? 'waiting' : 'not-done';
}

function outcomeText({ t }: Texts, standing: Standing, entry: JournalEntry | undefined): string {
  const outcome = t(`outcome.${standing}`);
  if (entry === undefined) return outcome;
  const why = entry.problem === null ? outcome : `${outcome}: ${problemText(t, entry.stepId, entry.problem)}`;
  return [why, ...leftovers(t, entry)].join('; ');
}

/** Most things listed on a step; the card has 28 kB. */
const mostListed = 20;

/** What of the step could not be done, each with why. */
function leftovers(t: Texts['t'], { leftovers: left }: JournalEntry): string[] {
  const items = left.slice(0, mostListed).map(({ kind, name, why }) => {
    const what = kind === 'licence' ? licenceName({ skuPartNumber: name }) : name;
    return t('left.item', { what, why: t(`left.${reasonOf(kind, why)}`) });
  });
  return left.length > mostListed ? [...items, t('left.more', { count: left.length - mostListed })] : items;
}

/** A licence is refused for want of a free one, or of the country that it needs. */
function reasonOf(kind: Leftover['kind'], why: string): string {
  if (kind === 'licence' && why === 'graph-bad-request') return 'no-licence';
  return reasons.includes(why) ? why : 'other';
}

const reasons: readonly string[] = [
  'fixed-membership',
  'changed-since',
  'graph-forbidden',
  'graph-not-found',
  'graph-bad-request',
  'graph-conflict',
];

/** Codes without a sentence of their own are told as an error in Farewell. */
function problemText(t: Texts['t'], stepId: StepId, problem: string): string {
  // The one conflict that a restore knows.
  if (stepId === 'restore-user' && problem === 'graph-conflict') return t('problem.name-taken');
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
    'skipped-by-approver',
    'not-all',
  ];
  return t(`problem.${known.includes(problem) ? problem : 'other'}`);
}

function technicalText({ t }: Texts, request: OffboardingRequest, stepId: string): string {
  return t(`step.${stepId}.technical`, { id: request.leaver.id });
}
