import type { Texts } from '../i18n/text.ts';
import {
  graceChoices,
  reviewChoices,
  type Finding,
  type OffboardingPath,
  type Plan,
  type PlanOptions,
  type StepId,
} from '../offboarding/model.ts';
import { fill, type Card } from './fill.ts';
import {
  button,
  findingsNote,
  licenceNames,
  line,
  personBlock,
  type CardKey,
  type Choice,
  type Line,
  type PersonOnCard,
} from './parts.ts';

export interface PlanOnCard {
  readonly person: PersonOnCard;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** null: at once after approval. */
  readonly runAt: Date | null;
  readonly zone: string;
  readonly reason: string;
  readonly typedMail: string;
}

/** The dry run: what it lists is what will run. */
export function planCard(texts: Texts, key: CardKey, shown: PlanOnCard): Card {
  const { t } = texts;
  const { plan, person } = shown;
  const isDelete = plan.path === 'delete';
  return fill('plan', {
    ...key,
    title: t('plan.title'),
    person: personBlock(texts, person),
    facts: planFacts(texts, shown),
    stepsTitle: t('plan.steps'),
    steps: plannedSteps(texts, plan, person.displayName),
    lines: consequences(texts, plan),
    notes: findingsNote(texts, shown.findings),
    choice: [optionChoice(texts, plan)],
    reasonLabel: t('plan.reason'),
    reasonHint: t('plan.reason-hint'),
    reasonValue: shown.reason,
    confirmMailLabel: isDelete
      ? t('plan.confirm-mail', { name: person.displayName, mail: confirmationMail(person) })
      : '',
    confirmMailValue: shown.typedMail,
    actions: [
      button(texts, 'confirm', isDelete ? 'destructive' : 'positive'),
      button(texts, 'change'),
      button(texts, 'cancel'),
    ],
  });
}

/** What has to be typed to confirm a delete: the mail address, or the UPN of somebody without one. */
export function confirmationMail({
  mail,
  userPrincipalName,
}: Pick<PersonOnCard, 'mail' | 'userPrincipalName'>): string {
  return mail ?? userPrincipalName;
}

export function whenText({ t, moment }: Texts, runAt: Date | null, zone: string): string {
  return runAt === null ? t('plan.when-now') : moment(runAt, zone);
}

function planFacts(texts: Texts, { plan, runAt, zone }: PlanOnCard) {
  const { t } = texts;
  return [
    { id: 'fact-path', label: t('plan.path'), value: pathName(texts, plan.path) },
    { id: 'fact-when', label: t('plan.when'), value: whenText(texts, runAt, zone) },
  ];
}

export function pathName({ t }: Texts, path: OffboardingPath): string {
  return t(`path.${path}.name`);
}

/** The one thing to choose about this path, with what was chosen. */
function optionChoice({ t }: Texts, { path, options }: Plan): Choice {
  const [id, days, all] =
    path === 'delete'
      ? (['grace', options.graceDays, graceChoices] as const)
      : (['review', options.reviewDays, reviewChoices] as const);
  return {
    id,
    label: t(`plan.${id}`),
    value: String(days),
    choices: all.map((each) => ({
      value: String(each),
      title: each === 0 ? t(`plan.${id}-0`) : t(`plan.${id}-days`, { days: each }),
    })),
  };
}

/** What a step does, in plain words. */
export function stepText(
  { t }: Texts,
  stepId: StepId,
  { name, options }: { name: string; options: PlanOptions },
): string {
  const isLater = stepId === 'delete-user' && options.graceDays > 0;
  return isLater ? t(`step.${stepId}.plan-later`, { days: options.graceDays }) : t(`step.${stepId}.plan`, { name });
}

/** Steps as they are planned, numbered. */
export function plannedSteps(texts: Texts, { steps, options }: Pick<Plan, 'steps' | 'options'>, name: string) {
  return steps.map((stepId, index) => ({
    stepId,
    mark: `${index + 1}.`,
    color: 'Default',
    outcomeColor: 'Default',
    text: stepText(texts, stepId, { name, options }),
    outcome: '',
    technical: '',
  }));
}

/** What it costs or frees, whether it can be undone, and who has to agree. */
function consequences(texts: Texts, plan: Plan): Line[] {
  return [...consequenceLines(texts, plan), line('approval', texts.t('plan.approval'), { subtle: true })];
}

/** What it costs or frees, and whether it can be undone. */
export function consequenceLines(texts: Texts, { path, licences }: Plan): Line[] {
  const { t } = texts;
  const cost = t(`plan.cost-${path}`, { licences: licenceNames(texts, licences) });
  return [...(licences.length === 0 ? [] : [line('cost', cost)]), undoLine(t, path)];
}

/** Whether it can be undone; what can't be, for good, is said loudly. */
function undoLine(t: Texts['t'], path: OffboardingPath): Line {
  return line('undo', t(`plan.undo-${path}`), path === 'delete' ? { weight: 'Bolder', color: 'Attention' } : {});
}
