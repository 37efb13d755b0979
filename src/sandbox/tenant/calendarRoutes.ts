import { noContent, type Answer, type Call } from './call.ts';
import { GraphFailure, itemNotFound } from './errors.ts';
import { answerOutlook, answerPlainOne } from './listing.ts';
import { mailUserOf } from './mailboxRoutes.ts';
import { occurrencesBetween } from './occurrences.ts';
import { bodyWith, param } from './params.ts';
import { read, write, type Route } from './router.ts';
import type { MeetingCopy, TenantState } from './state.ts';

export const calendarRoutes: readonly Route[] = [
  read('GET', '/users/:user/events', listEvents),
  read('GET', '/users/:user/calendarView', viewCalendar),
  read('GET', '/users/:user/events/:event', (call) => answerPlainOne(call, 'events', eventOf(call).event)),
  write('DELETE', '/users/:user/events/:event', deleteEvent),
  write('POST', '/users/:user/events/:event/cancel', cancelEvent),
];

/** Single meetings and the masters of series, no occurrences (graph.md §8). */
function listEvents(call: Call): Answer {
  const { id } = mailUserOf(call);
  return answerOutlook(call, `/users/${id}/events`, eventsOf(call.state, id));
}

/** What takes place between two moments, series taken apart. Throws 400 without both. */
function viewCalendar(call: Call): Answer {
  const { id } = mailUserOf(call);
  const params = new URLSearchParams(call.query.raw);
  const [from, to] = [params.get('startDateTime'), params.get('endDateTime')];
  if (from === null || to === null) {
    throw new GraphFailure(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    );
  }
  const found = eventsOf(call.state, id).flatMap((event) => occurrencesBetween(event, new Date(from), new Date(to)));
  return answerOutlook(call, `/users/${id}/calendarView`, found);
}

/** Answers 202: the mails go out afterwards. Who is invited only can't cancel, and what is cancelled is gone (graph.md §8). */
function cancelEvent(call: Call): Answer {
  const { userId, event } = eventOf(call);
  bodyWith(call, 'Comment');
  if (!event.isOrganizer) throw refusal('You need to be an organizer to cancel a meeting.');
  if (event.attendees.length === 0) throw refusal('You can only cancel a meeting that has attendees.');
  takeOut(call.state, userId, event);
  for (const copy of copiesOf(call.state, event)) {
    copy.isCancelled = true;
    copy.subject = `Canceled: ${copy.subject}`;
  }
  return { status: 202 };
}

function deleteEvent(call: Call): Answer {
  const { userId, event } = eventOf(call);
  takeOut(call.state, userId, event);
  return noContent;
}

function eventOf(call: Call): { userId: string; event: MeetingCopy } {
  const { id } = mailUserOf(call);
  const event = eventsOf(call.state, id).find((each) => each.id === param(call, 'event'));
  if (event === undefined) throw itemNotFound();
  return { userId: id, event };
}

function eventsOf(state: TenantState, userId: string): MeetingCopy[] {
  return state.events[userId] ?? [];
}

function takeOut(state: TenantState, userId: string, event: MeetingCopy): void {
  state.events[userId] = eventsOf(state, userId).filter((each) => each !== event);
}

function copiesOf(state: TenantState, { iCalUId }: MeetingCopy): MeetingCopy[] {
  return Object.values(state.events)
    .flat()
    .filter((copy) => copy.iCalUId === iCalUId);
}

function refusal(reason: string): GraphFailure {
  return new GraphFailure(400, 'ErrorInvalidRequest', `Your request can't be completed. ${reason}`);
}
