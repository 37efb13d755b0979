import type { StepId } from '../../src/offboarding/model.ts';
import type { TenantState } from '../../src/sandbox/tenant/state.ts';
import type { MadeLeaver } from './crashLeaver.ts';

/** What tied the leaver to the tenant before their delete, as ids. */
export interface TiesBefore {
  readonly 'mend-manager': readonly string[];
  readonly 'mend-reports': readonly string[];
  readonly 'mend-groups': readonly string[];
  readonly 'mend-ownerships': readonly string[];
  readonly 'mend-licences': readonly string[];
}

/** Read from the tenant's own state, past Graph. */
export function tiesOf({ managers, members, owners, users, deletedUsers }: TenantState, id: string): TiesBefore {
  const manager = managers[id];
  const inLists = (lists: Readonly<Record<string, readonly string[]>>) =>
    Object.keys(lists).filter((group) => lists[group]?.includes(id));
  const states = (users[id] ?? deletedUsers[id])?.licenseAssignmentStates ?? [];
  return {
    'mend-manager': manager === undefined ? [] : [manager],
    'mend-reports': Object.keys(managers).filter((report) => managers[report] === id),
    'mend-groups': inLists(members),
    'mend-ownerships': inLists(owners),
    'mend-licences': states.filter(({ assignedByGroup }) => assignedByGroup === null).map(({ skuId }) => skuId),
  };
}

/** Without the reports that somebody else was to get: it is not the restore that loses them. */
export function withoutReports(ties: TiesBefore, reports: readonly string[]): TiesBefore {
  return { ...ties, 'mend-reports': ties['mend-reports'].filter((id) => !reports.includes(id)) };
}

interface Compared {
  readonly state: TenantState;
  readonly leaver: MadeLeaver;
  readonly ties: TiesBefore;
}

/** What this step should have brought back and is not there. Whom somebody gave another manager since lacks none. */
export function missingOf({ state, leaver: { id }, ties }: Compared, step: StepId): string[] {
  const now = tiesOf(state, id);
  if (step === 'mend-manager' && now[step].length > 0) return [];
  const kind = step as keyof TiesBefore;
  return ties[kind].filter((tie) => !now[kind].includes(tie));
}

/** What is there now and was not before. */
export function extraOf({ state, leaver: { id }, ties }: Compared): string[] {
  const now = tiesOf(state, id);
  return (Object.keys(now) as (keyof TiesBefore)[])
    .filter((kind) => kind !== 'mend-manager')
    .flatMap((kind) => now[kind].filter((tie) => !ties[kind].includes(tie)));
}
