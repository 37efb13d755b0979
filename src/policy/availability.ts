import { offboardingStepOf } from '../offboarding/catalogue.ts';
import type { Finding, OffboardingStepId, Offer } from '../offboarding/model.ts';
import { lackingOf } from '../offboarding/permissions.ts';

/** What this deployment may do at all. */
export interface Means {
  /** undefined: can't be told; then every step is taken to be permitted, and Graph has the last word. */
  readonly granted: ReadonlySet<string> | undefined;
  readonly stepsOff: readonly OffboardingStepId[];
}

export interface Available {
  readonly offers: readonly Offer[];
  /** Why the others are left out. */
  readonly findings: readonly Finding[];
}

/** Of the steps that fit a leaver, those that this deployment may do; a path without a step that it needs is blocked. */
export function availableOf(offers: readonly Offer[], means: Means): Available {
  const judged = offers.map((offer) => ({ offer, finding: obstacleOf(offer, means) }));
  return {
    offers: judged.filter(({ finding }) => finding === undefined).map(({ offer }) => offer),
    findings: judged.flatMap(({ finding }) => finding ?? []),
  };
}

function obstacleOf({ stepId, by }: Offer, { granted, stepsOff }: Means): Finding | undefined {
  const lacking = granted === undefined ? [] : lackingOf(offboardingStepOf(stepId)?.permissions ?? [], granted);
  const values = { step: stepId, permissions: lacking.join(', ') };
  if (lacking.length > 0 && by === 'always') return { id: 'path-not-permitted', severity: 'blocks', values };
  if (lacking.length > 0) return { id: 'step-not-permitted', severity: 'notes', values };
  if (by === 'always' || !stepsOff.includes(stepId)) return undefined;
  return { id: 'step-switched-off', severity: 'notes', values: { step: stepId } };
}
