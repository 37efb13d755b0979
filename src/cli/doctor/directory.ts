import { hasCode } from '../../errors.ts';
import { readOrganization, type Organization } from '../../graph/organization.ts';
import { fail, notTried, pass, warn, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { codesOf } from './told.ts';

const warnAfterSeconds = 60;
const failAfterSeconds = 300;

/** The tenant that answers, and how far our clock is from its. */
export async function examineDirectory(patient: Patient): Promise<Line[]> {
  const { client, ambient, settings } = patient;
  const asked = ambient.now();
  try {
    const organization = await readOrganization(client);
    const halfway = (asked.getTime() + ambient.now().getTime()) / 2;
    return [tenantLine(organization, settings.BOT_TENANT_ID), clockLine(organization.answeredAt, halfway)];
  } catch (error) {
    if (hasCode(error, 'graph-forbidden')) {
      const todo = 'Grant the missing permissions (npm run grant -- --dry-run).';
      return [warn('tenant', 'its name may not be read', todo), notTried('clock', 'no answer to compare with')];
    }
    const line = fail(
      'tenant',
      `Microsoft Graph does not answer (${codesOf(error)})`,
      'Is Graph reachable from here? Is CLOUD right?',
    );
    return [line, notTried('clock', 'no answer to compare with')];
  }
}

function tenantLine({ id, displayName }: Organization, expected: string | undefined): Line {
  const seen = `${displayName} (${id})`;
  if (expected === undefined || id.toLowerCase() === expected) return pass('tenant', seen);
  return fail(
    'tenant',
    `${seen}, and BOT_TENANT_ID names another`,
    'Set BOT_TENANT_ID to the tenant that Farewell serves.',
  );
}

/** Graph tells whole seconds; a token that seems to be of the future or the past is refused. */
function clockLine(theirs: Date | undefined, oursMs: number): Line {
  if (theirs === undefined) return notTried('clock', 'Microsoft Graph told no time');
  const seconds = Math.round((oursMs - theirs.getTime()) / 1000);
  const seen = `${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} Microsoft Graph`;
  const todo = 'Let this machine keep its time by NTP: tokens, planned runs and reminders go by it.';
  if (Math.abs(seconds) > failAfterSeconds) return fail('clock', seen, todo);
  return Math.abs(seconds) > warnAfterSeconds ? warn('clock', seen, todo) : pass('clock', seen);
}
