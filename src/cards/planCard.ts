import type { Texts } from '../i18n/text.ts';
import { graceChoices, reviewChoices, type Finding, type OffboardingPath, type Plan } from '../offboarding/model.ts';
import { dayInMs, restorableUntil } from '../offboarding/plan.ts';
import { fill, type Card } from './fill.ts';
import {
  button,
  findingsNote,
  findingText,
  licenceNames,
  line,
  personBlock,
  type CardKey,
  type Choice,
  type LicenceOnCard,
  type Line,
  type PersonOnCard,
} from './parts.ts';
import { plannedRows, type OptionsOnCard } from './planRows.ts';
import { autoReplyField, successorField, type TakeOverOnCard } from './takeOverFields.ts';

export interface PlanOnCard extends OptionsOnCard, TakeOverOnCard {
  readonly person: PersonOnCard;
  readonly path: OffboardingPath;
  readonly licences: readonly LicenceOnCard[];
  readonly findings: readonly Finding[];
  /** null: at once after approval. */
  readonly runAt: Date | null;
  readonly now: Date;
  readonly zone: string;
  readonly reason: string;
  readonly typedMail: string;
}

/** The dry run: what it lists, as far as it is switched on, is what will run. */
export function planCard(texts: Texts, key: CardKey, shown: PlanOnCard): Card {
  const { t } = texts;
  const { path, person, offers } = shown;
  const isDelete = path === 'delete';
  return fill('plan', {
    ...key,
    title: t('plan.title'),
    person: personBlock(texts, person),
    facts: planFacts(texts, shown),
    stepsTitle: t('plan.steps'),
    optionsHint: offers.some(({ by }) => by !== 'always') ? t('plan.options-hint') : '',
    rows: plannedRows(texts, shown),
    ...successorField(texts, shown),
    ...autoReplyField(texts, shown),
    lines: consequences(texts, shown),
    notes: findingsNote(texts, shown.findings),
    asides: asides(texts, shown.findings),
    choice: [optionChoice(texts, shown)],
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

function planFacts(texts: Texts, { path, runAt, zone }: PlanOnCard) {
  const { t } = texts;
  return [
    { id: 'fact-path', label: t('plan.path'), value: pathName(texts, path) },
    { id: 'fact-when', label: t('plan.when'), value: whenText(texts, runAt, zone) },
  ];
}

export function pathName({ t }: Texts, path: OffboardingPath): string {
  return t(`path.${path}.name`);
}

/** The one thing to choose about this path, with what was chosen. */
function optionChoice(texts: Texts, shown: PlanOnCard): Choice {
  return shown.path === 'delete' ? graceChoice(texts, shown) : reviewChoice(texts, shown);
}

function reviewChoice({ t }: Texts, { options }: PlanOnCard): Choice {
  const choices = reviewChoices.map((days) => ({
    value: String(days),
    title: days === 0 ? t('plan.review-0') : t('plan.review-days', { days }),
  }));
  return { id: 'review', label: t('plan.review'), value: String(options.reviewDays), choices };
}

/** When the user goes, each with its own dates: they hold whichever is chosen. */
function graceChoice({ t, date }: Texts, { options, runAt, now, zone }: PlanOnCard): Choice {
  const choices = graceChoices.map((days) => {
    const deletedAt = new Date((runAt ?? now).getTime() + days * dayInMs);
    const dates = { deleted: date(deletedAt, zone), until: date(restorableUntil(deletedAt), zone) };
    return { value: String(days), title: t(days === 0 ? 'plan.grace-0' : 'plan.grace-days', { days, ...dates }) };
  });
  const label = t(runAt === null ? 'plan.grace-now' : 'plan.grace');
  return { id: 'grace', label, value: String(options.graceDays), choices };
}

/** What it costs or frees, whether it can be undone, and who has to agree. */
function consequences(texts: Texts, shown: PlanOnCard): Line[] {
  const { path } = shown;
  return [
    ...costLine(texts, shown),
    undoLine(texts.t, path),
    line('approval', texts.t('plan.approval'), { subtle: true }),
  ];
}

/** While it is still chosen which steps are done, the sentence has to hold either way. */
function costLine(texts: Texts, { path, licences, findings, offers }: PlanOnCard): Line[] {
  const { t } = texts;
  if (findings.some(({ id }) => id === 'unread-licences')) return [line('cost', t('plan.cost-unread'))];
  if (licences.length === 0) return [];
  const isOptional = offers.some(({ stepId }) => stepId === 'remove-licences');
  const key = isOptional ? 'plan.cost-keep-optional' : `plan.cost-${path}`;
  return [line('cost', t(key, { licences: licenceNames(texts, licences) }))];
}

/** What it costs or frees once it is decided what is done, and whether it can be undone. */
export function consequenceLines(texts: Texts, { path, licences, scopes }: Plan): Line[] {
  const { t } = texts;
  const taken = new Set(scopes['remove-licences']?.items.map(({ id }) => id));
  const isFreed = ({ skuId }: LicenceOnCard) => path === 'delete' || taken.has(skuId);
  const [freed, kept] = [licences.filter(isFreed), licences.filter((licence) => !isFreed(licence))];
  return [
    ...(freed.length === 0 ? [] : [line('cost', t('plan.cost-delete', { licences: licenceNames(texts, freed) }))]),
    ...(kept.length === 0
      ? []
      : [
          line(freed.length === 0 ? 'cost' : 'cost-kept', t('plan.cost-keep', { licences: licenceNames(texts, kept) })),
        ]),
    undoLine(t, path),
  ];
}

/** Whether it can be undone; what can't be, for good, is said loudly. */
function undoLine(t: Texts['t'], path: OffboardingPath): Line {
  return line('undo', t(`plan.undo-${path}`), path === 'delete' ? { weight: 'Bolder', color: 'Attention' } : {});
}

/** What is merely worth knowing: what could not be read, and which steps are off. */
function asides(texts: Texts, findings: readonly Finding[]): readonly { readonly text: string }[] {
  const notes = findings.filter(({ severity }) => severity === 'notes');
  if (notes.length === 0) return [];
  return [texts.t('plan.notes'), ...notes.map((finding) => findingText(texts, finding))].map((text) => ({ text }));
}
