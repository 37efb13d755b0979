import { z } from 'zod';
import type { Deps } from '../approvals/inspect.ts';
import { reviewChoices } from '../offboarding/model.ts';
import { cancelBy, decideBy, view } from './decisions.ts';
import type { ActionInput, ActionKey, Click } from './input.ts';
import { tickBy } from './leftovers.ts';
import { auditClick, refuseForgery } from './refuse.ts';
import { keepByReview } from './reviewing.ts';
import { say, type Turn } from './turn.ts';
import { confirmUndo, goOnBy, leaveAsIs, showUndo } from './undoing.ts';

/** What a card's inputs can say. */
interface Inputs {
  readonly comment?: string | undefined;
  readonly unblock?: 'true' | 'false' | undefined;
  readonly review?: string | undefined;
  readonly leftovers?: string | undefined;
}

interface CardAction {
  readonly inputs: z.ZodType<Inputs>;
  handle(deps: Deps, turn: Turn, click: Click): Promise<void>;
}

const longestComment = 1000;
/** Longer than all ids of leftovers in a row. */
const longestTicks = 500;
const noInputs = z.strictObject({});
const comment = z.strictObject({ comment: z.string().max(longestComment).optional() });
/** On an ended request's card a comment, the answer to a review and ticks may stand together. */
const atEnd = z.strictObject({
  comment: z.string().max(longestComment).optional(),
  review: z.enum(reviewChoices.map(String)).optional(),
  leftovers: z.string().max(longestTicks).optional(),
});
/** How long is part of the answer; no client leaves it out. */
const keeping = atEnd.required({ review: true });
const unblock = z.strictObject({ unblock: z.enum(['true', 'false']).optional() });

/** The buttons on a request's card and on the card of an undo; every other verb is refused. */
const cardActions: Readonly<Record<string, CardAction>> = {
  approve: { inputs: comment, handle: (deps, turn, click) => decideBy(deps, turn, { ...click, verdict: 'approved' }) },
  reject: { inputs: comment, handle: (deps, turn, click) => decideBy(deps, turn, { ...click, verdict: 'rejected' }) },
  withdraw: { inputs: noInputs, handle: (deps, turn, click) => cancelBy(deps, turn, { ...click, right: 'withdraw' }) },
  'call-off': { inputs: comment, handle: (deps, turn, click) => cancelBy(deps, turn, { ...click, right: 'call-off' }) },
  retry: { inputs: atEnd, handle: (deps, turn, click) => goOnBy(deps, turn, { ...click, how: 'retry' }) },
  skip: { inputs: atEnd, handle: (deps, turn, click) => goOnBy(deps, turn, { ...click, how: 'skip' }) },
  tick: { inputs: atEnd, handle: tickBy },
  undo: { inputs: atEnd, handle: showUndo },
  'review-keep': { inputs: keeping, handle: keepByReview },
  'confirm-undo': { inputs: unblock, handle: confirmUndo },
  'leave-as-is': { inputs: unblock, handle: leaveAsIs },
  view: { inputs: noInputs, handle: view },
};

export function isCardAction({ verb }: ActionInput): boolean {
  return Object.hasOwn(cardActions, verb);
}

/** Runs the button's action after its data was checked by the schema; what doesn't fit changes nothing. */
export async function runCardAction(deps: Deps, turn: Turn, input: ActionInput): Promise<void> {
  const { verb, key, inputs } = input;
  const length = inputs['comment']?.length ?? 0;
  if (length > longestComment) return refuseComment(deps, turn, length);
  const action = cardActions[verb];
  const read = action?.inputs.safeParse(inputs);
  if (action === undefined || key === undefined || read?.success !== true || input.hasOddities) {
    return refuseForgery(deps, turn, 'malformed-card');
  }
  await action.handle(deps, turn, { ...key, ...clickOf(read.data) });
}

function clickOf({
  comment: said = '',
  unblock: unblocks,
  review,
  leftovers = '',
}: Inputs): Omit<Click, keyof ActionKey> {
  return {
    comment: said,
    unblock: unblocks === 'true',
    reviewDays: Number(review ?? 0),
    // As a list of several choices comes: the chosen values with commas between them.
    leftovers: leftovers.split(',').filter((id) => id !== ''),
  };
}

/** No forgery: more can be typed on the card than is taken. */
async function refuseComment(deps: Deps, turn: Turn, length: number): Promise<void> {
  await auditClick(deps, turn, 'comment-too-long');
  await say(turn, turn.texts.t('say.too-long', { length, limit: longestComment }));
}
