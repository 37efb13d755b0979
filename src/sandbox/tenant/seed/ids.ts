import { guid } from './guid.ts';
import { domain, staff, type StaffRow } from './staff.ts';

export interface SandboxPerson {
  readonly id: string;
  readonly displayName: string;
  readonly mail: string;
}

export function personOf(key: string): SandboxPerson {
  const row = staff.find((each) => each.key === key);
  if (row === undefined) throw new RangeError(`nobody in the sandbox is '${key}'`);
  return identityOf(row);
}

/** Who a row is: the id comes from its key and never changes. */
export function identityOf({ key, name, alias, changes }: StaffRow): SandboxPerson {
  return { id: guid(key), displayName: name, mail: changes?.mail ?? `${alias}@${domain}` };
}

export const sandboxGroups = {
  approvers: guid('group/approvers'),
  hr: guid('group/hr'),
  protected: guid('group/protected'),
  /** Nested in approvers. */
  onCall: guid('group/onCall'),
  marketing: guid('group/marketing'),
  /** Alex Wilber is its only owner. */
  lastOwner: guid('group/lastOwner'),
  brand: guid('group/brand'),
  dynamic: guid('group/dynamic'),
  distribution: guid('group/distribution'),
  synced: guid('group/synced'),
  roleAssignable: guid('group/roleAssignable'),
  licences: guid('group/licences'),
  /** Farah Osman is its only owner. */
  storeOpenings: guid('group/storeOpenings'),
  /** Farah Osman's co-owner is blocked. */
  franchise: guid('group/franchise'),
  dynamicRetail: guid('group/dynamicRetail'),
  mailSecurity: guid('group/mailSecurity'),
  syncedRetail: guid('group/syncedRetail'),
  licencesRetail: guid('group/licencesRetail'),
} as const;

export const sandboxTenantId = guid('tenant');

/** Farewell in the catalogue of Teams: `externalId` is the id in its manifest. */
export const sandboxTeamsApp = { id: guid('teamsApp/catalogue'), externalId: guid('teamsApp/manifest') } as const;

export const sandboxSkus = {
  e3: '05e9a617-0261-4cee-bb44-138d3ef5d965',
  e5: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
  project: '53818b1b-4a27-454b-8896-0dba576410e6',
  /** Teams Phone, which builds on a plan of E3. */
  phone: 'e43b5b99-8dfb-405f-9987-dc307f34bcbd',
} as const;
