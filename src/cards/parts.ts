import en from '../i18n/en.json' with { type: 'json' };
import type { Texts } from '../i18n/text.ts';
import type { Finding } from '../offboarding/model.ts';
import type { Licence, NamedPerson } from '../offboarding/people.ts';
import skuNames from '../i18n/skuNames.json' with { type: 'json' };

/** All that a card carries back: which request, and which version of it was shown. */
export interface CardKey {
  readonly requestId: string;
  readonly version: number;
}

export type Tone = 'Default' | 'Good' | 'Warning' | 'Attention' | 'Accent';

export interface Line {
  readonly id: string;
  readonly text: string;
  readonly color: Tone;
  readonly weight: 'Default' | 'Bolder';
  readonly subtle: boolean;
}

/** One sentence on a card. */
export function line(id: string, text: string, look: Partial<Pick<Line, 'color' | 'weight' | 'subtle'>> = {}): Line {
  return { id, text, color: 'Default', weight: 'Default', subtle: false, ...look };
}

export interface Note {
  readonly id: string;
  readonly style: 'default' | 'emphasis' | 'good' | 'warning' | 'attention' | 'accent';
  readonly lines: readonly { readonly text: string; readonly weight: 'Default' | 'Bolder' }[];
}

/** A coloured box of sentences. */
export function note(id: string, style: Note['style'], texts: readonly string[]): Note {
  return { id, style, lines: texts.filter((text) => text !== '').map((text) => ({ text, weight: 'Default' })) };
}

/** A coloured box whose first sentence is its title. */
export function titledNote(id: string, style: Note['style'], texts: readonly string[]): Note {
  const { lines, ...box } = note(id, style, texts);
  return { ...box, lines: lines.map((each, index) => (index === 0 ? { ...each, weight: 'Bolder' } : each)) };
}

/** A choice in a list that folds out; a card has one at most. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  /** What is chosen at first. */
  readonly value: string;
  readonly choices: readonly { readonly title: string; readonly value: string }[];
}

export interface Button {
  readonly verb: string;
  readonly title: string;
  readonly style: 'default' | 'positive' | 'destructive';
}

/** Every button's title stands under its verb, so the titles are the list of verbs. */
export function isVerb(verb: string): boolean {
  return Object.hasOwn(en.buttons, verb);
}

/** A button whose title is the text of its verb. */
export function button({ t }: Texts, verb: string, style: Button['style'] = 'default'): Button {
  return { verb, title: t(`buttons.${verb}`), style };
}

/** What tells a person from another of the same name. */
export interface PersonOnCard {
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly managerName?: string | null;
  readonly accountEnabled?: boolean;
  readonly userType?: 'Member' | 'Guest';
}

/** Title, department, manager and mail in one line: what tells two people of one name apart. */
export function personDetails(texts: Texts, person: PersonOnCard): string {
  return joined([standing(texts, person), mailOf(person)]);
}

function standing({ t }: Texts, person: PersonOnCard): string {
  const manager = person.managerName === undefined ? null : managerText(t, person.managerName);
  const guest = person.userType === 'Guest' ? t('person.guest') : null;
  const blocked = person.accountEnabled === false ? t('person.blocked') : null;
  return joined([person.jobTitle, person.department, manager, guest, blocked]);
}

function mailOf({ mail, userPrincipalName }: PersonOnCard): string {
  return mail ?? userPrincipalName;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

function managerText(t: Texts['t'], manager: string | null): string {
  return manager === null ? t('person.no-manager') : t('person.manager', { manager });
}

/** The same on a card of their own: the mail, which may be long, on its own line. */
export function personBlock(texts: Texts, person: PersonOnCard): { name: string; details: string; mail: string } {
  return { name: person.displayName, details: standing(texts, person), mail: mailOf(person) };
}

/** A licence as people know it, not by its part number. */
export function licenceName(licence: Pick<Licence, 'skuPartNumber'>): string {
  const names: Readonly<Record<string, string>> = skuNames;
  const { skuPartNumber } = licence;
  // Some part numbers have non-breaking spaces in them.
  const known = skuPartNumber.replace(/\s+/gu, ' ').trim();
  return Object.hasOwn(names, known) ? (names[known] ?? skuPartNumber) : skuPartNumber;
}

/** A licence, and whether only a group brings it. */
export interface LicenceOnCard extends Licence {
  readonly byGroup?: boolean;
}

/** "Microsoft 365 E3 (14 of 25 in use) and Power BI Pro (through a group; 3 of 5 in use)". */
export function licenceCounts({ t, list }: Texts, licences: readonly LicenceOnCard[]): string {
  return list(
    licences.map((licence) => {
      const { consumed, enabled, byGroup = false } = licence;
      const key = byGroup ? 'path.licence-counted-by-group' : 'path.licence';
      return t(key, { name: licenceName(licence), consumed, enabled });
    }),
  );
}

export function licenceNames({ t, list }: Texts, licences: readonly LicenceOnCard[]): string {
  return list(
    licences.map((licence) => {
      const name = licenceName(licence);
      return licence.byGroup === true ? t('path.licence-by-group', { name }) : name;
    }),
  );
}

/** Bytes of UTF-8 that a name may take in a sentence with others beside it; whole names stand where one is told by them. */
const longestName = 80;

/** The name, or as much of it as a sentence has room for, ending in an ellipsis. */
export function shortName(name: string): string {
  return beginningOf(name, longestName);
}

/** The text, or as much of it as fits in so many bytes of UTF-8, ending in an ellipsis. */
export function beginningOf(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  const room = mostBytes - Buffer.byteLength(ellipsis);
  return beginning([...text], room) + ellipsis;
}

/** The letters that fit; a letter takes a byte at least. */
function beginning(letters: readonly string[], room: number): string {
  const few = letters.slice(0, room);
  while (Buffer.byteLength(few.join('')) > room) few.pop();
  return few.join('');
}

const ellipsis = '…';

/** Most names in a sentence. */
export const mostNamed = 5;

/** "Ann, Bob and Cas", or "Ann, Bob, Cas, Dee, Eva and 7 more". */
export function namesText({ t, list }: Texts, all: readonly string[]): string {
  const named = all.slice(0, mostNamed);
  const more = all.length - named.length;
  return more === 0 ? list(named) : t('request.and-more', { who: named.join(', '), count: more });
}

export function peopleText(texts: Texts, people: readonly NamedPerson[]): string {
  return namesText(
    texts,
    people.map(({ displayName }) => displayName),
  );
}

/** Why, and what to do instead, in one breath. */
export function findingText(texts: Texts, finding: Finding): string {
  const advice = texts.t(`finding.${finding.id}.advice`, findingValues(texts, finding));
  return [findingWhy(texts, finding), advice].filter((text) => text !== '').join(' ');
}

/** Why alone. */
export function findingWhy(texts: Texts, finding: Finding): string {
  return texts.t(`finding.${finding.id}.why`, findingValues(texts, finding));
}

/** A step is called by its name, not by its id. */
function findingValues({ t }: Texts, { values }: Finding): Finding['values'] {
  const { step } = values;
  return step === undefined ? values : { ...values, step: t(`step.${step}.name`) };
}

/** What somebody should know before they go on; what is merely worth knowing stands elsewhere. */
export function findingsNote(texts: Texts, findings: readonly Finding[]): Note[] {
  const warnings = findings.filter(({ severity }) => severity !== 'notes');
  if (warnings.length === 0) return [];
  const sentences = warnings.map((finding) => findingText(texts, finding));
  return [titledNote('findings', 'warning', [texts.t('plan.findings'), ...sentences])];
}
