import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readGrantSettings, readLiveSettings, type Environment } from '../config.ts';
import { asFarewellError, FarewellError, hasCode } from '../errors.ts';
import { graphScope } from '../graph/clouds.ts';
import { tokenOf } from '../graph/credential.ts';
import { grantedPermissions } from '../graph/grants.ts';
import { credentialFor, graphBaseUrlOf } from '../host/cloud.ts';
import { grantsFor, needsOf, unneededOf, type Need } from '../offboarding/needs.ts';
import { readGrantCommand, usage, type GrantOptions } from './grantCommand.ts';
import { scripts } from './grantScripts.ts';
import type { Output } from './output.ts';

const exits = { printed: 0, misused: 2, unread: 3, badSettings: 78 } as const;

/** Does what was typed after `npm run grant --`, and answers the exit code. */
export async function runGrant(args: readonly string[], environment: Environment, output: Output): Promise<number> {
  const command = readGrantCommand(args);
  switch (command.name) {
    case 'help':
      output.out(`${usage}\n`);
      return exits.printed;
    case 'misused':
      output.err(`${command.reasons.join('\n')}\nHow to use it: npm run grant -- --help\n`);
      return exits.misused;
    case 'print':
      return print(command, environment, output);
  }
}

async function print(options: GrantOptions, given: Environment, output: Output): Promise<number> {
  try {
    const environment = environmentOf(given, options.env);
    const settings = readGrantSettings(environment);
    const appId = options.appId ?? settings.BOT_ID;
    if (appId === undefined)
      throw new FarewellError('settings-invalid', '  - BOT_ID is missing: set it, or give --app-id');
    const needs = needsOf({
      stepsOff: settings.STEPS_OFF,
      writesFirst: settings.TEAMS_APP_ID !== undefined,
      mends: options.withMending,
    });
    const unneeded = options.removeUnneeded ? await readUnneeded(environment, needs) : [];
    if (options.removeUnneeded && unneeded.length === 0) output.err('Nothing was granted that is not needed.\n');
    const elsewhere = new Set<string>(settings.GRANTED_IN_EXCHANGE);
    const cloud = options.cloud ?? settings.CLOUD;
    output.out(
      scripts[options.shell]({
        appId,
        tenantId: settings.BOT_TENANT_ID,
        cloud,
        permissions: grantsFor(needs).filter(({ permission }) => !elsewhere.has(permission)),
        unneeded,
      }),
    );
    output.err('Nothing was changed: these are the commands, for a Privileged Role Administrator to read and run.\n');
    return exits.printed;
  } catch (error) {
    return explain(error, output);
  }
}

/** The settings, and below them those that the Toolkit keeps. Throws `settings-invalid` where there is no such file. */
function environmentOf(given: Environment, name: string | undefined): Environment {
  if (name === undefined) return given;
  try {
    return { ...parseEnv(readFileSync(`env/.env.${name}`, 'utf8')), ...given };
  } catch (cause) {
    throw new FarewellError('settings-invalid', `  - env/.env.${name} can't be read`, { cause });
  }
}

/** What the bot's own token holds and nothing needs. Throws `settings-invalid`, `token-unavailable`. */
async function readUnneeded(environment: Environment, needs: readonly Need[]): Promise<string[]> {
  const settings = readLiveSettings(environment);
  const credential = credentialFor(settings);
  if (credential === undefined) throw new FarewellError('settings-invalid', '  - BOT_ID is missing');
  const accessToken = tokenOf(credential, graphScope(graphBaseUrlOf(settings)));
  const granted = await grantedPermissions({ accessToken });
  if (granted === undefined) throw new FarewellError('token-unavailable', 'the token does not tell what was granted');
  return unneededOf(needs, granted);
}

function explain(error: unknown, output: Output): number {
  const { code, message } = asFarewellError(error);
  if (hasCode(error, 'settings-invalid')) {
    output.err(`These settings are missing or wrong.\n${message}\n`);
    return exits.badSettings;
  }
  output.err(
    `What was granted could not be read (${code}): ${message}. Without --remove-unneeded it is not looked at.\n`,
  );
  return exits.unread;
}
