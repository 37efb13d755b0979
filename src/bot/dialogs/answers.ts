import { understand } from '../../i18n/understand.ts';
import { languages, textsOf, type Patterns } from '../../i18n/text.ts';
import type { Input } from '../input.ts';

export type AnswerWord = keyof Patterns['answers'];

/** Tells whether the person gave this answer, by the button of that name or in words of either language. */
export function gave(input: Input, answer: AnswerWord): boolean {
  if (input.kind === 'action') return input.verb === answer;
  return (
    input.kind === 'text' &&
    languages.some((language) => understand(textsOf(language).patterns.answers[answer], input.text) !== undefined)
  );
}

export type Control = 'cancel' | 'back';

/** "cancel" and "back" work at any moment, pressed or written. */
export function controlOf(input: Input): Control | undefined {
  const controls: readonly Control[] = ['cancel', 'back'];
  return controls.find((control) => commanded(input, control));
}

export function isHelp(input: Input): boolean {
  return commanded(input, 'help');
}

function commanded(input: Input, command: Control | 'help'): boolean {
  if (input.kind === 'action') return input.verb === command;
  return (
    input.kind === 'text' &&
    languages.some((language) => understand(textsOf(language).patterns.commands[command], input.text) !== undefined)
  );
}

/** Whether two texts differ in blanks and line ends at most: what a client sends back of a field is not always what it was given. */
export function sameWords(one: string, other: string): boolean {
  return words(one) === words(other);
}

function words(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}
