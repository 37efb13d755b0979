/** A Graph object as its property names and values. */
export type Bag = Record<string, unknown>;

export type Kind = 'user' | 'group' | 'device' | 'directoryRole';

/** A directory object with the kind that polymorphic collections tell by `@odata.type`. */
export interface Entity {
  readonly kind: Kind;
  readonly bag: Bag;
}

export type AssignedLicence = { skuId: string; disabledPlans: string[] };

export type LicenceState = {
  skuId: string;
  assignedByGroup: string | null;
  state: string;
  error: string;
  disabledPlans: string[];
  lastUpdatedDateTime: string;
};

// Type aliases, not interfaces: only these pass as a Bag without a cast.
export type User = {
  id: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  userPrincipalName: string;
  mail: string | null;
  mailNickname: string;
  jobTitle: string | null;
  department: string | null;
  companyName: string | null;
  officeLocation: string | null;
  usageLocation: string | null;
  preferredLanguage: string | null;
  mobilePhone: string | null;
  businessPhones: string[];
  proxyAddresses: string[];
  otherMails: string[];
  userType: 'Member' | 'Guest';
  accountEnabled: boolean;
  createdDateTime: string;
  deletedDateTime: string | null;
  employeeId: string | null;
  employeeType: string | null;
  externalUserState: string | null;
  isManagementRestricted: boolean | null;
  onPremisesSyncEnabled: boolean | null;
  onPremisesLastSyncDateTime: string | null;
  onPremisesImmutableId: string | null;
  signInSessionsValidFromDateTime: string;
  lastPasswordChangeDateTime: string;
  assignedLicenses: AssignedLicence[];
  licenseAssignmentStates: LicenceState[];
};

export type Group = {
  id: string;
  displayName: string;
  description: string | null;
  createdDateTime: string;
  groupTypes: string[];
  mail: string | null;
  mailEnabled: boolean;
  mailNickname: string;
  securityEnabled: boolean;
  membershipRule: string | null;
  membershipRuleProcessingState: string | null;
  isAssignableToRole: boolean | null;
  onPremisesSyncEnabled: boolean | null;
  resourceProvisioningOptions: string[];
  visibility: string | null;
  assignedLicenses: AssignedLicence[];
};

export type Device = {
  id: string;
  deviceId: string;
  displayName: string;
  accountEnabled: boolean;
  operatingSystem: string;
  operatingSystemVersion: string;
  trustType: 'AzureAd' | 'ServerAd' | 'Workplace';
  isManaged: boolean;
  isCompliant: boolean;
  approximateLastSignInDateTime: string;
};

/** An activated directory role; its `roleTemplateId` is the id of the role definition. */
export type DirectoryRole = { id: string; displayName: string; description: string; roleTemplateId: string };

export type RoleGrant = { id: string; principalId: string; roleDefinitionId: string; directoryScopeId: string };

export type ServicePlan = {
  servicePlanId: string;
  servicePlanName: string;
  provisioningStatus: string;
  appliesTo: string;
};

export type Sku = { skuId: string; skuPartNumber: string; enabled: number; servicePlans: ServicePlan[] };

export type Mailbox = {
  timeZone: string;
  userPurpose: string;
  dateFormat: string;
  timeFormat: string;
  language: Bag;
  automaticRepliesSetting: Bag;
};

/** Everything the tenant knows; links name ids that may be of deleted users, so that a restore brings them back. */
export interface TenantState {
  tenantId: string;
  organization: Bag;
  users: Record<string, User>;
  deletedUsers: Record<string, User>;
  /** user → manager */
  managers: Record<string, string>;
  groups: Record<string, Group>;
  /** group → users and groups */
  members: Record<string, string[]>;
  owners: Record<string, string[]>;
  devices: Record<string, Device>;
  /** user → devices */
  registeredDevices: Record<string, string[]>;
  ownedDevices: Record<string, string[]>;
  roles: Record<string, DirectoryRole>;
  roleAssignments: RoleGrant[];
  roleEligibilities: RoleGrant[];
  skus: Sku[];
  /** user → mailbox, for those who have one */
  mailboxes: Record<string, Mailbox>;
  /** user → OneDrive, for those who opened it once */
  drives: Record<string, Bag>;
  /** How many reads of an object still see it as it was before the last write: the directory promises no read-your-writes. */
  lagReads: number;
}

/** A property's value where it is text, else nothing. */
export function textIn(bag: Bag, name: string): string {
  const value = bag[name];
  return typeof value === 'string' ? value : '';
}
