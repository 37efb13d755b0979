import { callOff, withdraw } from '../approvals/cancel.ts';
import { decide, type ClickResult } from '../approvals/decide.ts';
import type { Deps } from '../approvals/inspect.ts';
import { viewFor } from '../approvals/view.ts';
import { outcomeText } from '../cards/decisionTexts.ts';
import { findingText } from '../cards/parts.ts';
import type { OffboardingRequest } from '../offboarding/request.ts';
import { goneText } from './gone.ts';
import type { ActionKey, Click } from './input.ts';
import { showAsApprover, showAsRequester } from './showRequest.ts';
import { say, type Turn } from './turn.ts';

/** Approve and Reject. */
export async function decideBy(
  deps: Deps,
  turn: Turn,
  click: Click & { verdict: 'approved' | 'rejected' },
): Promise<void> {
  const result = await decide(deps, { ...click, actor: turn.actor });
  const notice = await decisionText(deps, turn, result);
  if ('request' in result && result.kind !== 'not-allowed') {
    await showAsApprover(deps, turn, { request: result.request, notice });
  }
  if (notice !== undefined) await say(turn, notice);
}

/** What is said beside the changed card; a decision that was taken speaks from the card itself. */
async function decisionText(deps: Deps, turn: Turn, result: ClickResult): Promise<string | undefined> {
  const { texts, zone } = turn;
  const { t } = texts;
  switch (result.kind) {
    case 'decided':
    case 'approved-in-part':
    case 'same-again':
      return undefined;
    case 'too-late':
      return t('decision.too-late', { what: outcomeText(texts, result.request, zone) });
    case 'no-such-request':
      return t('say.card-gone');
    case 'not-allowed':
      return t(`decision.${result.why}`);
    case 'blocked':
      return t('decision.blocked', { why: findingText(texts, result.finding) });
    case 'comment-needed':
    case 'out-of-date':
    case 'changed':
      return t(`decision.${result.kind}`);
    case 'leaver-gone':
      return t('decision.leaver-gone', { why: await goneText(deps, turn, result.request.leaver.id) });
  }
}

/** Withdraw, for who asked, and Cancel the run, for approvers. */
export async function cancelBy(
  deps: Deps,
  turn: Turn,
  click: Click & { right: 'withdraw' | 'call-off' },
): Promise<void> {
  const cancel = click.right === 'withdraw' ? withdraw : callOff;
  const result = await cancel(deps, { ...click, actor: turn.actor });
  const { t } = turn.texts;
  if (result.kind === 'no-such-request') return say(turn, t('say.card-gone'));
  if (result.kind === 'not-allowed') return say(turn, t(`decision.${result.why}`));
  const { request } = result;
  const notice = cancellationText(turn, result.kind, request);
  const isRequester = request.requester.id === turn.actor.id;
  await (isRequester ? showAsRequester : showAsApprover)(deps, turn, { request, notice });
  if (notice !== undefined) await say(turn, notice);
}

function cancellationText(
  { texts, zone, actor }: Turn,
  kind: 'cancelled' | 'same-again' | 'too-late' | 'out-of-date',
  request: OffboardingRequest,
): string | undefined {
  if (kind === 'out-of-date') return texts.t('decision.out-of-date');
  if (kind !== 'too-late') return undefined;
  const right = request.requester.id === actor.id ? 'withdraw' : 'call-off';
  return texts.t(`decision.${right}-too-late`, { what: outcomeText(texts, request, zone) });
}

/** The refresh of a card in the approvers' channel: each approver gets the view with buttons, whatever version was on the card. */
export async function view(deps: Deps, turn: Turn, { requestId }: ActionKey): Promise<void> {
  const request = await viewFor(deps, { requestId, actorId: turn.actor.id });
  if (request === undefined) return say(turn, turn.texts.t('decision.no-view'));
  await showAsApprover(deps, turn, { request });
}
