import en from './en.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import type { Language } from './text.ts';

interface Rule {
  readonly from: RegExp;
  readonly to: string;
}

// English comes after Dutch: its own rules mend what the recognizer misses in English, translated or not.
const rules: Record<Language, readonly Rule[]> = {
  en: compiled(en.dateWords),
  nl: [...compiled(nl.dateWords), ...compiled(en.dateWords)],
};

/** The words for dates and times in lower-case text, put into the English that the recognizer reads. */
export function dateWordsInEnglish(text: string, language: Language): string {
  const translated = rules[language].reduce((said, { from, to }) => said.replace(from, to), text);
  return translated.replace(/\s+/gu, ' ').trim();
}

/** Whole words only: "om" is a preposition, and also a part of "Tom". */
function compiled(table: readonly { readonly from: string; readonly to: string }[]): Rule[] {
  return table.map(({ from, to }) => ({ from: new RegExp(`(?<![\\p{L}\\d])(?:${from})(?![\\p{L}\\d])`, 'giu'), to }));
}
