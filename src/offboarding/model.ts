import type { Licence } from './people.ts';

/** The fork that decides everything (product.md): keep the person's data, or delete the user. */
export type OffboardingPath = 'keep' | 'delete';

export type StepId = 'block-sign-in' | 'revoke-sessions' | 'delete-user';

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
  | 'already-blocked';

/** A guardrail's result; the sentence is made from the id and the values, in the reader's language. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: 'blocks' | 'warns';
  readonly values: Readonly<Record<string, string | number>>;
}

export interface Plan {
  readonly path: OffboardingPath;
  readonly steps: readonly StepId[];
  readonly licences: readonly Licence[];
}

export type Verdict = 'approved' | 'rejected' | 'cancelled';
