import type { Deps } from '../approvals/inspect.ts';
import { auditRefusal } from '../approvals/refusal.ts';
import { isVerb } from '../cards/parts.ts';
import type { Input } from './input.ts';
import { say, type Turn } from './turn.ts';

export type Forgery = 'malformed-card' | 'unknown-verb';

/** Why a click comes to nothing before anybody asks whose right it is. */
export type ClickRule = Forgery | 'comment-too-long' | 'card-closed' | 'personal-only' | 'not-offered';

/** Why no card of ours can have sent this, as far as its form tells; undefined: one can have. */
export function forgeryOf(input: Input): Forgery | undefined {
  if (input.kind === 'malformed') return 'malformed-card';
  return input.kind === 'action' && !isVerb(input.verb) ? 'unknown-verb' : undefined;
}

/** Refuses what no card of ours can have sent: a sentence for the person, a row for the audit, no effect. */
export async function refuseForgery(deps: Deps, turn: Turn, rule: Forgery): Promise<void> {
  await auditClick(deps, turn, rule);
  await say(turn, turn.texts.t('say.card-invalid'));
}

/** The row of a click that comes to nothing: with the verb where it is one of ours, and the request that it claims to be about. */
export async function auditClick(deps: Deps, { input, actor }: Turn, rule: ClickRule): Promise<void> {
  const { verb, key } = input.kind === 'action' ? input : { verb: '', key: undefined };
  await auditRefusal(deps, {
    requestId: key?.requestId ?? null,
    actorId: actor.id,
    attempt: isVerb(verb) ? verb : 'click',
    rule,
  });
}
