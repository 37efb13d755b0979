import i18next, { type InitOptions } from 'i18next';
import en from './en.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import { FarewellError } from '../errors.ts';

export type Language = 'en' | 'nl';

export const languages: readonly Language[] = ['en', 'nl'];

/** The patterns by which typed commands and answers are understood; en.json is the type, nl.json must match it. */
export type Patterns = Pick<typeof en, 'commands' | 'answers'>;

/** What people call the languages. */
type LanguageNames = (typeof en)['languageNames'];

const resources = { en, nl } as const;

const intlLocale: Record<Language, string> = { en: 'en-GB', nl: 'nl-NL' };

/** Everything said in one language. */
export interface Texts {
  readonly language: Language;
  /** The sentence of this key with its values filled in. Throws `text-missing` for an unknown key or value. */
  readonly t: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly patterns: Patterns;
  readonly languageNames: LanguageNames;
  /** A moment with its weekday, time and zone: "Friday 27 November 2026 at 17:00 (CET, Europe/Amsterdam)". */
  readonly moment: (at: Date, zone: string) => string;
  readonly date: (at: Date, zone: string) => string;
  /** "a, b and c". */
  readonly list: (items: readonly string[]) => string;
}

const options: InitOptions = {
  resources: { en: { translation: en }, nl: { translation: nl } },
  fallbackLng: false,
  supportedLngs: [...languages],
  // Cards and messages are no HTML: escaping would show &#39; in names.
  interpolation: { escapeValue: false, skipOnVariables: true },
  missingInterpolationHandler: (text: string) => {
    throw new FarewellError('text-missing', `no value for a placeholder of "${text}"`);
  },
  returnNull: false,
  returnEmptyString: true,
  initAsync: false,
};

/** Given a callback, and without async loading, the instance is ready when it is made. */
const engine = i18next.createInstance(options, (error: unknown) => {
  if (error !== null && error !== undefined)
    throw new FarewellError('internal', 'the texts did not load', { cause: error });
});

/** The texts of one language. */
export function textsOf(language: Language): Texts {
  return texts[language];
}

function makeTexts(language: Language): Texts {
  const translate = engine.getFixedT(language);
  const locale = intlLocale[language];
  const date = (at: Date, zone: string) => format(at, locale, { dateStyle: 'full', timeZone: zone });
  const time = (at: Date, zone: string) =>
    format(at, locale, { hour: '2-digit', minute: '2-digit', timeZone: zone, timeZoneName: 'short' });
  return {
    language,
    patterns: resources[language],
    languageNames: en.languageNames,
    t: (key, values = {}) => {
      if (!engine.exists(key, { lng: language }))
        throw new FarewellError('text-missing', `no text ${key} in ${language}`);
      return translate(key, values);
    },
    date,
    moment: (at, zone) => `${date(at, zone)}, ${time(at, zone)}${zone === 'UTC' ? '' : ` (${zone})`}`,
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
}

const texts: Readonly<Record<Language, Texts>> = { en: makeTexts('en'), nl: makeTexts('nl') };

/** The language of a BCP 47 locale ("nl-BE" → nl); English where it is neither. */
export function languageOf(locale: string | undefined): Language {
  const primary = locale?.toLowerCase().split('-')[0];
  return languages.find((language) => language === primary) ?? 'en';
}

function format(at: Date, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, options).format(at);
}
