import { Culture, DateTimeOptions, recognizeDateTime } from '@microsoft/recognizers-text-suite';
import type { DateTime } from 'luxon';
import { dateWordsInEnglish } from '../../i18n/dateWords.ts';
import type { Language } from '../../i18n/text.ts';
import { clockIn, withIsoDates } from './clockText.ts';

/** What a text says of a moment, before it is known which moment that is. */
export interface SpokenTime {
  /** The day as a TIMEX: "2026-12-31", or "XXXX-WXX-5" for a Friday and "XXXX-12-31" for a day of any year. */
  readonly date?: string;
  /** HH:mm */
  readonly time?: string;
  readonly minutesFromNow?: number;
}

// The recognizer's patterns backtrack: 4,000 characters kept it busy for two minutes, 120 take some milliseconds.
const longest = 120;

const timexOfDay = /^(?<date>(?:\d{4}|XXXX)-[\dWX-]+)?(?:T(?<time>\d\d(?::\d\d){0,2}|MO|AF|EV|NI))?$/u;

// Midday exists everywhere, whatever the summer time of the machine this runs on.
const referenceHour = 12;

/** Reads the one day, the one time or the one delay in a text; undefined when there is none, more than one, or doubt. */
export function spokenTime(text: string, language: Language, today: DateTime): SpokenTime | undefined {
  const said = text.normalize('NFC').trim().replace(/[‘’]/gu, "'").toLowerCase();
  if (said.length > longest) return undefined;
  const clock = clockIn(dateWordsInEnglish(withIsoDates(said), language));
  if (clock === undefined) return undefined;
  const found = recognized(clock.rest, today);
  return found && combined(found, clock.time, today);
}

interface Found {
  readonly timexes: readonly string[];
  /** What the recognizer could do nothing with. */
  readonly leftOver: string;
}

function recognized(text: string, { year, month, day }: DateTime): Found | undefined {
  const reference = new Date(year, month - 1, day, referenceHour);
  const results = recognizeDateTime(text, Culture.English, DateTimeOptions.None, reference);
  const timexes = results.map(timexesOf);
  if (timexes.some((list) => list.length === 0)) return undefined;
  const leftOver = results.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end + 1), text);
  return { timexes: timexes.flat(), leftOver };
}

type Result = ReturnType<typeof recognizeDateTime>[number];

/** None for what is no moment: a period, a duration, a repetition, or a date that doesn't exist. */
function timexesOf({ typeName, resolution }: Result): string[] {
  // Its types promise a resolution, but for some texts ("0:00") there is none.
  const values: unknown = (resolution as Result['resolution'] | undefined)?.['values'];
  const timexes = Array.isArray(values) ? values.map(({ timex }: { timex: string }) => timex) : [];
  const vague = typeName === 'datetimeV2.datetimerange' && timexes.every((timex) => /T(?:MO|AF|EV|NI)$/u.test(timex));
  return vague || /\.(?:date|time|datetime)$/u.test(typeName) ? timexes : [];
}

function combined({ timexes, leftOver }: Found, clock: string | undefined, today: DateTime): SpokenTime | undefined {
  const parts = timexes.map((timex) => timexOfDay.exec(timex)?.groups);
  const dates = new Set(parts.flatMap((part) => part?.['date'] ?? []));
  const times = new Set([
    ...parts.flatMap((part) => exactTime(part?.['time'])),
    ...(clock === undefined ? [] : [clock]),
  ]);
  // A number that nobody understood may be the day or the hour.
  if (parts.includes(undefined) || dates.size > 1 || /\d/u.test(leftOver)) return undefined;
  const [date] = dates;
  const time = likeliest([...times].sort());
  if (time === undefined) return date === undefined || times.size > 0 ? undefined : { date };
  // In "frday at 17:00" the time alone was understood, and today would be the wrong day.
  if (date === undefined) return hasWords(leftOver) ? undefined : { time };
  return isDelay(time) ? { minutesFromNow: minutesFrom(today, `${date}T${time}`) } : { date, time };
}

/** Only a delay ("in two hours") has seconds in its TIMEX. */
function isDelay(time: string): boolean {
  return time.length === 'HH:mm:ss'.length;
}

function exactTime(time = ''): string[] {
  if (!/^\d/u.test(time)) return [];
  return [time.length === 'HH'.length ? `${time}:00` : time];
}

function minutesFrom(today: DateTime, timex: string): number {
  const reference = Date.UTC(today.year, today.month - 1, today.day, referenceHour);
  return Math.round((Date.parse(`${timex}Z`) - reference) / 60_000);
}

/** "At 5" is morning and afternoon to the recognizer; to who works from seven to seven it is the afternoon. */
function likeliest([first, second, ...more]: readonly string[]): string | undefined {
  if (first === undefined || second === undefined) return first;
  const halfADay = Number(second.slice(0, 2)) - Number(first.slice(0, 2)) === 12 && first.slice(2) === second.slice(2);
  if (more.length > 0 || !halfADay) return undefined;
  return first < '07:00' ? second : first;
}

function hasWords(leftOver: string): boolean {
  return /\p{L}/u.test(leftOver.replace(/\b(?:at|on|by|the|of)\b/gu, ''));
}
