import { DateTime } from 'luxon';
import { FarewellError } from '../../errors.ts';
import type { Language } from '../../i18n/text.ts';
import { spokenTime } from './spokenTime.ts';

/** The moment that a person named, or why it is none. */
export type Moment =
  | { readonly kind: 'at'; readonly at: Date }
  | { readonly kind: 'past'; readonly at: Date }
  /** More than a year away. */
  | { readonly kind: 'far'; readonly at: Date }
  /** A day (yyyy-MM-dd) without a time. */
  | { readonly kind: 'time-missing'; readonly date: string }
  /** In the hour that is skipped when the clocks go forward. */
  | { readonly kind: 'not-existing' }
  | { readonly kind: 'none' };

export interface AboutMoment {
  readonly language: Language;
  /** IANA name, "Europe/Amsterdam". */
  readonly zone: string;
  readonly now: Date;
}

// "20 November", said some days later, is the one that has passed: a year's delay would leave the access open.
const daysLookedBack = 60;

/** The moment that a text names in words, in the person's own zone. */
export function understandMoment(text: string, about: AboutMoment): Moment {
  const now = nowIn(about);
  const spoken = spokenTime(text, about.language, now);
  if (spoken === undefined) return { kind: 'none' };
  const { date, time, minutesFromNow } = spoken;
  if (minutesFromNow !== undefined) return judged(now.plus({ minutes: minutesFromNow }).startOf('minute'), now);
  const day = date === undefined ? now.startOf('day') : dayOf(date, time, now);
  return day === undefined ? { kind: 'none' } : momentOn(day, time, now);
}

/** The moment in a card's date and time fields (yyyy-MM-dd and HH:mm), in the person's own zone. */
export function momentFromFields(date: string | undefined, time: string | undefined, about: AboutMoment): Moment {
  const now = nowIn(about);
  const day = DateTime.fromFormat(date ?? '', 'yyyy-MM-dd', { zone: now.zone });
  if (!day.isValid) return { kind: 'none' };
  if (time !== undefined && time !== '' && !/^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(time)) return { kind: 'none' };
  return momentOn(day, time === '' ? undefined : time, now);
}

function nowIn({ now, zone }: AboutMoment): DateTime<true> {
  const local = DateTime.fromJSDate(now, { zone });
  if (!local.isValid) throw new FarewellError('internal', `no time in the zone "${zone}": ${local.invalidExplanation}`);
  return local;
}

/** The day of a TIMEX; of a weekday or a day of the month the next one whose time is still to come. */
function dayOf(timex: string, time: string | undefined, now: DateTime<true>): DateTime<true> | undefined {
  if (!timex.startsWith('XXXX')) {
    const day = DateTime.fromISO(timex, { zone: now.zone });
    return day.isValid ? day : undefined;
  }
  const ofTheYear = /^XXXX-\d/u.test(timex);
  const today = now.startOf('day');
  const first = today.minus({ days: ofTheYear ? daysLookedBack : 0 });
  const toCome = (day: DateTime) => day > today || time === undefined || time >= now.toFormat('HH:mm');
  for (let ahead = 0; ahead <= 366; ahead += 1) {
    const day = first.plus({ days: ahead });
    if (timexesOf(day).includes(timex) && (ofTheYear || toCome(day))) return day;
  }
  return undefined;
}

function timexesOf(day: DateTime<true>): string[] {
  return [`XXXX-WXX-${day.weekday}`, day.toFormat("'XXXX-XX-'dd"), day.toFormat("'XXXX-'MM-dd")];
}

function momentOn(day: DateTime<true>, time: string | undefined, now: DateTime<true>): Moment {
  if (time === undefined) {
    const whole = judged(day.hasSame(now, 'day') ? now : day, now);
    return whole.kind === 'at' ? { kind: 'time-missing', date: day.toISODate() } : whole;
  }
  const [hour, minute] = time.split(':').map(Number);
  const local = day.set({ ...(hour !== undefined && { hour }), ...(minute !== undefined && { minute }) });
  // Luxon moves a time that the clocks skip to one that exists.
  if (local.toFormat('HH:mm') !== time) return { kind: 'not-existing' };
  const [earliest = local] = local.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  return judged(earliest, now);
}

function judged(moment: DateTime, now: DateTime): Moment {
  const at = moment.toJSDate();
  if (moment < now.startOf('minute')) return { kind: 'past', at };
  return { kind: moment > now.plus({ years: 1 }) ? 'far' : 'at', at };
}
