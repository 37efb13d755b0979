import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { CloudName } from '../graph/clouds.ts';

const shells = ['pwsh', 'az'] as const;

export type Shell = (typeof shells)[number];

export type GrantCommand =
  | { readonly name: 'help' }
  | { readonly name: 'misused'; readonly reasons: readonly string[] }
  | ({ readonly name: 'print' } & GrantOptions);

/** What was asked for; what is undefined comes from the settings. */
export interface GrantOptions {
  readonly shell: Shell;
  readonly appId: string | undefined;
  readonly cloud: CloudName | undefined;
  /** Reads env/.env.<name> too, as the Toolkit keeps it. */
  readonly env: string | undefined;
  readonly withMending: boolean;
  readonly removeUnneeded: boolean;
}

export const usage = `Prints the commands that give Farewell its Microsoft Graph permissions. It runs none of them, with or without --dry-run:
granting takes a Privileged Role Administrator, who reads them first, and rights that Farewell must not have.

  npm run --silent grant -- --dry-run [--shell pwsh|az] [--env NAME] [--app-id ID] [--cloud NAME]
                            [--with-mending] [--remove-unneeded]

--shell            pwsh: Microsoft Graph PowerShell, the default; az: the Azure CLI in bash, such as the Cloud Shell
--env NAME         reads BOT_ID and the rest from env/.env.NAME of the Agents Toolkit too
--app-id ID        whom to grant to: application (client) id of the app registration or of the managed identity; BOT_ID if not given
--cloud NAME       global, usgov, dod or china; CLOUD if not given
--with-mending     also what puts back the things that a restore of a deleted user forgets
--remove-unneeded  commands that take away what was granted and is not needed; signs in as the bot to see what that is

Which ones: those of the steps that STEPS_OFF doesn't name, and with TEAMS_APP_ID those for writing first. docs/permissions.md says why.
Exit codes: 0 printed, 2 wrong use, 3 what was granted could not be read, 78 settings.`;

const options = z.object({
  shell: z.enum(shells, '--shell: must be pwsh or az').default('pwsh'),
  'app-id': z
    .guid('--app-id: must be a GUID')
    .transform((id) => id.toLowerCase())
    .optional(),
  cloud: z.enum(['global', 'usgov', 'dod', 'china'], '--cloud: must be global, usgov, dod or china').optional(),
  env: z
    .string()
    .regex(/^[\w-]+$/u, '--env: must be the name in env/.env.<name>')
    .optional(),
  'with-mending': z.boolean().default(false),
  'remove-unneeded': z.boolean().default(false),
});

/** Reads what was typed after `npm run grant --`. */
export function readGrantCommand(args: readonly string[]): GrantCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        'dry-run': { type: 'boolean' },
        shell: { type: 'string' },
        'app-id': { type: 'string' },
        cloud: { type: 'string' },
        env: { type: 'string' },
        'with-mending': { type: 'boolean' },
        'remove-unneeded': { type: 'boolean' },
      },
    });
    return values.help === true ? { name: 'help' } : checked(values);
  } catch (error) {
    // Node's own words name the option that is unknown or has no value.
    if (!(error instanceof TypeError)) throw error;
    return { name: 'misused', reasons: [error.message] };
  }
}

function checked(values: unknown): GrantCommand {
  const { data, error } = options.safeParse(values);
  if (data === undefined) return { name: 'misused', reasons: error.issues.map(({ message }) => message) };
  return {
    name: 'print',
    shell: data.shell,
    appId: data['app-id'],
    cloud: data.cloud,
    env: data.env,
    withMending: data['with-mending'],
    removeUnneeded: data['remove-unneeded'],
  };
}
