import type { Texts } from '../i18n/text.ts';
import { offboardingStepOf } from '../offboarding/catalogue.ts';
import type { Offer, PlanOptions } from '../offboarding/model.ts';
import { canHaveSuccessor } from '../offboarding/offers.ts';
import type { GroupFacts } from '../offboarding/people.ts';
import type { PersonOnCard } from './parts.ts';
import { stepText, stepWarning } from './stepTexts.ts';

/** Why a group can't be left by Graph, or had better not be. */
export type StuckKind = Exclude<GroupFacts['kind'], 'cloud'> | 'licensing';

export type StuckGroups = Readonly<Partial<Record<StuckKind, number>>>;

/** The steps that fit, and how they stand. */
export interface OptionsOnCard {
  /** In the order in which they would run; of each the first few things by name. */
  readonly offers: readonly Offer[];
  readonly options: PlanOptions;
  /** How many groups the leaver would stay in. */
  readonly stuckGroups: StuckGroups;
  /** Who takes over reports to the leaver. */
  readonly successorReports: boolean;
}

interface Shown extends OptionsOnCard {
  readonly person: Pick<PersonOnCard, 'displayName'>;
  readonly runAt: Date | null;
  readonly now: Date;
  readonly zone: string;
}

/** One row of the plan's card. */
export interface PlanRow {
  readonly stepId: string;
  /** The number of a step that is always done; empty: it has a switch, or is not done. */
  readonly mark: string;
  readonly text: string;
  /** Said in another colour; empty: nothing. */
  readonly warning: string;
  /** The title of the switch; empty: there is none. */
  readonly toggle: string;
  readonly value: 'true' | 'false';
}

/** Every step that fits; those that are always done are numbered, any other has a switch. */
export function plannedRows(texts: Texts, shown: Shown): PlanRow[] {
  const always = shown.offers.filter(({ by }) => by === 'always');
  return shown.offers.map((offer) => ({
    mark: offer.by === 'always' ? `${always.indexOf(offer) + 1}.` : '',
    ...rowOf(texts, shown, offer),
  }));
}

function rowOf(texts: Texts, shown: Shown, { stepId, by, scope }: Offer): Omit<PlanRow, 'mark'> {
  const { options, person, successorReports, runAt, now, zone } = shown;
  const name = texts.t(`step.${stepId}.name`);
  if (!canHaveSuccessor(stepId, options.successor)) {
    const lacks = offboardingStepOf(stepId)?.needsSuccessor === 'mail' && options.successor !== null ? '-mail' : '';
    const text = texts.t(`successor.needed${lacks}`, { step: name });
    return { stepId, text, warning: '', toggle: '', value: 'false' };
  }
  // What the automatic reply says stands in a field of its own, where it can be changed.
  const asked = { ...options, autoReply: '' };
  const does = stepText(texts, { stepId, leaver: person.displayName, options: asked, scope, successorReports });
  return {
    stepId,
    text: stepId === 'leave-groups' ? [does, ...stuckText(texts, shown)].join(' ') : does,
    warning: stepWarning(texts, stepId, { at: runAt ?? now, zone }),
    toggle: by === 'always' ? '' : name,
    value: by === 'always' || options.steps.includes(stepId) ? 'true' : 'false',
  };
}

const stuckKinds: readonly StuckKind[] = ['dynamic', 'mail-enabled', 'synced', 'licensing'];

function stuckText({ t, list }: Texts, { stuckGroups }: OptionsOnCard): string[] {
  const kinds = stuckKinds.flatMap((kind) => {
    const count = stuckGroups[kind] ?? 0;
    return count === 0 ? [] : [t(`step.leave-groups.stuck-${kind}`, { count })];
  });
  return kinds.length === 0 ? [] : [t('step.leave-groups.stuck', { kinds: list(kinds) })];
}
