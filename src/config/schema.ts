import { isIP } from 'node:net';
import { z } from 'zod';
import { optionalSteps } from '../offboarding/model.ts';
import { exchangePermissions } from '../offboarding/permissions.ts';

/** The environment as a record. */
export type Environment = Readonly<Record<string, string | undefined>>;

const text = z.string().trim().min(1);
const guid = z.string().trim().pipe(z.guid('must be a GUID')).transform(lowerCase);
const webAddress = z
  .string()
  .trim()
  .refine(isWebAddress, 'must be a web address, such as https://host.example')
  .transform((value) => value.replace(/\/+$/u, ''));

/** Every setting by its name. No message may hold the value: it could be a secret, and the messages are shown and logged. */
const schema = z.object({
  PORT: whole(0, 65_535).default(3978),
  HOST: text.refine(isHost, 'must be a name or address alone, such as 0.0.0.0, without http:// and port').optional(),
  DRAIN_SECONDS: whole(0, 10).optional(),
  BOT_ID: guid.optional(),
  BOT_TYPE: z.enum(['SingleTenant', 'UserAssignedMSI'], { error: ({ input }) => botTypeFault(input) }).optional(),
  BOT_TENANT_ID: guid.optional(),
  BOT_FEDERATED_CLIENT_ID: guid.optional(),
  BOT_FEDERATED_TOKEN_FILE: text.optional(),
  BOT_CERTIFICATE_PATH: text.optional(),
  BOT_CERTIFICATE_KEY_PATH: text.optional(),
  BOT_PASSWORD: text.optional(),
  DATABASE_URL: z
    .string()
    .trim()
    .regex(/^postgres(ql)?:\/\//u, { error: 'must begin with postgres://', abort: true })
    .refine(isConnectionString, 'is not a connection string: special characters in it must be percent-encoded')
    .optional(),
  DATABASE_AUTH: z.enum(['password', 'entra'], 'must be password or entra').default('password'),
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
  STEPS_OFF: text
    .transform(listOf)
    .pipe(z.array(z.enum(optionalSteps, `must be names of optional steps: ${optionalSteps.join(', ')}`)))
    .default([]),
  GRANTED_IN_EXCHANGE: text
    .transform(listOf)
    .pipe(z.array(z.enum(exchangePermissions, `must be of these: ${exchangePermissions.join(', ')}`)))
    .default([]),
  RETAIN_REQUESTS_DAYS: whole(31, 3650).default(365),
  RETAIN_CONVERSATIONS_DAYS: whole(1, 3650).default(30),
  CLOUD: z.enum(['global', 'usgov', 'dod', 'china'], 'must be global, usgov, dod or china').default('global'),
  GRAPH_BASE_URL: webAddress
    .refine((value) => !/\/(v1\.0|beta)$/u.test(value), 'must not end with a version of Graph')
    .optional(),
  BOT_OPENID_METADATA_URL: webAddress.optional(),
  BOT_TOKEN_ISSUER: text.optional(),
  BOT_LOGIN_URL: webAddress.optional(),
  BOT_OAUTH_SCOPE: text.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  OTEL_METRIC_EXPORT_INTERVAL: whole(1_000, 3_600_000).default(60_000),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .trim()
    .regex(
      /(^|;)InstrumentationKey=[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(;|$)/iu,
      'must hold InstrumentationKey=<GUID>',
    )
    .optional(),
  SANDBOX_PLAYGROUND: z.enum(['on', 'off'], 'must be on or off').default('on'),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  TIME_ZONE: z.string().trim().refine(isTimeZone, 'must be an IANA time zone, such as Europe/Amsterdam').default('UTC'),
});

export type Settings = z.infer<typeof schema>;

export type SettingName = keyof Settings;

export const settingNames = Object.keys(schema.shape) as SettingName[];

/** What an environment says, setting by setting, so that one wrong value doesn't hide what is wrong with the others. */
export interface Reading {
  /** Those that are right, defaults among them. */
  readonly values: Partial<Settings>;
  /** One sentence for each that is wrong, without its value. */
  readonly faults: readonly string[];
  /** Tells whether something stands there, right or wrong. */
  isGiven(name: SettingName): boolean;
}

/** Reads these settings, each by itself; a blank one counts as not there. */
export function readEach(environment: Environment, names: readonly SettingName[] = settingNames): Reading {
  const isGiven = (name: SettingName): boolean => environment[name]?.trim() !== '' && environment[name] !== undefined;
  const read = names.map((name) => ({
    name,
    result: schema.shape[name].safeParse(isGiven(name) ? environment[name] : undefined),
  }));
  return {
    values: Object.fromEntries(
      read.flatMap(({ name, result: { data } }): [string, unknown][] => (data === undefined ? [] : [[name, data]])),
    ),
    faults: read.flatMap(({ name, result }) => result.error?.issues.map(({ message }) => `${name}: ${message}`) ?? []),
    isGiven,
  };
}

function whole(least: number, most: number) {
  const says = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(says).int(says).min(least, says).max(most, says);
}

/** Names with commas between them. */
function listOf(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function lowerCase(value: string): string {
  return value.toLowerCase();
}

function botTypeFault(input: unknown): string {
  return input === 'MultiTenant'
    ? 'MultiTenant is refused: Microsoft has ended it for new bots, and Farewell serves one tenant; use SingleTenant or UserAssignedMSI'
    : 'must be SingleTenant or UserAssignedMSI';
}

function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/iu.test(value);
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol);
}

/**
 * A server that is reached by a socket stands in the query; pg takes an empty host then, URL does not. A bare # ends the address:
 * what of a password stands before it would be taken for the server's name.
 */
function isConnectionString(value: string): boolean {
  return URL.canParse(value.replace('@/', '@socket/')) && !value.includes('#');
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
