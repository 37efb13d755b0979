import { catalogue, stepOf, undoneBy } from './catalogue.ts';
import { optionalSteps, type OffboardingStepId, type OptionalStepId, type UndoStepId } from './model.ts';
import { lackingOf, leastOf } from './permissions.ts';
import type { OffboardingStep } from './steps/step.ts';

/** What Farewell reads and does beside its steps. */
export type FeatureId =
  | 'people'
  | 'memberships'
  | 'approvers'
  | 'roles'
  | 'eligible-roles'
  | 'licences'
  | 'mailbox'
  | 'meetings'
  | 'drive'
  | 'write-first';

export type MendStepId = Extract<UndoStepId, `mend-${string}`>;

export type NeedId = FeatureId | OffboardingStepId | MendStepId;

/** A part of Farewell and the application permissions that it needs, all of them. */
export interface Need {
  readonly id: NeedId;
  readonly permissions: readonly string[];
  /**
   * What there is without them: `nothing` works, a `path` is blocked, a `step` is left out, a `note` stands on the plan; `extra`: granted
   * only by who wants it.
   */
  readonly without: 'nothing' | 'path' | 'step' | 'note' | 'extra';
}

/** What of Farewell a deployment uses. */
export interface Deployment {
  readonly stepsOff: readonly OptionalStepId[];
  /** TEAMS_APP_ID is set: approvers who never met Farewell are written to first. */
  readonly writesFirst: boolean;
  /** What a restore of a deleted user forgot is put back. */
  readonly mends: boolean;
}

interface Feature extends Need {
  readonly id: FeatureId;
  /** Of no use where this step is off. */
  readonly serves?: OptionalStepId;
}

/** The reads before a plan and around it, in the order of what is lost without them. */
const reads: readonly Feature[] = [
  { id: 'people', permissions: ['User.Read.All'], without: 'nothing' },
  { id: 'memberships', permissions: ['Directory.Read.All'], without: 'nothing' },
  { id: 'approvers', permissions: ['GroupMember.Read.All'], without: 'nothing' },
  { id: 'roles', permissions: ['RoleManagement.Read.Directory'], without: 'note' },
  { id: 'eligible-roles', permissions: ['RoleEligibilitySchedule.Read.Directory'], without: 'note' },
  { id: 'licences', permissions: ['LicenseAssignment.Read.All'], without: 'note' },
  { id: 'mailbox', permissions: ['MailboxSettings.Read'], without: 'note' },
  { id: 'meetings', permissions: ['Calendars.ReadBasic'], without: 'note', serves: 'cancel-meetings' },
  { id: 'drive', permissions: ['Files.Read.All'], without: 'note', serves: 'share-files' },
];

const writeFirst: Feature = {
  id: 'write-first',
  permissions: ['TeamsAppInstallation.ReadWriteSelfForUser.All', 'AppCatalog.Read.All'],
  without: 'extra',
};

/** Everything that a deployment needs permissions for, each with the least of them: reads, steps with their undo, and extras. */
export function needsOf({ stepsOff, writesFirst, mends }: Deployment): Need[] {
  return [
    ...reads.filter(({ serves }) => serves === undefined || !stepsOff.includes(serves)),
    ...catalogue.filter((step) => !stepsOff.some((off) => off === step.id)).map(needOfStep),
    ...(writesFirst ? [writeFirst] : []),
    ...(mends ? undoneBy('delete-user').filter(isMend).map(needOfMend) : []),
  ];
}

/** A permission to grant. */
export interface Grant {
  readonly permission: string;
  /** What would lack it. */
  readonly neededBy: readonly NeedId[];
}

/** The least to grant for these needs. */
export function grantsFor(needs: readonly Need[]): Grant[] {
  const least = leastOf(needs);
  return least.map((permission) => {
    const others = new Set(least.filter((one) => one !== permission));
    const neededBy = needs.filter(
      ({ permissions }) => permissions.includes(permission) || lackingOf(permissions, others).length > 0,
    );
    return { permission, neededBy: neededBy.map(({ id }) => id) };
  });
}

/** Of what was granted, what none of these needs names, were it included by a broader one or not. */
export function unneededOf(needs: readonly Need[], granted: ReadonlySet<string>): string[] {
  const named = new Set(needs.flatMap(({ permissions }) => permissions));
  return [...granted].filter((permission) => !named.has(permission));
}

/** Everything that Farewell could use, whatever is switched off. */
export const everyNeed: readonly Need[] = needsOf({ stepsOff: [], writesFirst: true, mends: true });

/** What takes a step back needs no more than the step, but for the mending after a restore. */
function needOfStep(step: OffboardingStep): Need {
  const undo = step.undoneBy.filter((id) => !isMend(id)).flatMap((id) => stepOf(id).permissions);
  const permissions = [...new Set([...step.permissions, ...undo])];
  return { id: step.id, permissions, without: optionalSteps.some((id) => id === step.id) ? 'step' : 'path' };
}

function needOfMend(id: MendStepId): Need {
  return { id, permissions: stepOf(id).permissions, without: 'extra' };
}

function isMend(id: UndoStepId): id is MendStepId {
  return id.startsWith('mend-');
}
