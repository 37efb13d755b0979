import { parseArgs } from 'node:util';

export type DoctorCommand =
  | { readonly name: 'help' }
  | { readonly name: 'misused'; readonly reason: string }
  | {
      readonly name: 'examine';
      readonly sandbox: boolean;
      readonly json: boolean;
      readonly sendCardTo: string | undefined;
    };

export const usage = `Looks whether Farewell is set up right. It reads your tenant and writes nothing to it.

  npm run --silent doctor -- [--sandbox] [--json] [--send-card-to WHO]

--sandbox           examines the sandbox: the tenant at GRAPH_BASE_URL, or a simulated one of its own
--json              for a pipeline instead of a table
--send-card-to WHO  also sends a sample card to this person's own chat; WHO is a mail address, a sign-in name or an object id

Run it where Farewell runs: only there its identity and its database can be reached. docs/doctor.md explains every line.
Exit codes: 0 pass or warn, 1 something failed, 2 wrong use, 78 settings are missing or wrong.`;

/** Reads what was typed after `npm run doctor --`. */
export function readDoctorCommand(args: readonly string[]): DoctorCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        sandbox: { type: 'boolean' },
        json: { type: 'boolean' },
        'send-card-to': { type: 'string' },
      },
    });
    if (values.help === true) return { name: 'help' };
    const sendCardTo = values['send-card-to']?.trim();
    if (sendCardTo === '') return { name: 'misused', reason: '--send-card-to: give a mail address or an object id' };
    return { name: 'examine', sandbox: values.sandbox === true, json: values.json === true, sendCardTo };
  } catch (error) {
    // Node's own words name the option that is unknown or has no value.
    if (!(error instanceof TypeError)) throw error;
    return { name: 'misused', reason: error.message };
  }
}
