import type { Kind } from './state.ts';

/** Property names per kind: those of Graph's v1.0 metadata that this tenant knows. */
const known: Readonly<Record<Kind, string>> = {
  user: `id deletedDateTime accountEnabled ageGroup assignedLicenses assignedPlans businessPhones city companyName
    consentProvidedForMinor country createdDateTime creationType department displayName employeeHireDate employeeId
    employeeLeaveDateTime employeeOrgData employeeType externalUserState externalUserStateChangeDateTime faxNumber givenName
    identities imAddresses isManagementRestricted isResourceAccount jobTitle lastPasswordChangeDateTime
    legalAgeGroupClassification licenseAssignmentStates mail mailNickname mobilePhone officeLocation
    onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId
    onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier
    onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile postalCode
    preferredDataLocation preferredLanguage provisionedPlans proxyAddresses securityIdentifier serviceProvisioningErrors
    showInAddressList signInActivity signInSessionsValidFromDateTime state streetAddress surname usageLocation
    userPrincipalName userType`,
  group: `id deletedDateTime assignedLabels assignedLicenses classification createdDateTime description displayName
    expirationDateTime groupTypes hasMembersWithLicenseErrors isAssignableToRole isManagementRestricted
    licenseProcessingState mail mailEnabled mailNickname membershipRule membershipRuleProcessingState
    onPremisesDomainName onPremisesLastSyncDateTime onPremisesNetBiosName onPremisesProvisioningErrors
    onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled preferredDataLocation preferredLanguage
    proxyAddresses renewedDateTime resourceBehaviorOptions resourceProvisioningOptions securityEnabled
    securityIdentifier serviceProvisioningErrors theme uniqueName visibility`,
  device: `id deletedDateTime accountEnabled alternativeSecurityIds approximateLastSignInDateTime
    complianceExpirationDateTime deviceCategory deviceId deviceMetadata deviceOwnership deviceVersion displayName
    enrollmentProfileName enrollmentType extensionAttributes isCompliant isManaged isManagementRestricted isRooted
    managementType manufacturer mdmAppId model onPremisesLastSyncDateTime onPremisesSecurityIdentifier
    onPremisesSyncEnabled operatingSystem operatingSystemVersion physicalIds profileType registrationDateTime
    systemLabels trustType`,
  directoryRole: 'id deletedDateTime description displayName roleTemplateId',
  administrativeUnit: `id deletedDateTime description displayName isMemberManagementRestricted membershipRule
    membershipRuleProcessingState membershipType visibility`,
};

/** What Graph returns of a kind without `$select`; for users Microsoft documents this very list. */
const defaults: Readonly<Record<Kind, string>> = {
  user: `businessPhones displayName givenName id jobTitle mail mobilePhone officeLocation preferredLanguage surname
    userPrincipalName`,
  group: `id deletedDateTime classification createdDateTime description displayName groupTypes isAssignableToRole mail
    mailEnabled mailNickname membershipRule membershipRuleProcessingState onPremisesSyncEnabled
    resourceProvisioningOptions securityEnabled visibility`,
  device: `id deletedDateTime accountEnabled approximateLastSignInDateTime deviceId displayName isCompliant isManaged
    operatingSystem operatingSystemVersion trustType`,
  directoryRole: 'id deletedDateTime description displayName roleTemplateId',
  administrativeUnit: 'id deletedDateTime description displayName visibility',
};

const collections = new Set(
  `assignedLabels assignedLicenses assignedPlans businessPhones identities imAddresses licenseAssignmentStates
  onPremisesProvisioningErrors otherMails provisionedPlans proxyAddresses serviceProvisioningErrors groupTypes
  resourceBehaviorOptions resourceProvisioningOptions alternativeSecurityIds physicalIds systemLabels`.split(/\s+/),
);

/** Lower-case name → Graph's spelling, per kind. */
const spellings: Readonly<Record<Kind, ReadonlyMap<string, string>>> = {
  user: spellingsOf('user'),
  group: spellingsOf('group'),
  device: spellingsOf('device'),
  directoryRole: spellingsOf('directoryRole'),
  administrativeUnit: spellingsOf('administrativeUnit'),
};

function spellingsOf(kind: Kind): ReadonlyMap<string, string> {
  return new Map(known[kind].split(/\s+/).map((name) => [name.toLowerCase(), name]));
}

/** The property's own spelling, or undefined: Graph takes names in any case and answers in its own. */
export function propertyOf(kind: Kind, name: string): string | undefined {
  return spellings[kind].get(name.toLowerCase());
}

export function defaultProperties(kind: Kind): string[] {
  return defaults[kind].split(/\s+/);
}

/** The value that Graph gives to a property that was never set. */
export function unsetValue(name: string): null | never[] {
  return collections.has(name) ? [] : null;
}
