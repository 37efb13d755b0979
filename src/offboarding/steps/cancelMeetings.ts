import { overItems } from './overItems.ts';
import type { OffboardingStep } from './step.ts';

/** Cancels the meetings ahead that the leaver organizes, and tells everybody invited. Those mails can't be taken back. */
export const cancelMeetings: OffboardingStep = {
  id: 'cancel-meetings',
  permissions: ['Calendars.ReadWrite'],
  undoneBy: [],
  irreversible: true,
  essentialFor: [],
  offer: (_path, { meetings }) =>
    // Their number changes by the hour: it is shown, and none of them is named in the plan.
    meetings !== null && meetings > 0 ? { by: 'off', scope: { count: meetings, items: [] } } : undefined,
  ...overItems({
    kind: 'meeting',
    find: async ({ tenant, leaverId, now }) =>
      (await tenant.readMeetings(leaverId, now)).map(({ id, subject }) => ({ id, name: subject })),
    change: ({ tenant, leaverId }, { id }, mark) => tenant.cancelMeeting(leaverId, id, mark),
  }),
};
