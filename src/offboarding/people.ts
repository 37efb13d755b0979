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

/** A licence on the person: the SKU and how many of it the tenant has and uses. */
export interface Licence {
  readonly skuId: string;
  /** Microsoft's string id, e.g. SPE_E3. */
  readonly skuPartNumber: string;
  readonly consumed: number;
  readonly enabled: number;
}

/** Everything that guardrails, plan and cards need to know of a leaver, read in one go. */
export interface LeaverFacts {
  readonly person: Person;
  readonly directReports: readonly NamedPerson[];
  readonly directoryRoles: readonly string[];
  readonly groups: readonly GroupFacts[];
  readonly ownedGroups: readonly GroupFacts[];
  readonly licences: readonly Licence[];
  readonly managementRestricted: boolean;
  readonly signInSessionsValidFrom: string | null;
  /** mailboxSettings.userPurpose; null where there is no mailbox or it could not be read. */
  readonly mailboxPurpose: string | null;
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
  readonly licences: readonly Pick<Licence, 'skuId' | 'skuPartNumber'>[];
}

export interface NamedGroup {
  readonly id: string;
  readonly displayName: string;
  /** Graph can’t change it: synced from AD, kept by Exchange, or (its members only) following a rule. */
  readonly fixed: boolean;
}

export interface GroupFacts {
  readonly id: string;
  readonly displayName: string;
  readonly roleAssignable: boolean;
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
