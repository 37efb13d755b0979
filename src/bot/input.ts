import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { isInvoke } from './turn.ts';

/** What a person did in a turn: wrote something, or pressed a card's button (Execute and Submit alike). */
export type Input = { readonly kind: 'text'; readonly text: string } | ActionInput | { readonly kind: 'malformed' };

export interface ActionInput {
  readonly kind: 'action';
  readonly verb: string;
  readonly key: ActionKey | undefined;
  /** What was typed or chosen on the card. */
  readonly inputs: Inputs;
  /** There was something in it that no input gives: a client's inputs are texts. */
  readonly hasOddities: boolean;
}

export interface ActionKey {
  readonly requestId: string;
  readonly version: number;
}

/** A button of a request's card, its data checked. */
export interface Click extends ActionKey {
  readonly comment: string;
  /** The undo of a delete: the restored user may sign in again. */
  readonly unblock: boolean;
  /** The answer to a review: for how many days more; 0: for good. */
  readonly reviewDays: number;
  /** Ids of what people did themselves. */
  readonly leftovers: readonly string[];
}

export type Inputs = Readonly<Record<string, string>>;

const verbSchema = z.string().min(1).max(40);
const keySchema = z.object({ requestId: z.uuid(), version: z.number().int().nonnegative() });
/** zod leaves this key out of what it reads, unseen. */
const nothingHidden = z.unknown().refine((value) => !Object.hasOwn(Object(value) as object, '__proto__'));
const inputsSchema = nothingHidden.pipe(z.record(z.string(), z.unknown()));
const executeSchema = z.object({ action: z.object({ verb: verbSchema, data: inputsSchema.optional() }) });
const submitSchema = nothingHidden.pipe(z.looseObject({ verb: verbSchema }));

/** Reads a turn's activity; a card's data is taken as claims to be checked, never as facts. */
export function inputOf(activity: Activity): Input {
  if (isInvoke(activity)) {
    const read = executeSchema.safeParse(activity.value);
    return read.success ? action(read.data.action.verb, read.data.action.data ?? {}) : { kind: 'malformed' };
  }
  if (activity.value !== undefined && activity.value !== null) {
    const read = submitSchema.safeParse(activity.value);
    return read.success ? action(read.data.verb, read.data) : { kind: 'malformed' };
  }
  return { kind: 'text', text: plainText(activity.text ?? '') };
}

/** What a card's data holds besides its inputs; `msteams` is what Teams itself adds. */
const notInputs: readonly string[] = ['requestId', 'version', 'verb', 'msteams'];

function action(verb: string, data: Record<string, unknown>): ActionInput {
  const key = keySchema.safeParse(data);
  const given = Object.entries(data).filter(([name]) => !notInputs.includes(name));
  const inputs = given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  return {
    kind: 'action',
    verb,
    key: key.success ? key.data : undefined,
    inputs: Object.fromEntries(inputs),
    hasOddities: inputs.length < given.length,
  };
}

/** Without the mention of the bot that Teams puts before a text in channels and group chats. */
function plainText(text: string): string {
  return text
    .replace(/<at>[^<]*<\/at>/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
