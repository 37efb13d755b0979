import type { Deps } from './inspect.ts';

export interface RefusedAttempt {
  /** As the card claimed it: no request of that id may exist. null: it was about none. */
  readonly requestId: string | null;
  /** null: they came without an identity. */
  readonly actorId: string | null;
  /** What they tried: a verb or a command. */
  readonly attempt: string;
  /** A code. */
  readonly rule: string;
}

/** Stores who was refused what, by which rule. */
export async function auditRefusal(
  { store, ambient }: Deps,
  { requestId, actorId, attempt, rule }: RefusedAttempt,
): Promise<void> {
  await store.audit.append({
    at: ambient.now(),
    actorId,
    action: 'attempt-refused',
    requestId,
    details: { attempt, rule },
  });
}
