import type { Due, LeftoverId, OffboardingPath, PlanItem, PlannedLeftover, StepId, Successor } from './model.ts';
import type { GroupFacts, LeaverFacts } from './people.ts';
import { filterEquals, literal } from './powershell.ts';
import { leaverAlone } from './steps/step.ts';

/** What a plan does, as far as it decides what is left to do by hand. */
export interface PlanOutline {
  readonly steps: readonly StepId[];
  readonly successor: Successor | null;
}

type Made = Omit<PlannedLeftover, 'id'>;

interface Rule {
  readonly id: LeftoverId;
  readonly path: OffboardingPath | 'both';
  leaves(facts: LeaverFacts, outline: PlanOutline): Made | undefined;
}

/** What Graph can't do (Graph reference: mailboxSettings is read only in its purpose; groups; Microsoft: remove a former employee). */
const rules: readonly Rule[] = [
  {
    id: 'ad-account',
    path: 'keep',
    leaves: ({ person }) =>
      person.syncedFromAd
        ? aboutLeaver('today', [inAd('Get-ADUser', person.userPrincipalName, 'Disable-ADAccount')])
        : undefined,
  },
  {
    id: 'ad-devices',
    path: 'both',
    leaves({ devices }) {
      const joined = devices.filter(({ managedInAd, enabled }) => managedInAd && enabled);
      return aboutItems(joined.map(itemOf), 'today', ({ name }) =>
        inAdByName('Get-ADComputer', name, 'Disable-ADAccount'),
      );
    },
  },
  {
    id: 'hold-mailbox',
    path: 'keep',
    leaves: (facts, { steps }) =>
      hasOwnMailbox(facts)
        ? aboutLeaver(beforeLicencesGo(steps), [onMailbox(facts, '-LitigationHoldEnabled $true')])
        : undefined,
  },
  {
    id: 'convert-mailbox',
    path: 'keep',
    leaves: (facts, { steps }) =>
      hasOwnMailbox(facts) ? aboutLeaver(beforeLicencesGo(steps), [onMailbox(facts, '-Type Shared')]) : undefined,
  },
  {
    id: 'hide-from-lists',
    path: 'keep',
    leaves: (facts) => (facts.hasMailbox ? aboutLeaver('any-time', [hiding(facts)]) : undefined),
  },
  {
    id: 'mail-groups',
    path: 'keep',
    leaves: (facts) => aboutItems(directOf(facts, 'mail-enabled'), 'any-time', (group) => outOfMailGroup(facts, group)),
  },
  {
    id: 'synced-groups',
    path: 'keep',
    leaves: (facts) => aboutItems(directOf(facts, 'synced'), 'any-time', (group) => outOfAdGroup(facts, group)),
  },
  {
    id: 'owned-mail-groups',
    path: 'both',
    leaves({ ownedGroups }, { successor }) {
      const owned = ownedGroups.filter(({ lastOwner, kind }) => lastOwner === true && kind === 'mail-enabled');
      return aboutItems(owned.map(itemOf), 'in-30-days', (group) => ownedBy(group, successor));
    },
  },
  {
    id: 'lower-licences',
    path: 'delete',
    leaves({ licences }) {
      const items = licences.map(({ skuId, skuPartNumber }) => ({ id: skuId, name: skuPartNumber }));
      return aboutItems(items, 'before-invoice', () => undefined);
    },
  },
];

/** What a person has to do elsewhere about this leaver, because Graph can't; the most urgent first. */
export function leftoversFor(path: OffboardingPath, facts: LeaverFacts, outline: PlanOutline): PlannedLeftover[] {
  return rules.flatMap((rule) => {
    const made = rule.path === path || rule.path === 'both' ? rule.leaves(facts, outline) : undefined;
    return made === undefined ? [] : [{ id: rule.id, ...made }];
  });
}

/** Most things whose commands are kept with a plan; of more, one line does them all or somebody looks them up. */
const mostCommands = 10;

function aboutLeaver(due: Due, commands: readonly (string | undefined)[]): Made {
  return { scope: leaverAlone, due, commands: commands.filter((command) => command !== undefined) };
}

function aboutItems(
  items: readonly PlanItem[],
  due: Due,
  command: (item: PlanItem) => string | undefined,
): Made | undefined {
  if (items.length === 0) return undefined;
  const commands = items.slice(0, mostCommands).map(command);
  return { scope: { count: items.length, items }, due, commands: commands.filter((one) => one !== undefined) };
}

/** A person's own mailbox: not one that is shared already, nor a room's. */
function hasOwnMailbox({ hasMailbox, mailboxPurpose }: LeaverFacts): boolean {
  return hasMailbox && (mailboxPurpose === null || mailboxPurpose === 'user');
}

/** Exchange needs the licence for it. */
function beforeLicencesGo(steps: readonly StepId[]): Due {
  return steps.includes('remove-licences') ? 'before-run' : 'any-time';
}

function directOf({ groups }: LeaverFacts, kind: GroupFacts['kind']): PlanItem[] {
  return groups.filter((group) => group.direct && group.kind === kind).map(itemOf);
}

function itemOf({ id, displayName }: { readonly id: string; readonly displayName: string }): PlanItem {
  return { id, name: displayName };
}

/** The user name, which people recognize, or the object id, which always fits in a line. */
function identityOf({ person }: Pick<LeaverFacts, 'person'>): string {
  return literal(person.userPrincipalName) ?? `'${person.id}'`;
}

function onMailbox(facts: LeaverFacts, change: string): string {
  return `Set-Mailbox -Identity ${identityOf(facts)} ${change}`;
}

/** Who comes from Active Directory is hidden there. */
function hiding(facts: LeaverFacts): string | undefined {
  const { syncedFromAd, userPrincipalName } = facts.person;
  return syncedFromAd
    ? inAd('Get-ADUser', userPrincipalName, 'Set-ADUser -Replace @{ msExchHideFromAddressLists = $true }')
    : onMailbox(facts, '-HiddenFromAddressListsEnabled $true');
}

/** By id: two groups may have one name. */
function outOfMailGroup(facts: LeaverFacts, { id }: PlanItem): string {
  const group = `-Identity '${id}' -Member ${identityOf(facts)}`;
  return `Remove-DistributionGroupMember ${group} -BypassSecurityGroupManagerCheck -Confirm:$false`;
}

/** By name, which is all that Entra tells of it there; it asks before it does so, should two have that name. */
function outOfAdGroup({ person }: LeaverFacts, { name }: PlanItem): string | undefined {
  const [group, member] = [filterEquals('Name', name), filterEquals('UserPrincipalName', person.userPrincipalName)];
  if (group === undefined || member === undefined) return undefined;
  return `Get-ADGroup -Filter ${group} | Remove-ADGroupMember -Members (Get-ADUser -Filter ${member})`;
}

function ownedBy({ id }: PlanItem, successor: Successor | null): string | undefined {
  const added = successor?.mail ? literal(successor.mail) : undefined;
  if (added === undefined) return undefined;
  return `Set-DistributionGroup -Identity '${id}' -ManagedBy @{ Add = ${added} } -BypassSecurityGroupManagerCheck`;
}

function inAd(find: string, userPrincipalName: string, change: string): string | undefined {
  return inAdBy(find, filterEquals('UserPrincipalName', userPrincipalName), change);
}

function inAdByName(find: string, name: string, change: string): string | undefined {
  return inAdBy(find, filterEquals('Name', name), change);
}

function inAdBy(find: string, filter: string | undefined, change: string): string | undefined {
  return filter === undefined ? undefined : `${find} -Filter ${filter} | ${change}`;
}
