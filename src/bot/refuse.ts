import type { Deps } from '../approvals/inspect.ts';
import { say, type Turn } from './turn.ts';

export type Forgery = 'malformed-card' | 'unknown-verb';

/** Refuses what no card of ours can have sent: a sentence for the person, a row for the audit, no effect. */
export async function refuseForgery({ store }: Deps, turn: Turn, rule: Forgery): Promise<void> {
  await store.audit.append({
    at: turn.now,
    actorId: turn.actor.id,
    action: 'attempt-refused',
    requestId: null,
    details: { attempt: 'click', rule },
  });
  await say(turn, turn.texts.t('say.card-invalid'));
}
