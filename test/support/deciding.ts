import type { Cancellation, CancellationResult } from '../../src/approvals/cancel.ts';
import type { Click, ClickResult } from '../../src/approvals/decide.ts';
import type { OffboardingRequest } from '../../src/offboarding/request.ts';
import { sandboxPeople } from '../../src/sandbox/people.ts';
import { actorOf } from './proposing.ts';

type Shown = Pick<OffboardingRequest, 'id' | 'version'>;

/** The approver's Approve on a card that shows this, but for what is given. */
export function clickOf({ id, version }: Shown, over: Partial<Click> = {}): Click {
  const actor = actorOf(sandboxPeople.approver);
  return { requestId: id, version, verdict: 'approved', comment: '', actor, ...over };
}

/** The requester's Withdraw on a card that shows this, but for what is given. */
export function cancellationOf({ id, version }: Shown, over: Partial<Cancellation> = {}): Cancellation {
  return { requestId: id, version, comment: '', actor: actorOf(sandboxPeople.manager), ...over };
}

/** A result in a few words: its kind, and by what rule. */
export function told(result: ClickResult | CancellationResult): string {
  if (result.kind === 'not-allowed') return `${result.kind} ${result.why}`;
  return result.kind === 'blocked' ? `${result.kind} ${result.finding.id}` : result.kind;
}
