import type { Texts } from '../i18n/text.ts';
import { offboardingStepOf } from '../offboarding/catalogue.ts';
import type { JournalEntry, Leftover } from '../offboarding/journal.ts';
import { openStates, type OffboardingRequest } from '../offboarding/request.ts';
import { isFailure, type OptionalStepId, type Outcome, type StepId } from '../offboarding/model.ts';
import type { RequestOnCard } from './requestCard.ts';
import { licenceName, shortName, type Tone } from './parts.ts';
import { stepText, stepWarning, type StepOnCard, type StepTime } from './stepTexts.ts';

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
export function stepRows(texts: Texts, { request, journal, audience, isBrief = false }: RequestOnCard) {
  const begun = request.state === 'running' || journal.length > 0;
  const listed = isBrief ? 1 : listedOf(journal);
  return request.plan.steps.map((stepId, index) => {
    const entry = journal.find((candidate) => candidate.stepId === stepId);
    const standing = entry === undefined ? standingOf(request) : (entry.outcome ?? 'running');
    return {
      stepId,
      ...(begun ? marks[standing] : { mark: `${index + 1}.`, color: 'Default' }),
      outcomeColor: isFailure(entry?.outcome) ? 'Attention' : 'Default',
      text: stepText(texts, begun ? withoutReply(onCard(request, stepId)) : onCard(request, stepId)),
      warning: begun ? '' : stepWarning(texts, stepId, timeOf(request)),
      outcome: begun ? outcomeText(texts, standing, { entry, listed, leaver: request.leaver.displayName }) : '',
      technical:
        audience === 'requester' || isBrief || isSettled(request, entry) ? '' : technicalText(texts, request, stepId),
    };
  });
}

/** Ended, and nothing about the step needs looking into. */
function isSettled({ receipt }: OffboardingRequest, entry: JournalEntry | undefined): boolean {
  return receipt !== null && !isFailure(entry?.outcome);
}

/** Steps as they are planned, numbered. */
export function plannedSteps(texts: Texts, request: OffboardingRequest, steps: readonly StepId[]) {
  return steps.map((stepId, index) => ({
    stepId,
    mark: `${index + 1}.`,
    color: 'Default',
    outcomeColor: 'Default',
    text: stepText(texts, onCard(request, stepId)),
    warning: '',
    outcome: '',
    technical: '',
  }));
}

function onCard({ leaver, plan: { options, scopes } }: OffboardingRequest, stepId: StepId): StepOnCard {
  return { stepId, leaver: leaver.displayName, options, scope: scopes[stepId], withMail: true };
}

/** What the automatic reply says was shown to be approved, and takes room that outcomes need. */
function withoutReply({ options, ...step }: StepOnCard): StepOnCard {
  return { ...step, options: { ...options, autoReply: '' } };
}

/** Approved at once, it runs on the day on which it is approved; the day of the asking is the nearest that is known. */
function timeOf({ runAt, createdAt, timeZone }: OffboardingRequest): StepTime {
  return { at: runAt ?? createdAt, zone: timeZone };
}

/** Of a step that was not begun. */
function standingOf({ state }: OffboardingRequest): Standing {
  return openStates.includes(state) ? 'waiting' : 'not-done';
}

interface Told {
  readonly entry: JournalEntry | undefined;
  /** Most things listed as left. */
  readonly listed: number;
  /** The leaver's name. */
  readonly leaver: string;
}

function outcomeText({ t }: Texts, standing: Standing, { entry, listed, leaver }: Told): string {
  const outcome = t(`outcome.${standing}`);
  if (entry === undefined) return outcome;
  const why = entry.problem === null ? outcome : `${outcome}: ${problemText(t, entry.stepId, entry.problem)}`;
  return [why, ...leftovers(t, entry, { listed, leaver })].join('; ');
}

/** Most things listed as left, over all steps, and fewest on one; the card has 28 kB. */
const mostListed = 20;
const fewestListed = 3;

function listedOf(journal: readonly JournalEntry[]): number {
  const steps = journal.filter(({ leftovers: left }) => left.length > 0).length;
  return Math.max(fewestListed, Math.floor(mostListed / Math.max(1, steps)));
}

/** What of the step could not be done, each with why. */
function leftovers(
  t: Texts['t'],
  { leftovers: left }: JournalEntry,
  { listed, leaver }: Pick<Told, 'listed' | 'leaver'>,
): string[] {
  const items = left
    .slice(0, listed)
    .map(({ kind, name, why }) =>
      t('left.item', { what: leftName(t, kind, name), why: t(`left.${reasonOf(kind, why)}`) }),
    );
  return left.length > listed ? [...items, moreLeft(t, left.slice(listed), leaver)] : items;
}

/** The step whose things are listed where these are, too. */
const listedWith: Readonly<Partial<Record<Leftover['kind'], OptionalStepId>>> = {
  device: 'disable-devices',
  group: 'leave-groups',
  'owned-group': 'hand-over-groups',
  report: 'reassign-reports',
  licence: 'remove-licences',
};

/** How many more, and where they can be seen. */
function moreLeft(t: Texts['t'], more: readonly Leftover[], leaver: string): string {
  const count = more.length;
  const step = more[0] && listedWith[more[0].kind];
  if (step === undefined) return t('left.more', { count });
  return t('left.more-where', { count, where: t(`step.${step}.where`, { name: shortName(leaver) }) });
}

function leftName(t: Texts['t'], kind: Leftover['kind'], name: string): string {
  if (name === '') return t(`left.unnamed.${kind}`);
  return shortName(kind === 'licence' ? licenceName({ skuPartNumber: name }) : name);
}

/** A licence is refused for want of a free one, or of the country that it needs. */
function reasonOf(kind: Leftover['kind'], why: string): string {
  if (kind === 'licence' && why === 'graph-bad-request') return 'no-licence';
  return reasons.includes(why) ? why : 'other';
}

const reasons: readonly string[] = [
  'fixed-membership',
  'changed-since',
  'successor-themselves',
  'above-successor',
  'graph-forbidden',
  'graph-not-found',
  'graph-bad-request',
  'graph-conflict',
  'graph-throttled',
  'graph-unavailable',
  'graph-outcome-unknown',
];

/** Codes without a sentence of their own are told as an error in Farewell. */
function problemText(t: Texts['t'], stepId: StepId, problem: string): string {
  if (stepId === 'share-files' && problem === 'graph-forbidden') return t('problem.sharing-refused');
  // The one conflict that a restore knows.
  if (stepId === 'restore-user' && problem === 'graph-conflict') return t('problem.name-taken');
  // "Put back" is said of an undo only.
  if (problem === 'not-all' && offboardingStepOf(stepId) !== undefined) return t('problem.not-all-done');
  if (problem === 'skipped-in-part') return t('problem.skipped-by-approver');
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
