import type { RunningTenant } from '../../src/sandbox/tenant/server.ts';
import type { PlanName } from '../crash/child.ts';
import type { Case } from './crash.ts';

/** The writes of each plan that Graph carries out, in order. */
const keep = ['PATCH users', 'POST revokeSignInSessions'];
const deletion = [...keep, 'DELETE users'];
const mending = ['PUT manager', 'PUT manager', 'POST members', 'POST owners', 'POST assignLicense'];
const undoneDeletion = [...deletion, 'POST restore', ...mending, 'PATCH users'];

const devices = twice('PATCH devices');
const handOver = ['POST invite', 'POST owners'];
const reports = twice('PUT manager');
const keepEveryStep = [
  ...keep,
  ...devices,
  'PATCH mailboxSettings',
  'POST messageRules',
  ...twice('POST cancel'),
  ...handOver,
  ...twice('DELETE members'),
  ...reports,
  'POST assignLicense',
];
const takeBackHandOver = ['DELETE owners', 'DELETE permissions'];
const undoOfKeepEveryStep = [
  'POST assignLicense',
  ...reports,
  ...twice('POST members'),
  ...takeBackHandOver,
  'DELETE messageRules',
  'PATCH mailboxSettings',
  ...devices,
  'PATCH users',
];
const deleteEveryStep = [...keep, ...twice('POST cancel'), ...handOver, ...reports, 'DELETE users'];
// Their reports were not theirs any more when they were deleted: there is one manager to mend, the leaver's own.
const mendingEveryStep = ['PUT manager', ...twice('POST members'), 'POST owners', 'POST assignLicense'];
const undoOfDeleteEveryStep = ['POST restore', ...mendingEveryStep, ...reports, ...takeBackHandOver, 'PATCH users'];

export const expectedEffects: Readonly<Record<PlanName, readonly string[]>> = {
  keep,
  delete: deletion,
  'delete in two parts': deletion,
  'undo of a keep': [...keep, 'PATCH users'],
  'undo of a delete': undoneDeletion,
  cards: keep,
  'keep, every step': keepEveryStep,
  'undo of a keep, every step': [...keepEveryStep, ...undoOfKeepEveryStep],
  'delete, every step': deleteEveryStep,
  'undo of a delete, every step': [...deleteEveryStep, ...undoOfDeleteEveryStep],
};

function twice(write: string): string[] {
  return [write, write];
}

/** What was carried out of all that was sent about the leaver and what is theirs, in order. */
export function effectsOf({ calls }: RunningTenant, { leaver, belongings }: Case): string[] {
  const { devices = [], owned = [], memberOf = [], reports = [], driveId = leaver.id } = belongings ?? {};
  const ofLeaver = [leaver.id, ...leaver.reports, ...leaver.groups, ...leaver.owned];
  const ids = [...ofLeaver, ...devices, ...owned, ...memberOf, ...reports, driveId];
  return calls
    .filter(({ method, path, status }) => {
      const isWrite = method !== 'GET' && !path.includes('$batch') && !path.includes('checkMemberObjects');
      return isWrite && status >= 200 && status < 300 && ids.some((id) => path.includes(id));
    })
    .map(({ method, path }) => `${method} ${kindOf(path)}`);
}

/** The name of the last collection or action in a path: what comes after it are ids, an inbox rule's of letters perhaps. */
function kindOf(path: string): string {
  const names = path.split('/').filter((segment) => /^[a-z]+$/i.test(segment) && !segment.startsWith('AQ'));
  return names.at(-1) ?? '';
}
