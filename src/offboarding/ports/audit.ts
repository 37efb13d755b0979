export type AuditAction =
  | 'request-made'
  | 'request-refused'
  | 'approved-in-part'
  | 'approved'
  | 'rejected'
  | 'cancelled'
  | 'attempt-refused'
  | 'asked-again'
  | 'reminded'
  | 'escalated'
  | 'overdue'
  | 'expired'
  | 'channel-set'
  | 'channel-cleared'
  | 'first-part-done'
  | 'delete-announced'
  | 'review-due'
  | 'review-kept'
  | 'retried'
  | 'skipped'
  | 'leftover-done'
  | 'leftover-reopened'
  | 'undo-made'
  | 'run-started'
  | 'step-ended'
  | 'run-ended'
  | 'purged';

export interface AuditEvent {
  readonly at: Date;
  /** Entra object id of who did it; null: Farewell itself. */
  readonly actorId: string | null;
  readonly action: AuditAction;
  readonly requestId: string | null;
  /** Ids, codes and numbers only: never a name or a mail address. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Audit {
  /** Appends a row that holds the hash of the one before it. */
  append(event: AuditEvent): Promise<void>;
}
