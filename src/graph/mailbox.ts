import { z } from 'zod';
import { hasCode, type FarewellError } from '../errors.ts';
import type { Read } from './batch.ts';
import { userPath, withQuery } from './paths.ts';
import { ianaZoneOf } from './timeZones.ts';

/** What is told of a mailbox. */
export interface MailboxFacts {
  readonly hasMailbox: boolean;
  /** Graph's userPurpose: user, shared, room, equipment and the like. */
  readonly purpose: string | null;
  /** IANA name. */
  readonly timeZone: string | null;
}

const settings = z.object({ userPurpose: z.string().nullish(), timeZone: z.string().nullish() });
const select = Object.keys(settings.shape).join(',');

const facts = settings.transform(({ userPurpose, timeZone }): MailboxFacts => ({
  hasMailbox: true,
  purpose: userPurpose ?? null,
  timeZone: ianaZoneOf(timeZone),
}));

/** Of who has none, or whose may not be looked at. */
export const noMailbox: MailboxFacts = { hasMailbox: false, purpose: null, timeZone: null };

/** A user's mailbox. Graph reference: mailboxSettings. */
export function mailboxRead(userId: string): Read<MailboxFacts> {
  return { path: withQuery(mailboxPath(userId), { select }), schema: facts };
}

/** Where a mailbox's settings are. Throws `internal`. */
export function mailboxPath(userId: string): string {
  return `${userPath(userId)}/mailboxSettings`;
}

/** A mailbox of a thing, which nobody leaves with. */
export function isOfThing({ purpose }: MailboxFacts): boolean {
  return purpose === 'room' || purpose === 'equipment';
}

/**
 * Exchange has no mailbox for the user, or none that Graph reaches. That the directory doesn't know the user is another thing, and
 * its code the directory's own.
 */
export function lacksMailbox(error: unknown): error is FarewellError {
  return hasCode(error, 'graph-not-found') && error.details.graphCode !== 'Request_ResourceNotFound';
}
