/** A Graph object as its property names and values. */
export type Bag = Record<string, unknown>;

export type Kind = 'user' | 'group' | 'device' | 'directoryRole' | 'administrativeUnit';

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
  isResourceAccount: boolean | null;
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

/** A rule of an inbox; conditions and actions are kept as they were sent. */
export type MessageRule = {
  id: string;
  displayName: string;
  sequence: number;
  isEnabled: boolean;
  hasError: boolean;
  isReadOnly: boolean;
  conditions: Bag | null;
  actions: Bag | null;
};

/** A moment of a calendar, in UTC and without a zone in its text, as Outlook answers it. */
export type EventTime = { dateTime: string; timeZone: string };

export type Address = { emailAddress: { name: string; address: string } };

export type Attendee = Address & { type: string; status: { response: string; time: string } };

/** Every second, third ... week on the days named, for ever or until a day. */
export type Recurrence = {
  pattern: { type: string; interval: number; daysOfWeek: string[] };
  range: { type: string; startDate: string; endDate: string; recurrenceTimeZone: string };
};

/** One copy of a meeting: each participant's calendar has its own, with an id of its own; `iCalUId` is what they share. */
export type MeetingCopy = {
  id: string;
  iCalUId: string;
  subject: string;
  type: 'singleInstance' | 'seriesMaster' | 'occurrence';
  isOrganizer: boolean;
  isCancelled: boolean;
  isAllDay: boolean;
  start: EventTime;
  end: EventTime;
  organizer: Address;
  attendees: Attendee[];
  recurrence: Recurrence | null;
  seriesMasterId: string | null;
};

/** Who may open what is in a drive. */
export type SharingPermission = {
  id: string;
  roles: string[];
  grantedToV2: { user: { id: string; displayName: string } };
};

/** A device in Intune, which is another thing than the same device in the directory. */
export type ManagedDevice = {
  id: string;
  userId: string;
  userPrincipalName: string;
  deviceName: string;
  azureADDeviceId: string;
  operatingSystem: string;
  osVersion: string;
  managementState: string;
  complianceState: string;
  managedDeviceOwnerType: string;
  enrolledDateTime: string;
  lastSyncDateTime: string;
};

export type AdministrativeUnit = {
  id: string;
  displayName: string;
  description: string | null;
  isMemberManagementRestricted: boolean | null;
  visibility: string | null;
};

/** Why a drive lets itself not be shared: the tenant's or the site's policy, or what is shared is of a kind that can't be. */
export type SharingRefusal = 'accessDenied' | 'notSupported';

/** An app of the tenant's Teams catalogue; `externalId` is the id in its manifest. */
export type TeamsApp = {
  id: string;
  externalId: string;
  displayName: string;
  distributionMethod: 'store' | 'organization' | 'sideloaded';
};

/** An app in somebody's personal scope, by its id in the catalogue. */
export type Installation = { teamsAppId: string; installedDateTime: string };

/** What a restore can leave out of what was there before the delete. */
export type Forgettable = 'manager' | 'reports' | 'owners' | 'groups' | 'licences';

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
  administrativeUnits: Record<string, AdministrativeUnit>;
  /** unit → users, groups and devices */
  unitMembers: Record<string, string[]>;
  managedDevices: Record<string, ManagedDevice>;
  /** user → mailbox, for those who have one */
  mailboxes: Record<string, Mailbox>;
  /** user → rules of their inbox */
  messageRules: Record<string, MessageRule[]>;
  /** user → what is in their calendar */
  events: Record<string, MeetingCopy[]>;
  /** user → OneDrive, for those who opened it once */
  drives: Record<string, Bag>;
  /** drive → who may open it beside its owner */
  drivePermissions: Record<string, SharingPermission[]>;
  /** null: what is in a drive can be shared. */
  sharingRefusal: SharingRefusal | null;
  /** The tenant has Intune: without it, device management answers 400. */
  hasIntune: boolean;
  /** The tenant has Entra ID P2: without it, eligible roles answer 400. */
  hasEntraP2: boolean;
  /** Application permissions that nobody consented to: calls that need one of them answer 403. */
  withheldPermissions: string[];
  teamsApps: TeamsApp[];
  /** user → Teams apps */
  installedApps: Record<string, Installation[]>;
  /** The app permission policy of Teams lets nothing be installed. */
  teamsAppsBlocked: boolean;
  /**
   * What a restore does not bring back; tests may make it any. At first it is what Microsoft is silent on: the link to the manager,
   * those from the reports, and ownerships. Licences and group memberships do return, as promised (graph.md §10).
   */
  restoreForgets: Forgettable[];
  /** How many reads of an object still see it as it was before the last write: the directory promises no read-your-writes. */
  lagReads: number;
}

/** A moment as the directory keeps it, in whole seconds. */
export function seconds(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

/** A property's value where it is text, else nothing. */
export function textIn(bag: Bag, name: string): string {
  const value = bag[name];
  return typeof value === 'string' ? value : '';
}
