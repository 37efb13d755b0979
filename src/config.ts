import { z } from 'zod';
import { FarewellError } from './errors.ts';

/** The environment as a record; the process's own is read here and nowhere else. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function processEnvironment(): Environment {
  return process.env;
}

const text = z.string().trim().min(1);
const guid = z.guid('must be a GUID').transform((value) => value.toLowerCase());
const url = z.url('must be a URL').transform((value) => value.replace(/\/+$/u, ''));
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const schema = z.object({
  PORT: whole(0, 65_535).default(3978),
  HOST: text.optional(),
  BOT_ID: guid.optional(),
  BOT_TYPE: z.enum(['SingleTenant', 'UserAssignedMSI'], 'must be SingleTenant or UserAssignedMSI').optional(),
  BOT_TENANT_ID: guid.optional(),
  BOT_PASSWORD: text.optional(),
  BOT_CERTIFICATE_PATH: text.optional(),
  BOT_CERTIFICATE_KEY_PATH: text.optional(),
  DATABASE_URL: z
    .string()
    .trim()
    .regex(/^postgres(ql)?:\/\//u, 'must begin with postgres://')
    .optional(),
  DATA_DIR: text.default('.data'),
  APPROVER_GROUP_ID: guid.optional(),
  HR_GROUP_ID: guid.optional(),
  PROTECTED_GROUP_ID: guid.optional(),
  DELETE_APPROVALS: whole(1, 2).default(1),
  REMIND_AFTER_HOURS: whole(1, 8760).default(24),
  ESCALATE_AFTER_HOURS: whole(1, 8760).default(48),
  EXPIRE_AFTER_DAYS: whole(1, 365).default(7),
  ESCALATION_USER_ID: guid.optional(),
  ESCALATION_GROUP_ID: guid.optional(),
  TEAMS_APP_ID: guid.optional(),
  REQUESTS_PER_DAY: whole(1, 1000).default(20),
  CLOUD: z.enum(['global', 'usgov', 'dod', 'china']).default('global'),
  GRAPH_BASE_URL: url.optional(),
  BOT_OPENID_METADATA_URL: url.optional(),
  BOT_TOKEN_ISSUER: text.optional(),
  BOT_LOGIN_URL: url.optional(),
  BOT_OAUTH_SCOPE: text.optional(),
  SANDBOX_PLAYGROUND: z.enum(['on', 'off']).default('on'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  TIME_ZONE: z.string().refine(isTimeZone, 'must be an IANA time zone, such as Europe/Amsterdam').default('UTC'),
});

const storageSchema = schema.pick({ DATABASE_URL: true, DATA_DIR: true });

export type Settings = z.infer<typeof schema>;

/** Where the data is; all that a command beside the bot needs. */
export type StorageSettings = z.infer<typeof storageSchema>;

/** Settings of a bot that talks to a real tenant: what the sandbox can do without is there. */
export type LiveSettings = Settings &
  Required<Pick<Settings, 'BOT_ID' | 'BOT_TYPE' | 'BOT_TENANT_ID' | 'APPROVER_GROUP_ID'>>;

/** Reads the settings for live use. Throws `settings-invalid`, its message listing every missing or wrong one. */
export function readLiveSettings(environment: Environment): LiveSettings {
  const { settings, faults } = parse(environment);
  const missing = (['BOT_ID', 'BOT_TYPE', 'BOT_TENANT_ID', 'APPROVER_GROUP_ID'] as const).filter((name) =>
    isUnset(environment[name]),
  );
  const all = [...faults, ...missing.map((name) => `${name} is missing`), ...credentialFaults(environment)];
  if (all.length > 0 || settings === undefined) throw invalid(all);
  return settings as LiveSettings;
}

/** Reads the settings for the sandbox: its own values, each of which the environment may override. Throws `settings-invalid`. */
export function readSandboxSettings(environment: Environment, own: Environment): Settings {
  const { settings, faults } = parse({ ...own, ...withoutEmpty(environment) });
  if (settings === undefined) throw invalid(faults);
  return settings;
}

/** Reads where the data is, and nothing else. Throws `settings-invalid`. */
export function readStorageSettings(environment: Environment): StorageSettings {
  const read = storageSchema.safeParse(withoutEmpty(environment));
  if (!read.success) throw invalid(faultsIn(read.error));
  return read.data;
}

function parse(environment: Environment): { settings: Settings | undefined; faults: string[] } {
  const read = schema.safeParse(withoutEmpty(environment));
  if (read.success) return { settings: read.data, faults: [] };
  return { settings: undefined, faults: faultsIn(read.error) };
}

function faultsIn({ issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The bot proves who it is by managed identity, certificate or secret; one of them must be there. */
function credentialFaults(environment: Environment): string[] {
  if (environment['BOT_TYPE'] !== 'SingleTenant') return [];
  const certificate = !isUnset(environment['BOT_CERTIFICATE_PATH']);
  if (certificate && isUnset(environment['BOT_CERTIFICATE_KEY_PATH'])) return ['BOT_CERTIFICATE_KEY_PATH is missing'];
  return certificate || !isUnset(environment['BOT_PASSWORD'])
    ? []
    : ['BOT_CERTIFICATE_PATH or BOT_PASSWORD is missing'];
}

function invalid(faults: readonly string[]): FarewellError {
  return new FarewellError('settings-invalid', faults.map((fault) => `  - ${fault}`).join('\n'));
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => !isUnset(value)));
}

function isUnset(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // Intl throws a RangeError for an unknown zone; that is the answer.
    return false;
  }
}
