import { z } from 'zod';
import type { Meeting } from '../offboarding/belongings.ts';
import { dayInMs } from '../offboarding/plan.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { Read } from './batch.ts';
import type { GraphClient } from './client.ts';
import { lacksMailbox } from './mailbox.ts';
import { calendarViewPath, cancelPath } from './paths.ts';
import { pageOf, pagesFrom, pageSize, readAll, type Page } from './reading.ts';
import { isNotFound } from './told.ts';

const event = z.object({
  id: z.string(),
  subject: z.string().nullish(),
  isOrganizer: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  attendees: z.array(z.unknown()).nullish(),
  seriesMasterId: z.string().nullish(),
});

type CalendarEvent = z.infer<typeof event>;

const select = Object.keys(event.shape).join(',');
const daysAhead = 365;

/** Pages that are looked through to count: who has more than five thousand dates in a year ahead is told of a part. */
const mostPagesCounted = 5;

/**
 * Everything in a user's calendar in the year from `from` on, series taken apart: only so series that began long ago and go on are
 * found. Graph reference: user list calendarView.
 */
export function calendarRead(userId: string, from: Date): Read<Page<CalendarEvent>> {
  const to = new Date(from.getTime() + daysAhead * dayInMs);
  return { path: calendarViewPath(userId, { from, to }, { select, top: pageSize }), schema: pageOf(event) };
}

/** How many meetings there are from this page on, at most five pages of them. Throws `graph-…`. */
export async function countMeetings(
  client: GraphClient,
  read: Read<Page<CalendarEvent>>,
  first: Page<CalendarEvent>,
): Promise<number> {
  const events: CalendarEvent[] = [];
  let pages = 0;
  for await (const page of pagesFrom(client, read, first)) {
    events.push(...page.value);
    if ((pages += 1) === mostPagesCounted) break;
  }
  return meetingsOf(events).length;
}

/**
 * Meetings of the year from `from` on that the user organizes for others, a series once; who has no mailbox has none. Throws `graph-…`.
 * Graph reference: user list calendarView.
 */
export async function readMeetings(client: GraphClient, userId: string, from: Date): Promise<Meeting[]> {
  try {
    return meetingsOf(await readAll(client, calendarRead(userId, from)));
  } catch (error) {
    if (lacksMailbox(error)) return [];
    throw error;
  }
}

function meetingsOf(events: readonly CalendarEvent[]): Meeting[] {
  const meetings = new Map<string, Meeting>();
  for (const { id: ownId, seriesMasterId, subject } of events.filter(isForOthers)) {
    const id = seriesMasterId ?? ownId;
    if (!meetings.has(id)) meetings.set(id, { id, subject: subject ?? '' });
  }
  return [...meetings.values()];
}

function isForOthers({ isOrganizer, isCancelled, attendees }: CalendarEvent): boolean {
  return isOrganizer === true && isCancelled !== true && (attendees ?? []).length > 0;
}

/**
 * Cancels a meeting or a whole series, which may be gone already, and tells everybody invited. Throws `graph-bad-request` for one that
 * somebody else organizes, and other `graph-…`, `graph-outcome-unknown` among them. Graph reference: event cancel.
 */
export async function cancelMeeting(
  client: GraphClient,
  { userId, meetingId }: { readonly userId: string; readonly meetingId: string },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const path = cancelPath(userId, meetingId);
  try {
    await client.call({ method: 'POST', path, kind: 'write', body: {}, clientRequestId });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
