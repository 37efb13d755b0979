import { goOn, type GoOnResult } from '../approvals/goOn.ts';
import type { Deps } from '../approvals/inspect.ts';
import { lookAtUndo, undo, type UndoLook, type UndoOrder, type UndoResult } from '../approvals/undo.ts';
import { stateText } from '../cards/decisionTexts.ts';
import { answeredCard } from '../cards/messageCards.ts';
import { findingText } from '../cards/parts.ts';
import { undoCard } from '../cards/undoCard.ts';
import { view } from './decisions.ts';
import type { ActionKey, Click } from './input.ts';
import { showAsApprover } from './showRequest.ts';
import { replaceCard, say, sendCard, type Turn } from './turn.ts';

/** "Undo", on a receipt or by its number: the card that says what would come back. */
export async function showUndo(deps: Deps, turn: Turn, { requestId }: Pick<ActionKey, 'requestId'>): Promise<void> {
  const look = await lookAtUndo(deps, { requestId, actor: turn.actor });
  if (look.kind !== 'possible') return say(turn, refusalText(turn, look));
  const card = undoCard(turn.texts, look);
  // In a channel the answer to the click is seen by who clicked alone.
  if (turn.isPersonal) await sendCard(turn, card);
  else turn.answer.card = card;
}

/** "undo 12": the card that says what would come back. */
export async function undoByNumber(deps: Deps, turn: Turn, number: string | undefined): Promise<void> {
  if (number === undefined) return say(turn, turn.texts.t('say.undo-which'));
  const request = await deps.store.requests.findByNumber(Number(number));
  if (request === undefined) return say(turn, turn.texts.t('say.no-such-request', { number }));
  await showUndo(deps, turn, { requestId: request.id });
}

/** "Undo it now": the card becomes that of the undo. */
export async function confirmUndo(deps: Deps, turn: Turn, { requestId, version, unblock }: Click): Promise<void> {
  const result = await undo(deps, { requestId, version, actor: turn.actor, unblock, ...ownMessage(turn) });
  if (result.kind !== 'started') return say(turn, refusalText(turn, result));
  const { request } = result;
  if (turn.isPersonal) return showAsApprover(deps, turn, { request });
  // In a channel it stood in the place of the card that is for all; that of the undo comes to their own chat.
  const undone = (await deps.store.requests.find(requestId)) ?? request;
  const notice = turn.texts.t('undo.begun', { number: request.number });
  await showAsApprover(deps, turn, { request: undone, notice });
}

/** The message that was pressed, where it is for this person alone. */
function ownMessage({ context, isPersonal }: Turn): Pick<UndoOrder, 'card'> {
  const { conversation, replyToId = '' } = context.activity;
  const isOwn = isPersonal && replyToId !== '';
  return isOwn ? { card: { activityId: replyToId, conversationId: conversation.id } } : {};
}

/** "Leave it as it is": nothing happens, and nothing is left to press. */
export async function leaveAsIs(deps: Deps, turn: Turn, { requestId, version }: Click): Promise<void> {
  // In a channel the message holds the request's card for all others.
  if (!turn.isPersonal) return view(deps, turn, { requestId, version });
  await replaceCard(turn, turn.context.activity.replyToId ?? '', answeredCard(turn.texts.t('say.left-as-is')));
}

function refusalText(
  { texts }: Turn,
  refused: Exclude<UndoLook | UndoResult, { kind: 'possible' | 'started' }>,
): string {
  const { t } = texts;
  switch (refused.kind) {
    case 'no-such-request':
      return t('say.card-gone');
    case 'not-allowed':
      return t(refused.why === 'not-an-approver' ? 'undo.not-an-approver' : `decision.${refused.why}`);
    case 'impossible':
      return t(`undo.${refused.why}`, { number: refused.request.number });
    case 'out-of-date':
      return t('decision.out-of-date');
    case 'open-request':
      return t('undo.open-request', { number: refused.request.number });
  }
}

/** "Retry what failed" and "Skip what failed". */
export async function goOnBy(deps: Deps, turn: Turn, click: Click & { how: 'retry' | 'skip' }): Promise<void> {
  const result = await goOn(deps, { ...click, actor: turn.actor });
  const notice = goOnText(turn, result);
  if ('request' in result) await showAsApprover(deps, turn, { request: result.request, notice });
  if (notice !== undefined) await say(turn, notice);
}

function goOnText({ texts }: Turn, result: GoOnResult): string | undefined {
  const { t } = texts;
  switch (result.kind) {
    case 'going-on':
      return undefined;
    case 'no-such-request':
      return t('say.card-gone');
    case 'not-allowed':
      return t(`decision.${result.why}`);
    case 'blocked':
      return t('go-on.blocked', { why: findingText(texts, result.finding) });
    case 'too-late':
      return t('go-on.not-ended-with-problems', { what: stateText(texts, result.request) });
    case 'already-undone':
    case 'purged':
      return t(`undo.${result.kind}`, { number: result.request.number });
    case 'out-of-date':
      return t('decision.out-of-date');
    case 'comment-needed':
    case 'open-request':
      return t(`go-on.${result.kind}`);
  }
}
