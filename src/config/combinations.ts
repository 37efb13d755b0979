import { isLoopback } from './addresses.ts';
import type { Reading, SettingName, Settings } from './schema.ts';

/** What is wrong between settings of a live bot, each of which is right by itself. */
export function combinationFaults({ values, isGiven }: Reading): string[] {
  const hasFallback = isGiven('ESCALATION_USER_ID') || isGiven('ESCALATION_GROUP_ID');
  return [...encryptionFaults(values), ...waitingFaults(values, hasFallback), ...groupFaults(values)];
}

/** Unencrypted, anybody on the way could read a token or answer in Microsoft's place. */
function encryptionFaults(values: Partial<Settings>): string[] {
  return (['GRAPH_BASE_URL', 'BOT_OPENID_METADATA_URL'] as const)
    .filter((name) => {
      const url = values[name];
      return url !== undefined && !url.startsWith('https:') && !isLoopback(url);
    })
    .map((name) => `${name}: must begin with https://, unless it is on loopback`);
}

/** What comes later in a request's life may not be set to come sooner; without a fallback approver nothing escalates. */
function waitingFaults(values: Partial<Settings>, hasFallback: boolean): string[] {
  const { REMIND_AFTER_HOURS: remind, ESCALATE_AFTER_HOURS: escalate, EXPIRE_AFTER_DAYS: days } = values;
  const expire = days === undefined ? undefined : days * 24;
  const isSooner = (one: number | undefined, other: number | undefined): boolean =>
    one !== undefined && other !== undefined && one < other;
  return [
    ...(hasFallback && isSooner(escalate, remind)
      ? ['ESCALATE_AFTER_HOURS: must not be less than REMIND_AFTER_HOURS']
      : []),
    ...(hasFallback && isSooner(expire, escalate)
      ? ['EXPIRE_AFTER_DAYS: a request would expire before ESCALATE_AFTER_HOURS']
      : []),
    ...(isSooner(expire, remind) ? ['EXPIRE_AFTER_DAYS: a request would expire before REMIND_AFTER_HOURS'] : []),
  ];
}

/** One id pasted into two places: nobody could decide, be offboarded, or be asked anew. */
const apart: readonly (readonly [SettingName, SettingName, string])[] = [
  ['PROTECTED_GROUP_ID', 'APPROVER_GROUP_ID', 'break-glass and service accounts do not approve'],
  ['PROTECTED_GROUP_ID', 'HR_GROUP_ID', 'break-glass and service accounts do not offboard people'],
  ['ESCALATION_GROUP_ID', 'APPROVER_GROUP_ID', 'those have been asked already'],
];

function groupFaults(values: Partial<Settings>): string[] {
  return apart
    .filter(([one, other]) => values[one] !== undefined && values[one] === values[other])
    .map(([one, other, reason]) => `${one}: must be another group than ${other}; ${reason}`);
}
