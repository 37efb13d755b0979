import type { Texts } from '../i18n/text.ts';
import { offboardingStepOf } from '../offboarding/catalogue.ts';
import type { PlanItem, PlanOptions, Scope, StepId } from '../offboarding/model.ts';
import { dayInMs } from '../offboarding/plan.ts';
import { licenceName, mostNamed, shortName } from './parts.ts';

/** A step as it stands in somebody's plan. */
export interface StepOnCard {
  readonly stepId: StepId;
  /** The leaver's name. */
  readonly leaver: string;
  readonly options: PlanOptions;
  /** What it acts on, the first few by name; undefined: the leaver alone. */
  readonly scope?: Scope | undefined;
  /** Who takes over reports to the leaver. */
  readonly successorReports?: boolean;
  /** Who takes over is told by mail address too: nothing else on the card says which of two people of one name it is. */
  readonly withMail?: boolean;
}

/** What a step does, in plain words, its things by name. */
export function stepText(texts: Texts, step: StepOnCard): string {
  const { t } = texts;
  const { stepId, options } = step;
  const values = valuesOf(texts, step);
  switch (stepId) {
    case 'delete-user':
      return t(options.graceDays > 0 ? 'step.delete-user.plan-later' : 'step.delete-user.plan', values);
    case 'auto-reply':
      return t(options.autoReply === '' ? 'step.auto-reply.plan' : 'step.auto-reply.plan-text', values);
    case 'reassign-reports':
      return [
        t('step.reassign-reports.plan', values),
        ...(isAmongReports(step) ? [t('step.reassign-reports.not-themselves', values)] : []),
      ].join(' ');
    default:
      return t(`step.${stepId}.plan`, values);
  }
}

function valuesOf(texts: Texts, step: StepOnCard) {
  const { leaver, options, scope, withMail = false } = step;
  const successor = options.successor ?? { displayName: '', mail: null };
  const name = shortName(successor.displayName);
  return {
    name: shortName(leaver),
    days: options.graceDays,
    successor: withMail && successor.mail !== null ? texts.t('successor.text', { name, mail: successor.mail }) : name,
    text: options.autoReply,
    count: scope?.count ?? 0,
    items: itemsText(texts, step),
  };
}

function isAmongReports({ options, scope, successorReports = false }: StepOnCard): boolean {
  return successorReports || scope?.items.some(({ id }) => id === options.successor?.id) === true;
}

/** "Surface 12 and iPhone", or "A, B, C, D, E and 488 more (all of them: …)", with where they are listed. */
function itemsText(texts: Texts, { stepId, leaver, scope }: StepOnCard): string {
  const { count, items } = scope ?? { count: 0, items: [] };
  const names = items.slice(0, mostNamed).map((item) => shortName(itemName(texts, stepId, item)));
  if (names.length === 0) return '';
  const more = count - names.length;
  if (more <= 0) return texts.list(names);
  const where = texts.t(`step.${stepId}.where`, { name: shortName(leaver) });
  return texts.t('plan.and-more', { who: names.join(', '), count: more, where });
}

/** One of a step's things, as people know it. */
export function itemName({ t }: Pick<Texts, 't'>, stepId: StepId, { name }: Pick<PlanItem, 'name'>): string {
  if (stepId === 'remove-licences') return licenceName({ skuPartNumber: name });
  return name === '' ? t('plan.unnamed') : name;
}

/** When a step is to be done, and where the clock that counts is. */
export interface StepTime {
  readonly at: Date;
  readonly zone: string;
}

/** What can't be taken back, or is lost by it on which day; empty: nothing is. */
export function stepWarning({ t, date }: Texts, stepId: StepId, { at, zone }: StepTime): string {
  if (offboardingStepOf(stepId)?.irreversible === true) return t('plan.irreversible');
  if (stepId !== 'remove-licences') return '';
  const after = (days: number) => date(new Date(at.getTime() + days * dayInMs), zone);
  return t('step.remove-licences.loses', {
    day: after(0),
    mail: after(daysWithoutLicence.mailGone),
    readOnly: after(daysWithoutLicence.filesReadOnly),
    archived: after(daysWithoutLicence.filesArchived),
  });
}

/** Microsoft: remove a licence from a former employee, and manage unlicensed OneDrive accounts. */
const daysWithoutLicence = { mailGone: 30, filesReadOnly: 60, filesArchived: 93 } as const;
