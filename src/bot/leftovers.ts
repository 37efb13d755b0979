import type { Deps } from '../approvals/inspect.ts';
import { tick, type TickResult } from '../approvals/tick.ts';
import { stateText } from '../cards/decisionTexts.ts';
import type { Click } from './input.ts';
import { showAsApprover } from './showRequest.ts';
import { say, type Turn } from './turn.ts';

/** "Save what is done": the ticks on what people have to do themselves. */
export async function tickBy(deps: Deps, turn: Turn, { requestId, version, leftovers }: Click): Promise<void> {
  const result = await tick(deps, { requestId, version, actor: turn.actor, done: leftovers });
  const notice = refusalText(turn, result);
  if ('request' in result) await showAsApprover(deps, turn, { request: result.request, notice });
  if (notice !== undefined) await say(turn, notice);
}

/** What is said beside the changed card; ticks that were taken speak from the card itself. */
function refusalText({ texts }: Turn, result: TickResult): string | undefined {
  const { t } = texts;
  switch (result.kind) {
    case 'ticked':
    case 'same-again':
      return undefined;
    case 'no-such-request':
      return t('say.card-gone');
    case 'malformed':
      return t('say.card-invalid');
    case 'not-allowed':
      return t(result.why === 'not-an-approver' ? 'leftover.not-an-approver' : `decision.${result.why}`);
    case 'too-late':
      return t('leftover.not-ended', { what: stateText(texts, result.request) });
    case 'already-undone':
      return t('undo.already-undone', { number: result.request.number });
    case 'out-of-date':
      return t('decision.out-of-date');
    case 'nothing-left':
      return t('leftover.nothing-left');
  }
}
