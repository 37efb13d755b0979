import { FarewellError } from '../errors.ts';
import { clouds, type CloudName } from '../graph/clouds.ts';
import type { Grant } from '../offboarding/needs.ts';
import { literal } from '../offboarding/powershell.ts';
import type { Shell } from './grantCommand.ts';

/** What is to be granted to whom, and where. */
export interface Grants {
  readonly appId: string;
  /** undefined: the tenant that whoever runs it signs in to. */
  readonly tenantId: string | undefined;
  readonly cloud: CloudName;
  readonly permissions: readonly Grant[];
  /** Names of granted permissions to take away. */
  readonly unneeded: readonly string[];
}

/** Microsoft Graph itself, in every cloud and tenant (Entra: first-party application ids). */
const graphAppId = '00000003-0000-0000-c000-000000000000';

const graphEnvironments: Readonly<Record<CloudName, string>> = {
  global: 'Global',
  usgov: 'USGov',
  dod: 'USGovDoD',
  china: 'China',
};

const azureClouds: Readonly<Record<CloudName, string>> = {
  global: 'AzureCloud',
  usgov: 'AzureUSGovernment',
  dod: 'AzureUSGovernment',
  china: 'AzureChinaCloud',
};

/** The commands for this shell. The ids of the permissions are looked up by their names when they run: no table of them can be wrong. */
export const scripts: Readonly<Record<Shell, (grants: Grants) => string>> = { pwsh: pwshScript, az: azScript };

function pwshScript({ appId, tenantId, cloud, permissions, unneeded }: Grants): string {
  const tenant = tenantId === undefined ? '' : ` -TenantId ${pwsh(tenantId)}`;
  return lines(
    ...head(appId),
    '# In PowerShell, with the modules Microsoft.Graph.Authentication and Microsoft.Graph.Applications.',
    "$ErrorActionPreference = 'Stop'",
    `Connect-MgGraph -Environment ${graphEnvironments[cloud]}${tenant} -NoWelcome -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All'`,
    `$graph = Get-MgServicePrincipal -Filter "appId eq '${graphAppId}'"`,
    `$bot = Get-MgServicePrincipal -Filter ${pwsh(`appId eq '${appId}'`)}`,
    `if (-not $bot) { throw ${pwsh(`No enterprise application or managed identity has the application id ${appId} in this tenant.`)} }`,
    '$assigned = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $bot.Id -All | Where-Object ResourceId -eq $graph.Id)',
    'function Get-RoleId($name) {',
    "  ($graph.AppRoles | Where-Object { $_.Value -ceq $name -and $_.AllowedMemberTypes -contains 'Application' }).Id",
    '}',
    ...grantPart(permissions, [
      'function Grant-Permission($name) {',
      '  $roleId = Get-RoleId $name',
      '  if (-not $roleId) { Write-Warning "${name}: this cloud does not have it"; return }',
      '  if ($assigned.AppRoleId -contains $roleId) { Write-Host "${name}: granted already"; return }',
      '  New-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $graph.Id -ResourceId $graph.Id -PrincipalId $bot.Id -AppRoleId $roleId | Out-Null',
      '  Write-Host "${name}: granted"',
      '}',
    ]).map((line) =>
      typeof line === 'string' ? line : `Grant-Permission ${pwsh(line.permission)} # ${forWhom(line)}`,
    ),
    ...removePart(unneeded, [
      'function Remove-Permission($name) {',
      '  $roleId = Get-RoleId $name',
      '  foreach ($one in @($assigned | Where-Object AppRoleId -eq $roleId)) {',
      '    Remove-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $graph.Id -AppRoleAssignmentId $one.Id',
      '    Write-Host "${name}: taken away"',
      '  }',
      '}',
    ]).map((line) => (typeof line === 'string' ? line : `Remove-Permission ${pwsh(line.permission)}`)),
  );
}

function azScript({ appId, tenantId, cloud, permissions, unneeded }: Grants): string {
  const tenant = tenantId === undefined ? '' : ` --tenant ${sh(tenantId)}`;
  return lines(
    ...head(appId),
    '# In bash, signed in to the Azure CLI as that administrator:',
    `#   az cloud set --name ${azureClouds[cloud]}`,
    `#   az login${tenant} --allow-no-subscriptions`,
    'set -eu',
    `graph=${sh(clouds[cloud].graphBaseUrl)}`,
    'call() { method=$1 url=$2; shift 2; az rest --resource "$graph" --method "$method" --url "$graph/v1.0/$url" "$@"; }',
    `resource=$(call GET "servicePrincipals(appId='${graphAppId}')?\\$select=id" --query id --output tsv)`,
    `bot=$(call GET ${sh(`servicePrincipals(appId='${appId}')?$select=id`)} --query id --output tsv)`,
    `role_id() { call GET "servicePrincipals/$resource?\\$select=appRoles" --query "appRoles[?value=='$1' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv; }`,
    `assignment_id() { call GET "servicePrincipals/$bot/appRoleAssignments?\\$top=999" --query "value[?appRoleId=='$1' && resourceId=='$resource'].id | [0]" --output tsv; }`,
    ...grantPart(permissions, [
      'grant() {',
      '  role=$(role_id "$1")',
      '  if [ -z "$role" ]; then echo "$1: this cloud does not have it" >&2; return; fi',
      '  assignment=$(assignment_id "$role")',
      '  if [ -n "$assignment" ]; then echo "$1: granted already"; return; fi',
      '  call POST "servicePrincipals/$resource/appRoleAssignedTo" --headers Content-Type=application/json --output none \\',
      '    --body "{\\"principalId\\":\\"$bot\\",\\"resourceId\\":\\"$resource\\",\\"appRoleId\\":\\"$role\\"}"',
      '  echo "$1: granted"',
      '}',
    ]).map((line) => (typeof line === 'string' ? line : `grant ${sh(line.permission)} # ${forWhom(line)}`)),
    ...removePart(unneeded, [
      'remove() {',
      '  role=$(role_id "$1")',
      '  if [ -z "$role" ]; then return; fi',
      '  assignment=$(assignment_id "$role")',
      '  if [ -z "$assignment" ]; then return; fi',
      '  call DELETE "servicePrincipals/$resource/appRoleAssignedTo/$assignment"',
      '  echo "$1: taken away"',
      '}',
    ]).map((line) => (typeof line === 'string' ? line : `remove ${sh(line.permission)}`)),
  );
}

function head(appId: string): string[] {
  return [
    `# Microsoft Graph application permissions of Farewell, application id ${appId}. Nothing has been changed yet.`,
    '# For a Privileged Role Administrator: read it, then run it. It may be run again.',
  ];
}

function grantPart(permissions: readonly Grant[], how: readonly string[]): (string | Grant)[] {
  return permissions.length === 0 ? [] : [...how, ...permissions];
}

function removePart(names: readonly string[], how: readonly string[]): (string | Grant)[] {
  if (names.length === 0) return [];
  return ['# Granted, and needed by nothing:', ...how, ...names.map((permission) => ({ permission, neededBy: [] }))];
}

function forWhom({ neededBy }: Grant): string {
  return neededBy.join(', ');
}

/** As a PowerShell literal. Throws `internal`: ids and names of permissions fit in a line. */
function pwsh(text: string): string {
  const quoted = literal(text);
  if (quoted === undefined) throw new FarewellError('internal', 'a text that PowerShell can not be given');
  return quoted;
}

/** As a literal of a POSIX shell, in which nothing is looked for but its end. */
function sh(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
