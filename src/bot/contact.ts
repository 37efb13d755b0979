import { createHash } from 'node:crypto';
import { TurnContext } from 'botbuilder';
import type { Place } from '../offboarding/ports/cards.ts';
import type { Records } from '../offboarding/ports/store.ts';
import type { Language } from '../i18n/text.ts';
import type { Profile } from './memory.ts';
import type { Turn } from './turn.ts';

/** Most waiting requests whose cards are brought at once; the others come with "pending" and with their reminders. */
const mostWaiting = 50;

/**
 * Remembers where this person can be reached and in which language. When that is new or has changed, the cards that wait are
 * brought to them.
 */
export async function rememberContact(
  records: Records,
  { context, actor, texts }: Turn,
  profile: Profile,
): Promise<void> {
  const reference = TurnContext.getConversationReference(context.activity);
  // The activity's own id changes with each message and is no part of the address.
  delete reference.activityId;
  const contact = {
    userId: actor.id,
    conversationId: context.activity.conversation.id,
    locale: profile.language ?? texts.language,
    reference: reference as Readonly<Record<string, unknown>>,
  };
  const hash = createHash('sha256').update(JSON.stringify(contact)).digest('hex');
  if (profile.contactHash === hash) return;
  await records.contacts.save(contact);
  profile.contactHash = hash;
  await refreshWaiting(records);
}

/** Another conversation of the same tenant at the same service, as far as is known of it before anybody wrote there. */
export function placeLike({ reference, locale }: Place, conversationId: string): Place {
  const { channelId, serviceUrl, bot, conversation } = reference;
  const there = { ...(conversation as object), id: conversationId };
  return { conversationId, locale, reference: { channelId, serviceUrl, bot, conversation: there } };
}

/** Brings the cards that wait to whom they could not be brought before. */
export async function refreshWaiting({ requests, jobs }: Pick<Records, 'requests' | 'jobs'>): Promise<void> {
  for (const { id } of await requests.inState('awaiting', mostWaiting)) await jobs.refreshCards(id);
}

/** Switches the language for this person, from this turn on. */
export function speak(profile: Profile, language: Language): void {
  profile.language = language;
}
