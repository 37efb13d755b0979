import type { MeetingCopy } from './state.ts';

const day = 86_400_000;
const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** What of a meeting takes place between two moments: itself, or the occurrences of its series. Series are weekly here. */
export function occurrencesBetween(event: MeetingCopy, from: Date, to: Date): MeetingCopy[] {
  const [start, end] = [momentOf(event.start.dateTime), momentOf(event.end.dateTime)];
  const overlaps = (at: number) => at < to.getTime() && at + end - start > from.getTime();
  const { recurrence } = event;
  if (recurrence === null) return overlaps(start) ? [event] : [];
  const { range, pattern } = recurrence;
  const last = range.type === 'endDate' ? momentOf(`${range.endDate}T23:59:59`) : to.getTime();
  const found: MeetingCopy[] = [];
  for (let at = start; at <= last && at < to.getTime(); at += day) {
    const week = Math.floor((at - start) / (7 * day));
    const due = pattern.daysOfWeek.includes(dayNames[new Date(at).getUTCDay()] ?? '') && week % pattern.interval === 0;
    if (due && overlaps(at)) found.push(occurrence(event, at, end - start));
  }
  return found;
}

function occurrence(master: MeetingCopy, at: number, length: number): MeetingCopy {
  return {
    ...master,
    id: `${master.id}.${new Date(at).toISOString().slice(0, 10)}`,
    type: 'occurrence',
    seriesMasterId: master.id,
    recurrence: null,
    start: { ...master.start, dateTime: calendarTime(new Date(at)) },
    end: { ...master.end, dateTime: calendarTime(new Date(at + length)) },
  };
}

/** A calendar's text is in UTC without saying so. */
function momentOf(text: string): number {
  return Date.parse(`${text.slice(0, 19)}Z`);
}

/** A moment as a calendar writes it: seven digits of a second, and no zone. */
export function calendarTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}.0000000`;
}
