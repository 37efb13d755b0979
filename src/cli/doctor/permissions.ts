import { unneededOf, type Need } from '../../offboarding/needs.ts';
import { lackingOf } from '../../offboarding/permissions.ts';
import { needTexts, withoutTexts } from '../permissionTexts.ts';
import { fail, notTried, pass, warn, type Line } from './line.ts';
import type { Patient } from './patient.ts';

const check = 'permissions';
const grantThem = 'Grant it (npm run grant -- --dry-run); with a managed identity it takes up to a day to show.';

/** Holds what was granted against what is switched on: a line for each part that lacks something, and one for what is too much. */
export function examinePermissions({ needs, settings }: Patient, granted: ReadonlySet<string> | undefined): Line[] {
  if (granted === undefined) return [notTried(check, 'no token that tells what was granted')];
  const missing = needs.flatMap((need) => missingLine(need, granted, settings.TEAMS_APP_ID));
  const unneeded = unneededOf(needs, granted);
  return [
    ...(missing.length === 0 ? [pass(check, `all that ${needs.length} parts need`)] : missing),
    ...(unneeded.length === 0 ? [] : [superfluousLine(unneeded)]),
  ];
}

function missingLine(need: Need, granted: ReadonlySet<string>, teamsAppId: string | undefined): Line[] {
  const { id, permissions, without } = need;
  const lacking = lackingOf(permissions, granted);
  if (lacking.length === 0) return [];
  const seen = `${lacking.join(', ')} is missing to ${needTexts[id]}: ${withoutTexts[without]}`;
  const line = without === 'nothing' || without === 'path' ? fail : warn;
  const orNot =
    without === 'step'
      ? ` Or add ${id} to STEPS_OFF.`
      : without === 'extra' && teamsAppId !== undefined
        ? ' Or unset TEAMS_APP_ID.'
        : '';
  return [line(`${check}: ${id}`, seen, `${grantThem}${orNot}`)];
}

function superfluousLine(unneeded: readonly string[]): Line {
  const todo =
    'Take them away (npm run grant -- --dry-run --remove-unneeded), unless they put back what a restore forgot: docs/permissions.md.';
  return warn(`${check}: unneeded`, unneeded.join(', '), todo);
}
