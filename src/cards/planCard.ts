import type { Texts } from '../i18n/text.ts';
import type { Finding, OffboardingPath, Plan, StepId } from '../offboarding/model.ts';
import { fill, type Card } from './fill.ts';
import {
  button,
  findingsNote,
  licenceNames,
  line,
  personBlock,
  type CardKey,
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
    steps: plan.steps.map((stepId, index) => plannedStep(texts, stepId, { index, name: person.displayName })),
    lines: consequences(texts, plan),
    notes: findingsNote(texts, shown.findings),
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

function plannedStep({ t }: Texts, stepId: StepId, { index, name }: { index: number; name: string }) {
  return {
    stepId,
    mark: `${index + 1}.`,
    color: 'Default',
    outcomeColor: 'Default',
    text: t(`step.${stepId}.plan`, { name }),
    outcome: '',
    technical: '',
  };
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
