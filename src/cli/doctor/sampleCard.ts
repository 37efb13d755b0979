import { z } from 'zod';
import { sampleCard } from '../../cards/messageCards.ts';
import { createAdapter } from '../../host/adapter.ts';
import { createAuthentication } from '../../host/authentication.ts';
import { botEndpointsOf } from '../../host/cloud.ts';
import { createConnector } from '../../host/connector.ts';
import { languageOf, textsOf } from '../../i18n/text.ts';
import { contactsOn } from '../../storage/contacts.ts';
import type { Database } from '../../storage/db.ts';
import { fail, notTried, pass, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { codesOf } from './told.ts';

const check = 'sample card';

/** Sends a card to the named person's own chat; that chat has to be there, and nothing is installed for it. */
export async function sendSampleCard(patient: Patient, { kysely }: Database): Promise<Line> {
  const { sendCardTo, settings, credential, log, ambient } = patient;
  if (sendCardTo === undefined)
    return notTried(check, 'nobody was named', 'npm run doctor -- --send-card-to <mail address>');
  try {
    const userId = await userIdOf(patient, sendCardTo);
    if (userId === undefined)
      return fail(check, 'nobody has this address or id', 'Give a mail address, sign-in name or object id.');
    const contact = await contactsOn(kysely).find(userId);
    if (contact === undefined) {
      return fail(
        check,
        'this person has no chat with Farewell yet',
        'Let them write "help" to Farewell in Teams first.',
      );
    }
    const authentication = createAuthentication(settings, botEndpointsOf(settings), credential);
    const connector = createConnector(createAdapter(authentication, log, ambient.newId), settings.BOT_ID ?? '');
    await connector.send(contact, sampleCard(textsOf(languageOf(contact.locale))));
    return pass(check, 'taken by Teams for this person’s chat');
  } catch (error) {
    const status = (error as { readonly statusCode?: unknown }).statusCode;
    const why = typeof status === 'number' ? `Teams answered ${status}` : codesOf(error);
    return fail(
      check,
      `could not be sent (${why})`,
      'Is the Teams channel of the Azure Bot on, and the app not blocked for them?',
    );
  }
}

/** undefined: nobody, or not only one. */
async function userIdOf({ tenant }: Patient, who: string): Promise<string | undefined> {
  if (z.guid().safeParse(who).success) return who.toLowerCase();
  const wanted = who.toLowerCase();
  const found = (await tenant.searchPeople(who, 10)).filter(({ mail, userPrincipalName }) =>
    [mail, userPrincipalName].some((address) => address?.toLowerCase() === wanted),
  );
  return found.length === 1 ? found[0]?.id : undefined;
}
