import { z } from 'zod';
import type { Colleague, NamedPerson, Person, Report } from '../offboarding/people.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { userPath, withQuery } from './paths.ts';
import { readIfThere } from './reading.ts';

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

const colleagueShape = userShape.pick({
  id: true,
  displayName: true,
  userPrincipalName: true,
  mail: true,
  accountEnabled: true,
  userType: true,
});

/** What has to be selected for a Colleague. */
export const colleagueSelect = Object.keys(colleagueShape.shape).join(',');

/** Somebody who may take over. */
const colleague = colleagueShape.transform(colleagueOf);

/** A manager; null for one who is no user but a contact of Outlook's, and can take over nothing. */
export const manager = colleagueShape
  .extend({ userPrincipalName: z.string().nullish() })
  .transform(({ userPrincipalName, ...user }) =>
    typeof userPrincipalName === 'string' ? colleagueOf({ ...user, userPrincipalName }) : null,
  );

function colleagueOf(user: z.infer<typeof colleagueShape>): Colleague {
  return {
    id: user.id,
    displayName: user.displayName ?? user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    mail: user.mail ?? null,
    accountEnabled: user.accountEnabled !== false,
    userType: typeOf(user),
  };
}

/** Somebody who may take over, by id. Graph reference: user get. */
export function colleagueRead(id: string): Read<Colleague> {
  return { path: withQuery(userPath(id), { select: colleagueSelect }), schema: colleague };
}

/** Somebody by id, on their own; undefined: no such live user. Throws `graph-…`. Graph reference: user get. */
export function readColleague(client: GraphClient, id: string): Promise<Colleague | undefined> {
  return readIfThere(client, colleagueRead(id));
}

/** Somebody who reports to a person; of who is no user, such as a contact, Graph gives a name at most. */
export const report = userShape
  .pick({ id: true, displayName: true, onPremisesSyncEnabled: true })
  .transform(({ id, displayName, onPremisesSyncEnabled }): Report => ({
    id,
    displayName: displayName ?? '',
    syncedFromAd: onPremisesSyncEnabled === true,
  }));

/** What has to be selected for a Report. */
export const reportSelect = 'id,displayName,onPremisesSyncEnabled';

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
    userType: typeOf(user),
    syncedFromAd: user.onPremisesSyncEnabled === true,
    managerChain,
  };
}

/** Old accounts have no type, and are members. */
function typeOf({ userType }: Pick<z.infer<typeof userShape>, 'userType'>): Person['userType'] {
  return userType === 'Guest' ? 'Guest' : 'Member';
}
