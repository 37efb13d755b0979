import type { PersonOnCard } from '../../src/cards/parts.ts';
import type { Finding } from '../../src/offboarding/model.ts';
import type { Licence } from '../../src/offboarding/people.ts';

/** What the directory and people put on cards; `mark` gives the text of each. */
export interface Filling {
  mark(field: string, longest: number): string;
  readonly licences: number;
}

export const key = { requestId: '0b0e4b9c-6c53-4b7f-9a35-3f1de7a0c001', version: 3 };
export const now = new Date('2026-11-24T16:00:00Z');
export const zone = 'Europe/Amsterdam';

export function personFrom({ mark }: Filling): PersonOnCard {
  return {
    displayName: mark('displayName', 256),
    userPrincipalName: mark('upn', 113),
    mail: mark('mail', 113),
    jobTitle: mark('jobTitle', 128),
    department: mark('department', 64),
    managerName: mark('managerName', 256),
    accountEnabled: false,
    userType: 'Guest',
  };
}

export function licencesFrom({ mark, licences }: Filling): Licence[] {
  return Array.from({ length: licences }, (_, index) => ({
    skuId: `sku-${index}`,
    skuPartNumber: mark(`sku${index}`, 30),
    consumed: 40,
    enabled: 40,
  }));
}

/** Every finding that can stand on a card, with what the directory says in it. */
export function findingsFrom({ mark }: Filling): Finding[] {
  const warns = ['synced-keep', 'guest-sessions', 'already-blocked'] as const;
  return [
    { id: 'admin-role', severity: 'blocks', values: { roles: mark('roles', 200) } },
    { id: 'role-assignable-group', severity: 'blocks', values: { group: mark('group', 256) } },
    { id: 'reports-without-manager', severity: 'warns', values: { count: 14 } },
    ...warns.map((id) => ({ id, severity: 'warns' as const, values: {} })),
  ];
}
