import { hasCode } from '../../errors.ts';
import type { Settings } from '../../config.ts';
import { fail, pass, warn, type Line } from './line.ts';
import type { Patient } from './patient.ts';
import { codesOf } from './told.ts';

type GroupSetting = Extract<keyof Settings, `${string}_GROUP_ID`>;

/** Finds the groups that decide who may do what, and counts the people in them, nested groups included. */
export async function examineGroups(patient: Patient): Promise<Line[]> {
  const { settings } = patient;
  const approvers = approverLine(settings.DELETE_APPROVALS);
  return [
    await groupLine(patient, 'APPROVER_GROUP_ID', { unset: 'warn', judge: approvers }),
    await groupLine(patient, 'HR_GROUP_ID', { unset: 'pass', judge: someLine }),
    await groupLine(patient, 'PROTECTED_GROUP_ID', { unset: 'warn', judge: someLine }),
    ...(settings.ESCALATION_GROUP_ID === undefined
      ? []
      : [await groupLine(patient, 'ESCALATION_GROUP_ID', { unset: 'pass', judge: someLine })]),
    ...(settings.ESCALATION_USER_ID === undefined ? [] : [await fallbackLine(patient, settings.ESCALATION_USER_ID)]),
  ];
}

interface Judging {
  readonly unset: 'pass' | 'warn';
  readonly judge: (name: string, people: number) => Line;
}

const whenUnset: Partial<Readonly<Record<GroupSetting, string>>> = {
  HR_GROUP_ID: 'not set: managers offboard their own reports, and nobody offboards anyone else',
  PROTECTED_GROUP_ID: 'not set: nobody is protected but administrators',
};

async function groupLine({ settings, tenant }: Patient, name: GroupSetting, { unset, judge }: Judging): Promise<Line> {
  const id = settings[name];
  if (id === undefined) {
    const seen = whenUnset[name] ?? 'not set';
    return unset === 'pass'
      ? pass(name, seen)
      : warn(name, seen, 'Put break-glass and service accounts into a group, and set it.');
  }
  try {
    return judge(name, (await tenant.groupPeople(id)).length);
  } catch (error) {
    if (hasCode(error, 'graph-not-found'))
      return fail(name, 'there is no such group', 'Set the object id of a group, not its name.');
    return fail(name, `can't be read (${codesOf(error)})`, 'See the lines on sign-in and permissions.');
  }
}

/** Nobody approves what they asked for themselves, so there has to be one more than a decision needs. */
function approverLine(deleteApprovals: number): Judging['judge'] {
  return (name, people) => {
    const seen = `${peopleText(people)}; a delete needs ${deleteApprovals}`;
    if (people < deleteApprovals) return fail(name, seen, 'Add approvers: nothing can be approved.');
    if (people > deleteApprovals) return pass(name, seen);
    return warn(name, seen, 'Add an approver: nobody can approve what they asked for themselves.');
  };
}

function someLine(name: string, people: number): Line {
  return people > 0 ? pass(name, peopleText(people)) : warn(name, peopleText(0), 'Add people, or unset it.');
}

async function fallbackLine({ tenant }: Patient, userId: string): Promise<Line> {
  const name = 'ESCALATION_USER_ID';
  try {
    const account = await tenant.readAccount(userId);
    if (account?.accountEnabled === true) return pass(name, 'found, and allowed to sign in');
    return fail(
      name,
      account === undefined ? 'there is no such user' : 'their sign-in is blocked',
      'Name somebody else.',
    );
  } catch (error) {
    return fail(name, `can't be read (${codesOf(error)})`, 'See the lines on sign-in and permissions.');
  }
}

function peopleText(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
