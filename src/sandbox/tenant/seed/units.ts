import type { TenantState } from '../state.ts';
import { guid } from './guid.ts';

const unitRows = [
  { name: 'Press office', restricted: true, members: ['restricted'] },
  { name: 'Stores South', restricted: false, members: ['storeLead', 'storeSynced'] },
] as const;

/** The id of a unit as a role's scope names it. */
export const storesSouth = guid('unit/Stores South');

export function unitState(): Pick<TenantState, 'administrativeUnits' | 'unitMembers'> {
  const units = unitRows.map(({ name, restricted }) => ({
    id: guid(`unit/${name}`),
    displayName: name,
    description: null,
    isMemberManagementRestricted: restricted,
    visibility: null,
  }));
  return {
    administrativeUnits: Object.fromEntries(units.map((unit) => [unit.id, unit])),
    unitMembers: Object.fromEntries(unitRows.map(({ name, members }) => [guid(`unit/${name}`), members.map(guid)])),
  };
}
