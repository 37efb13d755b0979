import { DateTime } from 'luxon';

const numericDate = /(?<![\d./-])\d{1,2}([-/.])\d{1,2}(?:\1(?:\d{4}|\d{2}))?(?![\d/-])/gu;

const clockTime = /(?<![\d:.+-])(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:\s?([ap])\.?m\b\.?)?(?![\p{L}\d:+])/giu;

/** Writes "31-12-2026" and "31/12/2026" as ISO dates, day before month, where the recognizer reads month before day. */
export function withIsoDates(text: string): string {
  return text.replace(numericDate, isoDate).replace(/(?<=\d)t(?=\d)/gu, ' ');
}

function isoDate(written: string): string {
  const [day = '', month = '', year] = written.split(/[-/.]/u);
  if (year !== undefined) return `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  // Without a year "17.30" is a time.
  return written.includes('.') ? written : (dayAndMonth(Number(day), Number(month)) ?? written);
}

function dayAndMonth(day: number, month: number): string | undefined {
  // A leap year, so that 29 February is a date.
  const date = DateTime.utc(2028, month, day);
  return date.isValid ? date.setLocale('en').toFormat('d LLLL') : undefined;
}

/** The one clock time of a text as HH:mm, if any, and the text without it; undefined when there are two or a false one. */
export function clockIn(text: string): { readonly time: string | undefined; readonly rest: string } | undefined {
  const clocks = [...text.matchAll(clockTime)];
  const rest = text.replace(clockTime, '').replace(/\s+/gu, ' ').trim();
  if (clocks.length > 1 || /\d:\d/u.test(rest)) return undefined;
  const [clock] = clocks;
  if (clock === undefined) return { time: undefined, rest };
  const time = timeOf(Number(clock[1]), clock[2] ?? '', clock[3]);
  return time === undefined ? undefined : { time, rest };
}

/** Without am or pm a clock time is read as it stands: 9:00 is in the morning. */
function timeOf(hour: number, minutes: string, half: string | undefined): string | undefined {
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined;
  const inDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (inDay > 23 || Number(minutes) > 59) return undefined;
  return `${String(inDay).padStart(2, '0')}:${minutes}`;
}
