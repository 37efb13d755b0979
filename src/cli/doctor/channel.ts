import { tokenOf } from '../../graph/credential.ts';
import { scopeOf } from '../../host/botCredentials.ts';
import { botEndpointsOf } from '../../host/cloud.ts';
import { fetchKeys } from '../../host/signingKeys.ts';
import { fail, notTried, pass, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { codesOf, tokenAdvice } from './told.ts';

/** The bot's own token for the Bot Framework, and the keys by which it believes what Teams sends. */
export async function examineChannel({ settings, credential }: Patient): Promise<Line[]> {
  if (credential === undefined) {
    return ['bot token', 'channel keys'].map((check) => notTried(check, 'the sandbox has no identity'));
  }
  const { oauthScope, openIdMetadataUrl } = botEndpointsOf(settings);
  return [await tokenLine(tokenOf(credential, scopeOf(oauthScope))), await keysLine(openIdMetadataUrl)];
}

async function tokenLine(token: () => Promise<string>): Promise<Line> {
  try {
    await token();
    return pass('bot token', 'a token for the Bot Framework');
  } catch (error) {
    return fail('bot token', `no token for the Bot Framework (${codesOf(error)})`, tokenAdvice(error));
  }
}

async function keysLine(url: string): Promise<Line> {
  try {
    const { keys } = await fetchKeys(url);
    return pass('channel keys', `messages of Teams are believed by these keys: ${keys.length}`);
  } catch (error) {
    const todo = `Can ${new URL(url).host} be reached from here? Without the keys every message is refused.`;
    return fail('channel keys', `they can't be fetched (${codesOf(error)})`, todo);
  }
}
