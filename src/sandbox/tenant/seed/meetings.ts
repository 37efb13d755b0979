import { calendarTime } from '../occurrences.ts';
import type { Address, MeetingCopy, Recurrence } from '../state.ts';
import { guid } from './guid.ts';
import { personOf } from './ids.ts';

interface MeetingRow {
  readonly subject: string;
  readonly organiser: string;
  readonly attendees: readonly string[];
  /** Days after the seed, or before it, of the first time. */
  readonly inDays: number;
  readonly hour: number;
  /** Every so many weeks, until so many days after the seed. */
  readonly weekly?: { readonly every: number; readonly untilDays: number };
}

const day = 86_400_000;

const meetingRows: readonly MeetingRow[] = [
  {
    subject: 'Campaign Phoenix kick-off',
    organiser: 'leaver',
    attendees: ['firstDaan', 'accented'],
    inDays: 9,
    hour: 10,
  },
  {
    subject: 'Content stand-up',
    organiser: 'leaver',
    attendees: ['manager', 'firstDaan'],
    inDays: -63,
    hour: 9,
    weekly: { every: 1, untilDays: 180 },
  },
  {
    subject: 'Content review',
    organiser: 'leaver',
    attendees: ['accented'],
    inDays: 12,
    hour: 14,
    weekly: { every: 2, untilDays: 180 },
  },
  { subject: 'Focus time', organiser: 'leaver', attendees: [], inDays: 4, hour: 13 },
  { subject: 'Look back on spring', organiser: 'leaver', attendees: ['firstDaan'], inDays: -5, hour: 15 },
  { subject: 'Marketing quarter plan', organiser: 'manager', attendees: ['leaver', 'teamLead'], inDays: 6, hour: 11 },
  { subject: 'Store openings', organiser: 'regional', attendees: ['storeLead', 'sales'], inDays: 3, hour: 10 },
  {
    subject: 'Retail week start',
    organiser: 'regional',
    attendees: ['storeLead', 'storeSynced'],
    inDays: 2,
    hour: 8,
    weekly: { every: 1, untilDays: 90 },
  },
];

/** Each participant's calendar with a copy of its own, by the participant's id. */
export function calendarsFrom(now: Date): Record<string, MeetingCopy[]> {
  const calendars: Record<string, MeetingCopy[]> = {};
  for (const row of meetingRows) {
    for (const key of [row.organiser, ...row.attendees]) (calendars[guid(key)] ??= []).push(copyFor(key, row, now));
  }
  return calendars;
}

function copyFor(key: string, row: MeetingRow, now: Date): MeetingCopy {
  const midnight = Math.floor(now.getTime() / day) * day;
  const start = midnight + row.inDays * day + row.hour * 3_600_000;
  return {
    id: `AAMk${guid(`event/${row.subject}/${key}`).replaceAll('-', '')}AAA=`,
    iCalUId: guid(`meeting/${row.subject}`).replaceAll('-', '').toUpperCase(),
    subject: row.subject,
    type: row.weekly === undefined ? 'singleInstance' : 'seriesMaster',
    isOrganizer: key === row.organiser,
    isCancelled: false,
    isAllDay: false,
    start: { dateTime: calendarTime(new Date(start)), timeZone: 'UTC' },
    end: { dateTime: calendarTime(new Date(start + 3_600_000)), timeZone: 'UTC' },
    organizer: addressOf(row.organiser),
    attendees: row.attendees.map((each) => ({
      ...addressOf(each),
      type: 'required',
      status: { response: 'accepted', time: '0001-01-01T00:00:00Z' },
    })),
    recurrence: recurrenceOf(row, start, midnight),
    seriesMasterId: null,
  };
}

function recurrenceOf({ weekly }: MeetingRow, start: number, midnight: number): Recurrence | null {
  if (weekly === undefined) return null;
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(start).toLowerCase();
  const date = (at: number) => new Date(at).toISOString().slice(0, 10);
  return {
    pattern: { type: 'weekly', interval: weekly.every, daysOfWeek: [weekday] },
    range: {
      type: 'endDate',
      startDate: date(start),
      endDate: date(midnight + weekly.untilDays * day),
      recurrenceTimeZone: 'UTC',
    },
  };
}

function addressOf(key: string): Address {
  const { displayName, mail } = personOf(key);
  return { emailAddress: { name: displayName, address: mail } };
}
