/** What a leaver leaves behind in mail, calendar, files and groups, as steps read and change it. */

/** A mailbox's automatic reply, whole: what was read can be put back as it was. Graph reference: automaticRepliesSetting. */
export interface AutoReply {
  readonly status: 'disabled' | 'alwaysEnabled' | 'scheduled';
  readonly externalAudience: 'none' | 'contactsOnly' | 'all';
  /** HTML. */
  readonly internalReplyMessage: string;
  /** HTML. */
  readonly externalReplyMessage: string;
  /** Of a scheduled one. */
  readonly scheduledStart: ZonedTime | null;
  readonly scheduledEnd: ZonedTime | null;
}

/** A wall-clock time and its zone, as Outlook keeps them. */
export interface ZonedTime {
  readonly dateTime: string;
  readonly timeZone: string;
}

export interface ForwardingRule {
  /** By which the rule is found again. */
  readonly ruleName: string;
  readonly to: { readonly name: string; readonly address: string };
}

export interface Meeting {
  /** Of a series, that of the whole. */
  readonly id: string;
  readonly subject: string;
}

/** Somebody's OneDrive. */
export interface Library {
  readonly driveId: string;
  readonly rootId: string;
}

export interface Owner {
  readonly id: string;
  readonly accountEnabled: boolean;
}
