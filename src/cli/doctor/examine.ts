import { examineChannel } from './channel.ts';
import { examineDatabase } from './database.ts';
import { examineDirectory } from './directory.ts';
import { examineGroups } from './groups.ts';
import { notTried, pass, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { examinePermissions } from './permissions.ts';
import { signIn } from './signIn.ts';
import { examineTeamsApp } from './teamsApp.ts';

/** Every check, in the order in which one explains the next; reads the tenant, and writes to nothing. */
export async function examine(patient: Patient): Promise<Line[]> {
  const { lines, canAsk, granted } = await signIn(patient);
  return [
    pass('settings', 'all there, none wrong'),
    ...lines,
    ...(canAsk ? await examineTenant(patient, granted) : withoutSignIn),
    ...(await examineChannel(patient)),
    ...(await examineDatabase(patient)),
  ];
}

async function examineTenant(patient: Patient, granted: ReadonlySet<string> | undefined): Promise<Line[]> {
  return [
    ...(await examineDirectory(patient)),
    ...examinePermissions(patient, granted),
    ...(await examineGroups(patient)),
    await examineTeamsApp(patient),
  ];
}

const withoutSignIn: readonly Line[] = ['tenant', 'clock', 'permissions', 'groups', 'Teams app'].map((check) =>
  notTried(check, 'needs the sign-in'),
);
