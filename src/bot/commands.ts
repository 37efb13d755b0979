import { languages, textsOf, type Language, type Patterns } from '../i18n/text.ts';
import { understand } from '../i18n/understand.ts';

export type CommandName = keyof Patterns['commands'];

export interface Command {
  readonly name: CommandName;
  /** What was named in it: who, when, number, language. */
  readonly named: Readonly<Record<string, string | undefined>>;
  /** The language in which it was written. */
  readonly language: Language;
}

/** In this order: what stops or explains comes before what could be a name. */
const names: readonly CommandName[] = [
  'cancel',
  'back',
  'help',
  'status',
  'pending',
  'undo',
  'history',
  'approvals-here',
  'approvals-in-chats',
  'language',
  'offboard',
  'leaves',
];

/** The command in a text, read in the person's own language first. */
export function commandOf(text: string, own: Language): Command | undefined {
  const order = [own, ...languages.filter((language) => language !== own)];
  for (const language of order) {
    for (const name of names) {
      const named = understand(textsOf(language).patterns.commands[name], text);
      if (named !== undefined) return { name, named, language };
    }
  }
  return undefined;
}
