import type { LeaverLicence, NamedPerson, UnreadFact } from './people.ts';

/** The fork that decides everything (product.md): keep the person's data, or delete the user. */
export type OffboardingPath = 'keep' | 'delete';

export type StepId = OffboardingStepId | UndoStepId;

/** Steps of the two plans. */
export type OffboardingStepId =
  | 'block-sign-in'
  | 'revoke-sessions'
  | 'disable-devices'
  | 'auto-reply'
  | 'forward-mail'
  | 'cancel-meetings'
  | 'share-files'
  | 'hand-over-groups'
  | 'leave-groups'
  | 'reassign-reports'
  | 'remove-licences'
  | 'delete-user';

/** Those that a plan can do without, in the order of the catalogue. */
export const optionalSteps = [
  'disable-devices',
  'auto-reply',
  'forward-mail',
  'cancel-meetings',
  'share-files',
  'hand-over-groups',
  'leave-groups',
  'reassign-reports',
  'remove-licences',
] as const satisfies readonly OffboardingStepId[];

export type OptionalStepId = (typeof optionalSteps)[number];

/** Steps of an undo only. */
export type UndoStepId =
  | 'allow-sign-in'
  | 'enable-devices'
  | 'restore-auto-reply'
  | 'stop-forwarding'
  | 'unshare-files'
  | 'take-back-groups'
  | 'rejoin-groups'
  | 'take-back-reports'
  | 'give-back-licences'
  | 'restore-user'
  | 'mend-manager'
  | 'mend-reports'
  | 'mend-groups'
  | 'mend-ownerships'
  | 'mend-licences';

/** How one step ended. `unknown`: Graph did not say, and reading back failed too. */
export type Outcome = 'done' | 'already-so' | 'skipped' | 'failed' | 'unknown';

/** Whether it is not, or not known to be, as the step was to make it. */
export function isFailure(outcome: Outcome | null | undefined): boolean {
  return outcome === 'failed' || outcome === 'unknown';
}

export type FindingId =
  | 'yourself'
  | 'your-own-manager'
  | 'out-of-scope'
  | 'admin-role'
  | 'role-assignable-group'
  | 'role-assignable-owner'
  | 'restricted-unit'
  | 'protected-person'
  | 'synced-delete'
  | 'synced-keep'
  | 'shared-mailbox'
  | 'open-request'
  | 'too-many-requests'
  | 'last-approver'
  | 'guest-sessions'
  | 'reports-without-manager'
  | 'already-blocked'
  | 'second-approver'
  | 'eligible-role'
  | 'resource-account'
  | 'last-owner'
  | 'group-licences'
  | 'successor-is-leaver'
  | 'successor-gone'
  | 'successor-blocked'
  | 'successor-guest'
  | 'path-not-permitted'
  | StepOffFinding
  | UnreadFinding;

/** A step that Farewell leaves out although it would fit this leaver. */
export type StepOffFinding = 'step-switched-off' | 'step-not-permitted';

/** What could not be read of the leaver before the plan was made. */
export type UnreadFinding = `unread-${UnreadFact}`;

/** A guardrail's result; the sentence is made from the id and the values, in the reader's language. */
export interface Finding {
  readonly id: FindingId;
  /** `notes`: nothing to worry about, but the plan is shorter for it. */
  readonly severity: 'blocks' | 'second-approver' | 'warns' | 'notes';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Plan {
  readonly path: OffboardingPath;
  readonly steps: readonly StepId[];
  readonly licences: readonly LeaverLicence[];
  readonly options: PlanOptions;
  /** What a step acts on, where that is more than the leaver. */
  readonly scopes: Scopes;
  /** What somebody has to do elsewhere, because Graph can't. */
  readonly leftovers: readonly PlannedLeftover[];
  /** Groups that the leaver owned when it was made: known beforehand, their owners are read without a round trip of their own. */
  readonly ownedGroupIds: readonly string[];
}

export type Scopes = Readonly<Partial<Record<StepId, Scope>>>;

/** The things that a step acts on; where only their number matters, no items. */
export interface Scope {
  readonly count: number;
  readonly items: readonly PlanItem[];
}

/** A device, a group, a report or a licence, by the directory's id and name. */
export interface PlanItem {
  readonly id: string;
  readonly name: string;
}

/** A step as it could stand in this leaver's plan. */
export interface Offer {
  readonly stepId: OffboardingStepId;
  /** `always`: the path isn't what it is without it; `on`, `off`: an option, and how it stands at first. */
  readonly by: 'always' | 'on' | 'off';
  readonly scope: Scope;
}

/** What was chosen on the plan's card. */
export interface PlanOptions {
  /** Days between the block and the delete: 0, 7, 14 or 30. */
  readonly graceDays: number;
  /** Days after which a kept leaver is asked about again: 30, 90 or 180; 0: never. */
  readonly reviewDays: number;
  /** The optional steps that were chosen. */
  readonly steps: readonly OffboardingStepId[];
  /** Who takes over files, mail, groups and reports; null: nobody, and the steps that need one are left out. */
  readonly successor: Successor | null;
  /** What the automatic reply says, in the words of who asked. */
  readonly autoReply: string;
}

/** The one person to whom everything is handed over. */
export interface Successor extends NamedPerson {
  /** null: mail can't be forwarded to them. */
  readonly mail: string | null;
}

export const noOptions: PlanOptions = { graceDays: 0, reviewDays: 0, steps: [], successor: null, autoReply: '' };

export type LeftoverId =
  | 'convert-mailbox'
  | 'hide-from-lists'
  | 'hold-mailbox'
  | 'mail-groups'
  | 'owned-mail-groups'
  | 'synced-groups'
  | 'ad-account'
  | 'ad-devices'
  | 'lower-licences';

/** A task for a person; its sentences (who, why, by when) are made from the id, in the reader's language. */
export interface PlannedLeftover {
  readonly id: LeftoverId;
  readonly scope: Scope;
  readonly due: Due;
  /** PowerShell lines that do it, every name in them quoted; none where there are none. */
  readonly commands: readonly string[];
}

/** By when: before the run, since it takes what is needed for it; before the next synchronization; before a bill; or whenever. */
export type Due = 'before-run' | 'today' | 'in-30-days' | 'before-invoice' | 'any-time';

export const graceChoices: readonly number[] = [0, 7, 14, 30];
export const reviewChoices: readonly number[] = [0, 30, 90, 180];

export type Verdict = 'approved' | 'rejected' | 'cancelled';
