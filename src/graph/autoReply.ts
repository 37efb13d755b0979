import { z } from 'zod';
import type { AutoReply, ZonedTime } from '../offboarding/belongings.ts';
import type { WriteMark } from '../offboarding/ports/tenant.ts';
import type { GraphClient } from './client.ts';
import { lacksMailbox, mailboxPath } from './mailbox.ts';
import { withQuery } from './paths.ts';
import { readOne } from './reading.ts';

const zonedTime = z
  .object({ dateTime: z.string(), timeZone: z.string().nullish() })
  // Graph reference, dateTimeTimeZone: without a zone it is UTC.
  .transform(({ dateTime, timeZone }): ZonedTime => ({ dateTime, timeZone: timeZone ?? 'UTC' }));

const setting = z
  .object({
    status: z.enum(['disabled', 'alwaysEnabled', 'scheduled']).nullish(),
    externalAudience: z.enum(['none', 'contactsOnly', 'all']).nullish(),
    internalReplyMessage: z.string().nullish(),
    externalReplyMessage: z.string().nullish(),
    scheduledStartDateTime: zonedTime.nullish(),
    scheduledEndDateTime: zonedTime.nullish(),
  })
  .transform((read): AutoReply => ({
    status: read.status ?? 'disabled',
    externalAudience: read.externalAudience ?? 'none',
    internalReplyMessage: read.internalReplyMessage ?? '',
    externalReplyMessage: read.externalReplyMessage ?? '',
    scheduledStart: read.scheduledStartDateTime ?? null,
    scheduledEnd: read.scheduledEndDateTime ?? null,
  }));

const withSetting = z.object({ automaticRepliesSetting: setting });

/** The automatic reply of a user's mailbox; undefined: no mailbox. Throws `graph-…`. Graph reference: mailboxSettings. */
export async function readAutoReply(client: GraphClient, userId: string): Promise<AutoReply | undefined> {
  const path = withQuery(mailboxPath(userId), { select: 'automaticRepliesSetting' });
  try {
    return (await readOne(client, { path, schema: withSetting })).automaticRepliesSetting;
  } catch (error) {
    if (lacksMailbox(error)) return undefined;
    throw error;
  }
}

/**
 * Gives the mailbox this automatic reply; times that it doesn't name stay as they are. Throws `graph-not-found` where there is no
 * mailbox, and other `graph-…`, `graph-outcome-unknown` among them. Graph reference: user update mailboxSettings.
 */
export async function setAutoReply(
  client: GraphClient,
  { userId, reply }: { readonly userId: string; readonly reply: AutoReply },
  { clientRequestId }: WriteMark,
): Promise<void> {
  const { scheduledStart, scheduledEnd, ...texts } = reply;
  const body = {
    automaticRepliesSetting: {
      ...texts,
      ...(scheduledStart !== null && { scheduledStartDateTime: scheduledStart }),
      ...(scheduledEnd !== null && { scheduledEndDateTime: scheduledEnd }),
    },
  };
  await client.call({ method: 'PATCH', path: mailboxPath(userId), kind: 'write', body, clientRequestId });
}
