import type { TenantState } from '../state.ts';
import { sandboxTeamsApp } from './ids.ts';

/** Farewell is in the catalogue, and nobody has it yet. */
export function teamsAppState(): Pick<TenantState, 'teamsApps' | 'installedApps' | 'teamsAppsBlocked'> {
  const farewell = { ...sandboxTeamsApp, displayName: 'Farewell', distributionMethod: 'organization' } as const;
  return { teamsApps: [farewell], installedApps: {}, teamsAppsBlocked: false };
}
