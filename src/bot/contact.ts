import { createHash } from 'node:crypto';
import { TurnContext } from 'botbuilder';
import type { Records } from '../offboarding/ports/store.ts';
import type { Language } from '../i18n/text.ts';
import type { Profile } from './memory.ts';
import type { Turn } from './turn.ts';

/** Most waiting requests whose cards are brought to a newly reachable approver. */
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
  for (const { id } of await records.requests.inState('awaiting', mostWaiting)) await records.jobs.refreshCards(id);
}

/** Switches the language for this person, from this turn on. */
export function speak(profile: Profile, language: Language): void {
  profile.language = language;
}
