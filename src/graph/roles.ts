import { z } from 'zod';
import { hasCode, type FarewellError } from '../errors.ts';
import type { Read } from './batch.ts';
import { sentenceOf } from './errors.ts';
import { quoted, withQuery } from './paths.ts';

const grants = z
  .object({
    value: z.array(
      z.object({
        roleDefinitionId: z.string().nullish(),
        roleDefinition: z.object({ displayName: z.string().nullish() }).nullish(),
      }),
    ),
  })
  .transform(({ value }) => [
    ...new Set(value.map((one) => one.roleDefinition?.displayName ?? one.roleDefinitionId ?? '')),
  ]);

/**
 * The names of the roles given to the user directly: of the roles in use, transitiveMemberOf leaves out the custom ones and those
 * of one administrative unit. Graph reference: roleManagement/directory/roleAssignments.
 */
export function roleAssignmentsRead(userId: string): Read<string[]> {
  return grantsRead('/roleManagement/directory/roleAssignments', userId);
}

/**
 * The names of the roles that the user may activate. Graph reference:
 * roleManagement/directory/roleEligibilityScheduleInstances.
 */
export function eligibleRolesRead(userId: string): Read<string[]> {
  return grantsRead('/roleManagement/directory/roleEligibilityScheduleInstances', userId);
}

function grantsRead(path: string, userId: string): Read<string[]> {
  const query = { filter: `principalId eq ${quoted(userId)}`, expand: 'roleDefinition($select=displayName)' };
  return { path: withQuery(path, query), schema: grants };
}

/** Without Entra ID P2, or before anybody used it, nobody can be eligible, and Graph says so in an error of one status or another. */
export function lacksPrivilegedIdentityManagement(error: FarewellError): boolean {
  if (!hasCode(error, 'graph-bad-request', 'graph-forbidden')) return false;
  return (
    error.details.graphCode === 'AadPremiumLicenseRequired' ||
    /\b(P2|Premium)\b|not onboarded to PIM/.test(sentenceOf(error))
  );
}
