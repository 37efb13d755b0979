/** A person as the directory knows them; the id is the Entra object id, the only thing that identifies. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
  /** true: mastered in Active Directory. */
  readonly syncedFromAd: boolean;
  /** From the manager up to the top; empty: no manager. */
  readonly managerChain: readonly NamedPerson[];
}

export interface NamedPerson {
  readonly id: string;
  readonly displayName: string;
}

/** Somebody who may take over. */
export interface Colleague extends NamedPerson {
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly accountEnabled: boolean;
  readonly userType: Person['userType'];
}

export interface Report extends NamedPerson {
  /** Active Directory keeps their manager: Graph can't change it. */
  readonly syncedFromAd: boolean;
}

/** A licence on the person: the SKU and how many of it the tenant has and uses. */
export interface Licence {
  readonly skuId: string;
  /** Microsoft's string id, e.g. SPE_E3. */
  readonly skuPartNumber: string;
  readonly consumed: number;
  readonly enabled: number;
}

/** A licence of the leaver, and where it comes from; one can come from both. */
export interface LeaverLicence extends Licence {
  /** Assigned to the person. */
  readonly direct: boolean;
  /** Ids of the groups that bring it. */
  readonly groupIds: readonly string[];
}

/** The parts of the facts that may be kept from the app, or that a tenant's plan lacks, in the order in which they are told. */
export const unreadFacts = [
  'roles',
  'eligible-roles',
  'owners',
  'devices',
  'licences',
  'mailbox',
  'drive',
  'meetings',
] as const;

export type UnreadFact = (typeof unreadFacts)[number];

/** Everything that guardrails, plan and cards need to know of a leaver, read in one go. */
export interface LeaverFacts {
  readonly person: Person;
  /** null: they have none. */
  readonly manager: Colleague | null;
  readonly directReports: readonly Report[];
  /** Active ones. */
  readonly directoryRoles: readonly string[];
  /** Those that the person may activate (Privileged Identity Management). */
  readonly eligibleRoles: readonly string[];
  /** Nested ones included. */
  readonly groups: readonly GroupFacts[];
  readonly ownedGroups: readonly OwnedGroup[];
  /** Registered to the person and owned by them. */
  readonly devices: readonly Device[];
  readonly licences: readonly LeaverLicence[];
  /** A room, a call queue and the like: no person. */
  readonly isResource: boolean;
  readonly managementRestricted: boolean;
  readonly signInSessionsValidFrom: string | null;
  /** mailboxSettings.userPurpose; null where there is no mailbox or it could not be read. */
  readonly mailboxPurpose: string | null;
  readonly hasMailbox: boolean;
  /** null: OneDrive was never opened, or could not be read. */
  readonly drive: Drive | null;
  /** Meetings ahead that the person organizes for others; null: no mailbox, or they could not be read. */
  readonly meetings: number | null;
  /** What is missing above because it may not be read. */
  readonly unread: readonly UnreadFact[];
  /** The mailbox's IANA time zone; null where there is no mailbox, or it could not be read or understood. */
  readonly timeZone: string | null;
}

/** What binds a person to the tenant and is lost or may be lost with a delete; direct ties only. */
export interface Ties {
  readonly manager: NamedPerson | null;
  readonly reports: readonly NamedPerson[];
  readonly groups: readonly NamedGroup[];
  readonly ownedGroups: readonly NamedGroup[];
  /** Assigned to the person, not through a group. */
  readonly licences: readonly DirectLicence[];
}

export interface DirectLicence extends Pick<Licence, 'skuId' | 'skuPartNumber'> {
  /** Service plans of it that are switched off for this person. */
  readonly disabledPlans: readonly string[];
}

export interface NamedGroup {
  readonly id: string;
  readonly displayName: string;
  /** Graph can’t change it: synced from AD, kept by Exchange, or (its members only) following a rule. */
  readonly fixed: boolean;
}

/** What a group is, as far as it decides whether Graph can change its members. */
export type GroupKind = 'cloud' | 'dynamic' | 'mail-enabled' | 'synced';

export interface GroupFacts {
  readonly id: string;
  readonly displayName: string;
  readonly roleAssignable: boolean;
  readonly kind: GroupKind;
  /** The person is a member themselves, not through another group. */
  readonly direct: boolean;
  /** Its members get licences by it. */
  readonly licensing: boolean;
}

export interface OwnedGroup extends GroupFacts {
  /** Nobody else whose account is enabled owns it; null: could not be read. */
  readonly lastOwner: boolean | null;
}

export interface Device {
  readonly id: string;
  readonly displayName: string;
  readonly enabled: boolean;
  /** Joined to Active Directory too, which keeps its state. */
  readonly managedInAd: boolean;
}

export interface Drive {
  readonly id: string;
  /** null: not told. */
  readonly usedBytes: number | null;
}

export interface Leaver extends NamedPerson {
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly managerId: string | null;
  readonly managerName: string | null;
}

/** The part of the facts that the steps change. */
export interface LeaverState {
  readonly accountEnabled: boolean;
  readonly signInSessionsValidFrom: string | null;
}

/** Who speaks, as the authenticated activity says; built in one place only (bot/actor). */
export interface Actor extends NamedPerson {
  readonly tenantId: string;
}
