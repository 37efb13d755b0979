import { z } from 'zod';
import type { NamedPerson, Person } from '../offboarding/people.ts';

/** Somebody or something with a name; Graph gives null for the name of what the app may not read. */
export const named = z
  .object({ id: z.string(), displayName: z.string().nullish() })
  .transform(({ id, displayName }): NamedPerson => ({ id, displayName: displayName ?? '' }));

/** What a Person is made of. Graph reference: user. */
export const userShape = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  jobTitle: z.string().nullish(),
  department: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});

/** What has to be selected for it. */
export const userSelect = Object.keys(userShape.shape).join(',');

/** The Person that a user is. */
export function personOf(user: z.infer<typeof userShape>, managerChain: NamedPerson[]): Person {
  return {
    id: user.id,
    displayName: user.displayName ?? user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    mail: user.mail ?? null,
    jobTitle: user.jobTitle ?? null,
    department: user.department ?? null,
    // Only a plain false means blocked: taking an unknown for it would skip the block.
    accountEnabled: user.accountEnabled !== false,
    // Old accounts have no type, and are members.
    userType: user.userType === 'Guest' ? 'Guest' : 'Member',
    syncedFromAd: user.onPremisesSyncEnabled === true,
    managerChain,
  };
}
