import { readLiveSettings, readSandboxSettings, type Environment } from '../../config.ts';
import { hasCode } from '../../errors.ts';
import { createLog } from '../../log.ts';
import type { Ambient } from '../../offboarding/ports/ambient.ts';
import { sandboxEnvironment, sandboxGroups } from '../../sandbox/people.ts';
import { startTenant } from '../../sandbox/tenant/server.ts';
import type { Output } from '../output.ts';
import { readDoctorCommand, usage, type DoctorCommand } from './command.ts';
import { examine } from './examine.ts';
import type { Line } from './line.ts';
import { patientOf, type Patient } from './patient.ts';
import { hasFailed, jsonOf, tableOf } from './table.ts';

const exits = { fine: 0, failed: 1, misused: 2, badSettings: 78 } as const;

type Examine = Extract<DoctorCommand, { name: 'examine' }>;

export interface Surroundings {
  readonly environment: Environment;
  readonly ambient: Ambient;
  readonly output: Output;
}

/** Does what was typed after `npm run doctor --`, and answers the exit code. */
export async function runDoctor(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  const command = readDoctorCommand(args);
  switch (command.name) {
    case 'help':
      output.out(`${usage}\n`);
      return exits.fine;
    case 'misused':
      output.err(`${command.reason}\nHow to use it: npm run doctor -- --help\n`);
      return exits.misused;
    case 'examine':
      return diagnose(command, surroundings);
  }
}

async function diagnose(command: Examine, surroundings: Surroundings): Promise<number> {
  const { environment, output } = surroundings;
  try {
    const lines = command.sandbox
      ? await examineSandbox(command, surroundings)
      : await examineWith(readLiveSettings(environment), command, surroundings);
    output.out(`${command.json ? jsonOf(lines) : tableOf(lines)}\n`);
    return hasFailed(lines) ? exits.failed : exits.fine;
  } catch (error) {
    if (!hasCode(error, 'settings-invalid')) throw error;
    const faults = `These settings are missing or wrong.\n${error.message}\n`;
    output.err(`${faults}Each one is explained in .env.sample.\n`);
    return exits.badSettings;
  }
}

/** A tenant of its own is as it is at first, whatever a running sandbox has made of its. */
async function examineSandbox(command: Examine, surroundings: Surroundings): Promise<Line[]> {
  const settings = readSandboxSettings(surroundings.environment, sandboxEnvironment);
  const tenant = settings.GRAPH_BASE_URL === undefined ? await startTenant({}) : undefined;
  try {
    const { APPROVER_GROUP_ID = sandboxGroups.approvers, GRAPH_BASE_URL = tenant?.url } = settings;
    return await examineWith({ ...settings, APPROVER_GROUP_ID, GRAPH_BASE_URL }, command, surroundings);
  } finally {
    await tenant?.close();
  }
}

/** In silence: what there is to say stands in the table. */
function examineWith(
  settings: Patient['settings'],
  { sendCardTo }: Examine,
  { ambient }: Surroundings,
): Promise<Line[]> {
  return examine(patientOf(settings, { sendCardTo, log: createLog('silent'), ambient }));
}
