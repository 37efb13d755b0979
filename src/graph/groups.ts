import { z } from 'zod';
import { FarewellError } from '../errors.ts';
import type { GroupFacts, GroupKind } from '../offboarding/people.ts';

/** What tells what a group is. Graph reference: group. */
export const groupShape = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  isAssignableToRole: z.boolean().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  mailEnabled: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  assignedLicenses: z.array(z.object({ skuId: z.string().nullish() })).nullish(),
});

/** What has to be selected for it. */
export const groupSelect = Object.keys(groupShape.shape).join(',');

export type Group = z.infer<typeof groupShape>;

/** What matters of a group. Throws `graph-forbidden` where the app may see that it is there and no more. */
export function groupFacts(group: Group, directIds: ReadonlySet<string>): GroupFacts {
  const { id, displayName, isAssignableToRole, assignedLicenses } = group;
  return {
    id,
    displayName: readable(displayName),
    roleAssignable: isAssignableToRole === true,
    kind: kindOf(group),
    direct: directIds.has(id),
    licensing: (assignedLicenses ?? []).length > 0,
  };
}

/** What keeps the members of a group. What Active Directory keeps is changed there, mail-enabled or not. */
export function kindOf({
  groupTypes,
  mailEnabled,
  onPremisesSyncEnabled,
}: Pick<Group, 'groupTypes' | 'mailEnabled' | 'onPremisesSyncEnabled'>): GroupKind {
  if (onPremisesSyncEnabled === true) return 'synced';
  if (groupTypes?.includes('DynamicMembership') === true) return 'dynamic';
  // Exchange's own: those of Microsoft 365 have mail too.
  if (mailEnabled === true && groupTypes?.includes('Unified') !== true) return 'mail-enabled';
  return 'cloud';
}

/**
 * The name of a group or role. Graph lists what the app may not read with all its properties null, and such a group would pass for
 * one without roles: therefore throws `graph-forbidden`.
 */
export function readable(displayName: string | null | undefined): string {
  if (typeof displayName === 'string') return displayName;
  throw new FarewellError(
    'graph-forbidden',
    "a group's or role's properties are withheld: Directory.Read.All is missing",
  );
}
