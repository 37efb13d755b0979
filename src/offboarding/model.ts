import type { Licence } from './people.ts';

/** The fork that decides everything (product.md): keep the person's data, or delete the user. */
export type OffboardingPath = 'keep' | 'delete';

export type StepId = OffboardingStepId | UndoStepId;

/** Steps of the two plans. */
export type OffboardingStepId = 'block-sign-in' | 'revoke-sessions' | 'delete-user';

/** Steps of an undo only. */
export type UndoStepId =
  | 'allow-sign-in'
  | 'restore-user'
  | 'mend-manager'
  | 'mend-reports'
  | 'mend-groups'
  | 'mend-ownerships'
  | 'mend-licences';

/** How one step ended. `unknown`: Graph did not say, and reading back failed too. */
export type Outcome = 'done' | 'already-so' | 'skipped' | 'failed' | 'unknown';

export type FindingId =
  | 'yourself'
  | 'your-own-manager'
  | 'out-of-scope'
  | 'admin-role'
  | 'role-assignable-group'
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
  | 'second-approver';

/** A guardrail's result; the sentence is made from the id and the values, in the reader's language. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: 'blocks' | 'second-approver' | 'warns';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Plan {
  readonly path: OffboardingPath;
  readonly steps: readonly StepId[];
  readonly licences: readonly Licence[];
  readonly options: PlanOptions;
}

/** What was chosen on the plan's card. */
export interface PlanOptions {
  /** Days between the block and the delete: 0, 7, 14 or 30. */
  readonly graceDays: number;
  /** Days after which a kept leaver is asked about again: 30, 90 or 180; 0: never. */
  readonly reviewDays: number;
}

export const noOptions: PlanOptions = { graceDays: 0, reviewDays: 0 };

export const graceChoices: readonly number[] = [0, 7, 14, 30];
export const reviewChoices: readonly number[] = [0, 30, 90, 180];

export type Verdict = 'approved' | 'rejected' | 'cancelled';
