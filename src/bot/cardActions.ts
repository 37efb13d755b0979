import { z } from 'zod';
import { cancel } from '../approvals/cancel.ts';
import { decide, type ClickResult } from '../approvals/decide.ts';
import type { Deps } from '../approvals/inspect.ts';
import { findingText } from '../cards/parts.ts';
import { requestCard, type RequestOnCard } from '../cards/requestCard.ts';
import type { ActionKey, Input } from './input.ts';
import { decidedText } from './decidedText.ts';
import { refuseForgery } from './refuse.ts';
import { say, type Turn } from './turn.ts';

type ActionInput = Extract<Input, { kind: 'action' }>;

interface CardAction {
  readonly inputs: z.ZodType<{ comment?: string | undefined }>;
  handle(deps: Deps, turn: Turn, click: ActionKey & { comment: string }): Promise<void>;
}

const longestComment = 1000;
const decisionInputs = z.object({ comment: z.string().max(longestComment).optional() });

/** The buttons on a request's card; every other verb is refused. */
const cardActions: Readonly<Record<string, CardAction>> = {
  approve: {
    inputs: decisionInputs,
    handle: (deps, turn, click) => decideBy(deps, turn, { ...click, verdict: 'approved' }),
  },
  reject: {
    inputs: decisionInputs,
    handle: (deps, turn, click) => decideBy(deps, turn, { ...click, verdict: 'rejected' }),
  },
  withdraw: { inputs: z.object({}), handle: withdraw },
};

export function isCardAction({ verb }: ActionInput): boolean {
  return Object.hasOwn(cardActions, verb);
}

/** Runs the button's action after its data was checked by the schema; what doesn't fit changes nothing. */
export async function runCardAction(deps: Deps, turn: Turn, { verb, key, inputs }: ActionInput): Promise<void> {
  const length = inputs['comment']?.length ?? 0;
  if (length > longestComment) return say(turn, turn.texts.t('say.too-long', { length, limit: longestComment }));
  const action = cardActions[verb];
  const read = action?.inputs.safeParse(inputs);
  if (action === undefined || key === undefined || read?.success !== true) {
    return refuseForgery(deps, turn, 'malformed-card');
  }
  await action.handle(deps, turn, { ...key, comment: read.data.comment ?? '' });
}

async function decideBy(
  deps: Deps,
  turn: Turn,
  click: ActionKey & { comment: string; verdict: 'approved' | 'rejected' },
): Promise<void> {
  const result = await decide(deps, { ...click, actor: turn.actor });
  if ('request' in result && maySee(result)) await show(deps, turn, { request: result.request, audience: 'approver' });
  const text = decisionText(turn, result);
  if (text !== undefined) await say(turn, text);
}

/** Who may not decide isn't shown the request either. */
function maySee(result: ClickResult): boolean {
  return result.kind !== 'not-allowed' || result.why !== 'not-an-approver';
}

/** What is said beside the changed card; a decision that was taken speaks from the card itself. */
function decisionText({ texts, zone }: Turn, result: ClickResult): string | undefined {
  const { t } = texts;
  switch (result.kind) {
    case 'decided':
      return undefined;
    case 'too-late':
      return t('decision.too-late', { what: decidedText(texts, result.request, zone) });
    case 'no-such-request':
      return t('say.card-gone');
    case 'comment-needed':
      return t('decision.comment-needed');
    case 'not-allowed':
      return t(`decision.${result.why}`);
    case 'blocked':
      return t('decision.blocked', { why: findingText(texts, result.finding) });
    case 'leaver-gone':
      return t('decision.leaver-gone');
  }
}

async function withdraw(deps: Deps, turn: Turn, { requestId, version }: ActionKey): Promise<void> {
  const { t } = turn.texts;
  const result = await cancel(deps, { requestId, version, actor: turn.actor });
  if (result.kind === 'no-such-request') return say(turn, t('say.card-gone'));
  if (result.kind === 'not-yours') return say(turn, t('decision.not-yours'));
  await show(deps, turn, { request: result.request, audience: 'requester' });
  if (result.kind === 'too-late') {
    await say(turn, t('decision.withdraw-too-late', { what: decidedText(turn.texts, result.request, turn.zone) }));
  }
}

/** Answers an Execute with the card as it is now; the messages themselves are brought up to date by the job. */
async function show(
  { store }: Deps,
  turn: Turn,
  { request, audience }: Pick<RequestOnCard, 'request' | 'audience'>,
): Promise<void> {
  const journal = await store.journal.entries(request.id);
  turn.answer.card = requestCard(turn.texts, { request, journal, audience });
}
