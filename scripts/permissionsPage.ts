import { format, resolveConfig } from 'prettier';
import { deviations, needTexts, reachTexts, withoutTexts } from '../src/cli/permissionTexts.ts';
import { optionalSteps } from '../src/offboarding/model.ts';
import { everyNeed, grantsFor, needsOf, type Deployment, type Grant, type Need } from '../src/offboarding/needs.ts';
import { leastOf } from '../src/offboarding/permissions.ts';

/** Writes the page anew; named where it is found to be out of date. */
export const command = 'node scripts/printPermissions.ts';

export const page = 'docs/permissions.md';

/** Steps that share a permission. */
const pairs: readonly Deployment['stepsOff'][] = [
  ['auto-reply', 'forward-mail'],
  ['hand-over-groups', 'leave-groups'],
  ['reassign-reports', 'remove-licences'],
];

const atFirst: Deployment = { stepsOff: [], writesFirst: false, mends: false };

/** The page about what an administrator grants, made of what the steps and reads say that they need. */
export async function permissionsPage(): Promise<string> {
  const needs = needsOf(atFirst);
  const parts = [
    '# Microsoft Graph application permissions',
    `What an administrator grants to Farewell in Microsoft Entra. None of it is delegated. This page is made of what the steps and reads in \`src\`
say that they need: change them, then run \`${command}\`. Compared with Microsoft's permissions reference; not tried in a live tenant.`,
    'Farewell itself should hold no admin role: without one, Microsoft Graph refuses it admins and members of role-assignable groups, whatever ' +
      "Farewell's own guardrails say.",
    '## What to grant',
    `For every step that is on at first, and no more. \`npm run grant -- --dry-run\` prints the commands, for your settings; \`npm run doctor\`
compares what was granted with what is needed.`,
    grid(['permission', 'for', 'what it reaches'], grantsFor(needs).map(grantLine)),
    "What one of these includes is not asked for besides. `User.Read.All` stands here all the same: Microsoft names it beside the permission that blocks sign-in, and doesn't say whether a broader one does.",
    '## Grant less',
    `Some of these reach far. A step that is not worth its permission to you is switched off with \`STEPS_OFF\`; then its permission is not needed any
more, or a finer one does.`,
    grid(
      ['`STEPS_OFF`', 'no longer needed', 'finer ones that take its place'],
      [...optionalSteps.map((step) => [step]), ...pairs].map(lessLine).filter(([, fewer]) => fewer !== listed([])),
    ),
    grid(
      ['all of them off: this is what remains', ''],
      remaining().map((one) => [`\`${one}\``, reachTexts[one] ?? '']),
    ),
    `**In Exchange**, _RBAC for Applications_ can give \`MailboxSettings.*\` and \`Calendars.*\` for some mailboxes instead of all. Such a permission doesn't
stand in the bot's token, so \`GRANTED_IN_EXCHANGE\` has to name it; of a mailbox outside the scope the plan says that it could not be read. **In SharePoint**, \`Sites.Selected\` is granted site by site, so it would have to be granted for the OneDrive of everybody who may ever leave. **By administrative unit**, Entra limits
roles of administrators, not application permissions.`,
    '## Every part, and what there is without it',
    `All the permissions of a line are needed, each itself or by a broader one. A step's undo is in the line of the step. What the bot lacks is read from its token at
every request, so a permission granted later works as soon as a new token is there (with a managed identity, that takes up to a day).`,
    grid(
      ['part', 'what it does', 'needs', 'without it'],
      everyNeed.filter(({ without }) => without !== 'extra').map(needLine),
    ),
    '## Optional',
    '### Putting back what a restore forgot',
    `Microsoft brings licences and group memberships back with a deleted user, and does not say so of manager, reports and ownerships. After a
restore Farewell compares all of them with what it noted before the delete, and puts back what is missing. Without one of these permissions
the undo goes on and names what somebody has to put back by hand. \`npm run grant -- --dry-run --with-mending\` asks for them too.`,
    grid(
      ['undo step', 'what it does', 'needs'],
      extras('mend-').map((need) => needLine(need).slice(0, 3)),
    ),
    'No permission of these lets Graph change groups that follow a rule, are synced from Active Directory or, as distribution lists, are kept by Exchange.',
    '### Writing first',
    `Only for writing first to an approver who never met Farewell, when they are first asked, reminded or escalated to; \`TEAMS_APP_ID\` has to be set too, and then \`npm run grant\` asks for them. Without them such an approver is reported to
the others instead.`,
    grid(
      ['part', 'what it does', 'needs'],
      extras('write-first').map((need) => needLine(need).slice(0, 3)),
    ),
    `The first one reaches only the app whose manifest names Farewell's app registration in \`webApplicationInfo\`, as the app package's does. In the
cloud of 21Vianet (China), Microsoft Graph offers no such installation, and no inbox rules: switch \`forward-mail\` off there.`,
    "## Where this is not Microsoft's least",
    'Microsoft names a lesser permission for these calls, or none that is as small. For all others, Farewell asks for the least that Microsoft names.',
    grid(
      ['call', 'taken', 'why'],
      deviations.map(({ call, taken, why }) => [`\`${call}\``, `\`${taken}\``, why]),
    ),
  ];
  return format(parts.join('\n\n'), { ...(await resolveConfig(page)), parser: 'markdown' });
}

function grantLine({ permission, neededBy }: Grant): string[] {
  return [`\`${permission}\``, neededBy.join(', '), reachTexts[permission] ?? ''];
}

function lessLine(stepsOff: Deployment['stepsOff']): string[] {
  const before = leastOf(needsOf(atFirst));
  const after = leastOf(needsOf({ ...atFirst, stepsOff }));
  return [`\`${stepsOff.join(',')}\``, listed(minus(before, after)), listed(minus(after, before))];
}

function remaining(): string[] {
  return leastOf(needsOf({ ...atFirst, stepsOff: optionalSteps }));
}

function needLine({ id, permissions, without }: Need): string[] {
  return [`\`${id}\``, needTexts[id], listed(permissions), withoutTexts[without]];
}

function extras(beginning: string): Need[] {
  return everyNeed.filter(({ id, without }) => without === 'extra' && id.startsWith(beginning));
}

function minus(all: readonly string[], others: readonly string[]): string[] {
  return all.filter((one) => !others.includes(one));
}

function listed(permissions: readonly string[]): string {
  return permissions.length === 0 ? 'none' : permissions.map((one) => `\`${one}\``).join(', ');
}

function grid(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
