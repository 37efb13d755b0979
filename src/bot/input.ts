import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { isInvoke } from './turn.ts';

/** What a person did in a turn: wrote something, or pressed a card's button (Execute and Submit alike). */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly verb: string; readonly key: ActionKey | undefined; readonly inputs: Inputs }
  | { readonly kind: 'malformed' };

export interface ActionKey {
  readonly requestId: string;
  readonly version: number;
}

export type Inputs = Readonly<Record<string, string>>;

const verbSchema = z.string().min(1).max(40);
const keySchema = z.object({ requestId: z.uuid(), version: z.number().int().nonnegative() });
const inputsSchema = z.record(z.string().max(40), z.unknown());
const executeSchema = z.object({ action: z.object({ verb: verbSchema, data: inputsSchema.optional() }) });
const submitSchema = z.looseObject({ verb: verbSchema });

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

function action(verb: string, data: Record<string, unknown>): Input {
  const key = keySchema.safeParse(data);
  const inputs = Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return { kind: 'action', verb, key: key.success ? key.data : undefined, inputs: Object.fromEntries(inputs) };
}

/** Without the mention of the bot that Teams puts before a text in channels and group chats. */
function plainText(text: string): string {
  return text
    .replace(/<at>[^<]*<\/at>/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
