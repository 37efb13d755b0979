import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isLoopback } from './addresses.ts';
import type { Reading, SettingName, Settings } from './schema.ts';

/** Everything that tells who the bot is, how it proves that, and where. */
export const identityNames = [
  'BOT_ID',
  'BOT_TYPE',
  'BOT_TENANT_ID',
  'BOT_FEDERATED_CLIENT_ID',
  'BOT_FEDERATED_TOKEN_FILE',
  'BOT_CERTIFICATE_PATH',
  'BOT_CERTIFICATE_KEY_PATH',
  'BOT_PASSWORD',
  'CLOUD',
  'BOT_LOGIN_URL',
] as const satisfies readonly SettingName[];

export type IdentitySettings = Pick<Settings, (typeof identityNames)[number]>;

/** The ways to prove it that an app registration has, by the setting that chooses each; the more secretless first. */
const ways = ['BOT_FEDERATED_CLIENT_ID', 'BOT_FEDERATED_TOKEN_FILE', 'BOT_CERTIFICATE_PATH', 'BOT_PASSWORD'] as const;

/** A managed identity has no secret; only a token file proves one outside of Azure's own machines. */
const notForManagedIdentity = [
  'BOT_FEDERATED_CLIENT_ID',
  'BOT_CERTIFICATE_PATH',
  'BOT_CERTIFICATE_KEY_PATH',
  'BOT_PASSWORD',
] as const;

/** What is wrong with the bot's proof of who it is: there has to be exactly one, and its files have to be readable. */
export function identityFaults(reading: Reading): string[] {
  const isManaged = reading.values.BOT_TYPE === 'UserAssignedMSI';
  return [
    ...(isManaged ? managedIdentityFaults(reading) : registrationFaults(reading)),
    ...certificateFaults(reading),
    ...tokenFileFaults(reading.values),
    ...loginFaults(reading),
  ];
}

function managedIdentityFaults({ isGiven }: Reading): string[] {
  return notForManagedIdentity
    .filter(isGiven)
    .map((name) => `${name}: must not be set with BOT_TYPE=UserAssignedMSI, which has no need of it`);
}

function registrationFaults({ isGiven }: Reading): string[] {
  return [...(isGiven('BOT_TENANT_ID') ? [] : ['BOT_TENANT_ID is missing']), ...wayFaults(isGiven)];
}

function wayFaults(isGiven: Reading['isGiven']): string[] {
  const given = ways.filter((name) => isGiven(name) || (name === 'BOT_CERTIFICATE_PATH' && hasKeyOnly(isGiven)));
  if (given.length === 1) return [];
  return given.length === 0
    ? [
        'BOT_FEDERATED_CLIENT_ID, BOT_FEDERATED_TOKEN_FILE, BOT_CERTIFICATE_PATH or BOT_PASSWORD is missing: ' +
          'the bot needs one of them, unless it has BOT_TYPE=UserAssignedMSI',
      ]
    : [`${given.join(', ')}: only one of them may be set; ${given[0]} is the best of these`];
}

function hasKeyOnly(isGiven: Reading['isGiven']): boolean {
  return isGiven('BOT_CERTIFICATE_KEY_PATH') && !isGiven('BOT_CERTIFICATE_PATH');
}

function certificateFaults({ values, isGiven }: Reading): string[] {
  const names = ['BOT_CERTIFICATE_PATH', 'BOT_CERTIFICATE_KEY_PATH'] as const;
  if (!names.some(isGiven)) return [];
  const missing = names.filter((name) => !isGiven(name)).map((name) => `${name} is missing`);
  const certificate = readPem(values, 'BOT_CERTIFICATE_PATH', (pem) => new X509Certificate(pem));
  const key = readPem(values, 'BOT_CERTIFICATE_KEY_PATH', (pem) => createPrivateKey(pem));
  return [...missing, ...certificate.faults, ...key.faults, ...pairFaults(certificate.content, key.content)];
}

const holds = {
  BOT_CERTIFICATE_PATH: 'a certificate (PEM)',
  BOT_CERTIFICATE_KEY_PATH: 'a private key (PEM, without a passphrase)',
} as const;

interface Pem<T> {
  readonly content?: T;
  readonly faults: readonly string[];
}

function readPem<T>(values: Partial<Settings>, name: keyof typeof holds, parse: (pem: string) => T): Pem<T> {
  const file = values[name];
  if (file === undefined) return { faults: [] };
  const pem = readText(file);
  if (pem === undefined) return { faults: [`${name}: the file can't be read`] };
  try {
    return { content: parse(pem), faults: [] };
  } catch {
    // Node's reason is a code of OpenSSL's; what the file should hold says more.
    return { faults: [`${name}: the file does not hold ${holds[name]}`] };
  }
}

function pairFaults(certificate: X509Certificate | undefined, key: KeyObject | undefined): string[] {
  if (certificate === undefined || key === undefined || certificate.checkPrivateKey(key)) return [];
  return ['BOT_CERTIFICATE_KEY_PATH: is not the key of the certificate'];
}

function tokenFileFaults({ BOT_FEDERATED_TOKEN_FILE: file }: Partial<Settings>): string[] {
  return file === undefined || readText(file) !== undefined ? [] : ["BOT_FEDERATED_TOKEN_FILE: the file can't be read"];
}

/** A secret may be tried on a stand-in on this machine; everything else takes Microsoft's library, which asks for https. */
function loginFaults({ values: { BOT_LOGIN_URL: url }, isGiven }: Reading): string[] {
  if (url === undefined || url.startsWith('https:')) return [];
  const isStandIn = isLoopback(url) && isGiven('BOT_PASSWORD');
  return isStandIn
    ? []
    : ['BOT_LOGIN_URL: must begin with https://, but for a stand-in on loopback and a BOT_PASSWORD'];
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Missing, a folder, or not ours to read: the setting is at fault in each case.
    return undefined;
  }
}
