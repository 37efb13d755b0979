import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { graphScope } from '../../graph/clouds.ts';
import { tokenOf } from '../../graph/credential.ts';
import { grantedPermissions } from '../../graph/grants.ts';
import { credentialOf, graphBaseUrlOf } from '../../host/cloud.ts';
import { fail, notTried, pass, warn, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { codesOf, tokenAdvice } from './told.ts';

export interface SignedIn {
  readonly lines: readonly Line[];
  /** Graph may be asked: with a token, or without one in a sandbox. */
  readonly canAsk: boolean;
  /** undefined: it isn't told. */
  readonly granted: ReadonlySet<string> | undefined;
}

const check = 'sign-in';
const dayMs = 86_400_000;
const soonDays = 30;

/** Gets a token for Graph as the bot would, and looks into it. */
export async function signIn(patient: Patient): Promise<SignedIn> {
  const { settings, credential, ambient } = patient;
  if (credential === undefined) {
    return { lines: [notTried(check, 'the sandbox has no identity')], canAsk: true, granted: undefined };
  }
  const { kind } = credentialOf(settings);
  const certificate = certificateLines(settings, ambient.now());
  try {
    const accessToken = tokenOf(credential, graphScope(graphBaseUrlOf(settings)));
    const granted = await grantedPermissions({ accessToken }, settings.GRANTED_IN_EXCHANGE);
    const line = pass(check, `a token for Microsoft Graph, by ${kind}`);
    return { lines: [line, ...certificate], canAsk: true, granted };
  } catch (error) {
    const line = fail(check, `no token for Microsoft Graph, by ${kind} (${codesOf(error)})`, tokenAdvice(error));
    return { lines: [line, ...certificate], canAsk: false, granted: undefined };
  }
}

/** When the certificate ends, where there is one. */
export function certificateLines(
  { BOT_CERTIFICATE_PATH: file }: Pick<Patient['settings'], 'BOT_CERTIFICATE_PATH'>,
  now: Date,
): Line[] {
  if (file === undefined) return [];
  const ends = new Date(new X509Certificate(readFileSync(file)).validTo);
  const days = Math.floor((ends.getTime() - now.getTime()) / dayMs);
  const seen = `good until ${ends.toISOString().slice(0, 10)}`;
  const todo = 'Upload a new certificate to the app registration, then change the files and restart.';
  if (days < 0) return [fail('certificate', `${seen}: it has ended`, todo)];
  return [days < soonDays ? warn('certificate', `${seen}: ${days} days left`, todo) : pass('certificate', seen)];
}
