import { combinationFaults } from './config/combinations.ts';
import { databaseFaults } from './config/database.ts';
import { identityFaults, identityNames, type IdentitySettings } from './config/identity.ts';
import { readEach, settingNames, type Environment, type Settings } from './config/schema.ts';
import { FarewellError } from './errors.ts';

export { settingNames, type Environment, type IdentitySettings, type Settings };

/** The process's own environment, which is read here and nowhere else. */
export function processEnvironment(): Environment {
  return process.env;
}

const needed = ['BOT_ID', 'BOT_TYPE', 'BOT_TENANT_ID', 'APPROVER_GROUP_ID'] as const;
const grantNames = ['BOT_ID', 'BOT_TENANT_ID', 'CLOUD', 'TEAMS_APP_ID', 'STEPS_OFF', 'GRANTED_IN_EXCHANGE'] as const;
const storageNames = ['DATABASE_URL', 'DATABASE_AUTH', 'DATA_DIR'] as const;

/** Settings of a bot that talks to a real tenant: what the sandbox can do without is there. */
export type LiveSettings = Settings & Required<Pick<Settings, (typeof needed)[number]>>;

/** What decides which permissions are granted, and to whom. */
export type GrantSettings = Pick<Settings, (typeof grantNames)[number]>;

/** Where the data is, and who the bot is where the database asks for that; all that a command beside the bot needs. */
export type StorageSettings = Pick<Settings, (typeof storageNames)[number]> & Partial<IdentitySettings>;

/** Reads the settings for live use. Throws `settings-invalid`, its message listing every missing or wrong one. */
export function readLiveSettings(environment: Environment): LiveSettings {
  const reading = readEach(environment);
  const missing = needed.filter((name) => !reading.isGiven(name)).map((name) => `${name} is missing`);
  refuse([
    ...missing,
    ...reading.faults,
    ...identityFaults(reading),
    ...databaseFaults(reading),
    ...combinationFaults(reading),
  ]);
  return reading.values as LiveSettings;
}

/**
 * Reads the settings for the sandbox: its own values, each of which the environment may override; times of waiting may be as
 * hurried as a test likes. Throws `settings-invalid`.
 */
export function readSandboxSettings(environment: Environment, own: Environment): Settings {
  const reading = readEach({ ...own, ...withoutBlank(environment) });
  const hasIdentity = reading.isGiven('BOT_ID');
  refuse([...reading.faults, ...(hasIdentity ? identityFaults(reading) : []), ...databaseFaults(reading)]);
  return reading.values as Settings;
}

/** Reads what decides which permissions are granted; none of it has to be there. Throws `settings-invalid`. */
export function readGrantSettings(environment: Environment): GrantSettings {
  const { values, faults } = readEach(environment, grantNames);
  refuse(faults);
  return values as GrantSettings;
}

/** Reads where the data is, and nothing else. Throws `settings-invalid`. */
export function readStorageSettings(environment: Environment): StorageSettings {
  const withPassword = readEach(environment, storageNames);
  if (withPassword.values.DATABASE_AUTH !== 'entra') {
    refuse(withPassword.faults);
    return withPassword.values as StorageSettings;
  }
  const reading = readEach(environment, [...storageNames, ...identityNames]);
  refuse([...reading.faults, ...identityFaults(reading), ...databaseFaults(reading)]);
  return reading.values as StorageSettings;
}

function refuse(faults: readonly string[]): void {
  const unique = [...new Set(faults)];
  if (unique.length === 0) return;
  throw new FarewellError('settings-invalid', unique.map((fault) => `  - ${fault}`).join('\n'));
}

function withoutBlank(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
}
